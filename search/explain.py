"""Why nothing matches: what each filter takes away, all counted in one round trip."""

from domain.access import Action, Principal, require
from engine import Engine
from search import ask
from search.conditions.joins import Joins
from search.conditions.reader import Reader
from search.conditions.sentences import chips
from search.filtering import customers_query
from search.named import names_of
from search.requests import CustomersRequest
from search.results import Removed


def explain(
    engine: Engine, principal: Principal, request: CustomersRequest, region: str | None = None
) -> tuple[Removed, ...]:
    """For the box, each quick filter and each part of the advanced one: what matches without it, and by it alone."""
    require(principal, Action.READ)
    reader = Reader.now(request.time_zone, region)
    join = Joins(engine, principal, reader)
    found = chips(request, names_of(engine, principal, request))
    asked = []
    for chip in found:
        for one in (chip.without, chip.alone):
            body = {"query": customers_query(one, reader, join), "size": 0, "track_total_hits": True}
            asked.append(("customers", body))
    if not asked:
        return ()
    counts = [ask.total(answer) for answer in ask.multi_search(engine, principal, asked)]
    return tuple(Removed(chip.sentence, counts[2 * at], counts[2 * at + 1]) for at, chip in enumerate(found))
