"""What stands where no customer matches: which filter takes away how many, and the way back to everyone."""

from pages.customers.address import filter_params, without_filters
from search.customers import explain
from search.requests import CustomersRequest
from settings import get_settings
from ui import context, format, links
from ui.components.table import Hint
from ui.links import Params

SAID = ("Nobody matches", "Try fewer letters, part of a phone number, or an e-mail address.")


def hints(address: Params, request: CustomersRequest, wrong: str) -> list[Hint]:
    """A line for each filter, and a link that takes all of them out."""
    if not filter_params(address):
        return []
    found = [] if wrong else explain(context.engine(), context.principal(), request, get_settings().region)
    told = [Hint(f"{one.sentence}: {format.number(one.without)} match without it") for one in found]
    return [*told, Hint("Clear all filters", links.customers(without_filters(address)))]
