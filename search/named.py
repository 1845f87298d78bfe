"""What a request's fields, campaigns, agents and loads are called."""

from collections.abc import Callable, Iterable, Iterator

from domain.access import Principal
from domain.conditions import Condition
from engine import Engine
from search import ask
from search.conditions.fields import field_of, registered_as
from search.conditions.sentences import Names
from search.names import campaign_title
from search.requests import CustomersRequest


def names_of(engine: Engine, principal: Principal, request: CustomersRequest) -> Names:
    """Read in one round trip, if there is anything to read."""
    conditions = list(conditions_of(request))
    fields = list(dict.fromkeys(one.field for one in conditions))
    registry = {field: _registered(field) for field in fields}
    campaigns = _values(conditions, lambda one: field_of(one.field).kind == "campaign")
    agents = _values(conditions, lambda one: one.field == "communication.agent")
    loads = _values(conditions, lambda one: one.field == "load")
    wanted = [("fields", id) for id in registry.values()]
    wanted += [("campaigns", id) for id in campaigns]
    wanted += [("agents", id) for id in agents]
    wanted += [("loads", id) for id in loads]
    found = ask.documents(engine, principal, wanted, {"loads": ["file_name"], "agents": ["name"]})
    titles = {}
    for field, id in registry.items():
        source = found.get(("fields", id)) or {}
        if title := source.get("own_title") or source.get("title"):
            titles[field] = title
    return Names(
        titles,
        {id: campaign_title(id, found.get(("campaigns", id))) for id in campaigns},
        {id: found.get(("agents", id), {}).get("name") or id for id in agents},
        {id: found.get(("loads", id), {}).get("file_name") or id for id in loads},
    )


def conditions_of(request: CustomersRequest) -> Iterator[Condition]:
    """Every condition, of quick and advanced filters."""
    yield from request.quick
    if request.where:
        yield from request.where.conditions()


def _registered(field: str) -> str:
    where, name = registered_as(field) or ("built_in", field)
    return f"{where}:{name}"


def _values(conditions: Iterable[Condition], of: Callable[[Condition], bool]) -> list[str]:
    return list(dict.fromkeys(value for one in conditions if of(one) for value in one.values))
