"""What a request's fields, campaigns, agents and loads are called."""

from collections.abc import Callable, Iterable, Iterator

from domain.access import Principal
from domain.conditions import Condition
from engine import Engine
from search import ask
from search.conditions.fields import field_of
from search.conditions.sentences import Names
from search.fields import get_fields
from search.names import campaign_title
from search.requests import CustomersRequest


def names_of(engine: Engine, principal: Principal, request: CustomersRequest) -> Names:
    """Nothing is read for a request without conditions."""
    conditions = list(conditions_of(request))
    if not conditions:
        return Names()
    campaigns = _values(conditions, lambda one: field_of(one.field).kind == "campaign")
    agents = _values(conditions, lambda one: one.field == "communication.agent")
    loads = _values(conditions, lambda one: one.field == "load")
    wanted = [("campaigns", id) for id in campaigns]
    wanted += [("agents", id) for id in agents]
    wanted += [("loads", id) for id in loads]
    found = ask.documents(engine, principal, wanted, {"loads": ["file_name"], "agents": ["name"]})
    return Names(
        {info.id: info.title for info in get_fields(engine, principal)},
        {id: campaign_title(id, found.get(("campaigns", id))) for id in campaigns},
        {id: found.get(("agents", id), {}).get("name") or id for id in agents},
        {id: found.get(("loads", id), {}).get("file_name") or id for id in loads},
    )


def conditions_of(request: CustomersRequest) -> Iterator[Condition]:
    """Every condition, of quick and advanced filters."""
    yield from request.quick
    if request.where:
        yield from request.where.conditions()


def _values(conditions: Iterable[Condition], of: Callable[[Condition], bool]) -> list[str]:
    return list(dict.fromkeys(value for one in conditions if of(one) for value in one.values))
