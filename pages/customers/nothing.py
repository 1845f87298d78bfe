"""What stands where no customer matches: which filter takes away how many, and the list without it."""

from pages.customers.filters import without
from pages.customers.saved import Opened
from search.conditions.sentences import Names, chips
from search.customers import explain
from search.requests import CustomersRequest
from settings import get_settings
from ui import context, format
from ui.components.table import Hint

SAID = ("Nobody matches", "No customer has all that is asked for.")


def hints(start: Opened, request: CustomersRequest, names: Names, wrong: str) -> list[Hint]:
    """A line for each filter: how many have it by itself, and how many match when it is left out."""
    everybody = Hint("Show everybody", start.everybody)
    if wrong:
        return [everybody]
    found = chips(request, names)
    removed = explain(context.engine(), context.principal(), request, get_settings().region)
    told = []
    for chip, one in zip(found, removed, strict=True):
        alone = "nobody has it" if not one.alone else f"{format.number(one.alone)} have it"
        left = "still nobody" if not one.without else f"then {format.number(one.without)}"
        told.append(Hint(f"{one.sentence}: {alone}", without(request, chip, start), f"leave it out, {left}"))
    return [*told, everybody] if told else []
