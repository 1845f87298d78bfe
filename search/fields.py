"""Every field that customers can be filtered by and shown with: built-in ones and the users' own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from domain.access import Principal
from domain.conditions import Operator
from engine import Engine
from search import ask
from search.choices import Choice, choices
from search.conditions.fields import (
    BUILT_IN,
    COMMUNICATION,
    COUNT,
    LOAD,
    NESTED,
    OPERATORS,
    Field,
    Kind,
    field_of,
    own_field_id,
)
from search.conditions.sorting import is_sortable
from search.field_kinds import own_kinds, parameter_names

__all__ = ["Choice", "FieldInfo", "choices", "get_fields"]

_MOST = 10_000
_BUILT_IN = "built_in"
_OWN_GROUPS = ("Own fields", "Campaigns", "Products", "Communications")
_SOURCES = {
    "contact": "Contact columns of uploads, and results of conversations",
    "participation": "Columns of campaign uploads",
    "product": "Attributes of products",
    _BUILT_IN: "Built in",
}


@dataclass(frozen=True)
class FieldInfo:
    """One field. `title` is what people read: their own title (`own_title`) where they gave one.

    `source` says where it comes from. `customers` is how many have a value, None where that was not counted.
    `searchable` False: beyond the limit, so only stored and shown.
    """

    id: str
    title: str
    own_title: str | None
    type: Kind
    group: str
    source: str
    customers: int | None
    hidden: bool
    sortable: bool
    is_column: bool
    operators: tuple[Operator, ...]
    searchable: bool = True


def get_fields(engine: Engine, principal: Principal, counts: bool = False) -> tuple[FieldInfo, ...]:
    """Built-in fields in their order, then the users' own, results and parameters by group and title.

    `counts` costs one more request.
    """
    registered, agents, state = _known(engine, principal)
    own = {own_field_id(entry["where"], entry["field_id"]): entry for entry in registered if entry["where"] in _PLACES}
    changed = {entry["field_id"]: entry for entry in registered if entry["where"] not in _PLACES}
    indexed = [field_of(id) for id, entry in own.items() if entry.get("indexed")]
    kinds = own_kinds(engine, principal, indexed, state)
    found = [_info(field, changed.get(id, {}), field.kind, _SOURCES[_BUILT_IN]) for id, field in BUILT_IN.items()]
    further = [_info(field_of(id), it, kinds.get(id, "text"), _SOURCES[it["where"]]) for id, it in own.items()]
    for id, title, source in _of_sessions(agents, parameter_names(engine, principal, state)):
        field = field_of(id)
        further.append(_info(field, {"title": title, **changed.get(id, {})}, field.kind, source))
    further.sort(key=lambda info: (_OWN_GROUPS.index(info.group), info.title.casefold(), info.id))
    return _counted(engine, principal, [*found, *further]) if counts else (*found, *further)


_PLACES = ("contact", "participation", "product")


def _known(engine: Engine, principal: Principal) -> tuple[list[dict[str, Any]], list[dict[str, Any]], object]:
    """All registered fields, all agents, and what changes with every change of a customer."""
    everything: dict[str, Any] = {"query": {"match_all": {}}, "size": _MOST, "track_total_hits": False}
    by_id = {**everything, "sort": [{"agent_id": {"order": "asc"}}]}
    at = {"size": 0, "track_total_hits": True, "aggs": {"at": {"max": {"field": "folded_at"}}}}
    asked = [("fields", everything), ("agents", by_id), ("customers", at)]
    fields, agents, customers = ask.multi_search(engine, principal, asked)
    changed_at = (customers.get("aggregations") or {}).get("at", {}).get("value")
    sources = [[hit["_source"] for hit in answer["hits"]["hits"]] for answer in (fields, agents)]
    return sources[0], sources[1], (changed_at, ask.total(customers))


def _of_sessions(agents: list[dict[str, Any]], parameters: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """(field ID, title, source) of the results that agents define, each once, and of parameters."""
    results: dict[str, str] = {}
    for agent in agents:
        for result in agent.get("result_fields") or ():
            results.setdefault(result["id"], result["title"])
    for name, title in results.items():
        if name and "*" not in name:
            yield f"communication.result.{name}", title, "Results of conversations"
    for name in parameters:
        yield f"communication.parameter.{name}", name, "Parameters of conversations"


def _info(field: Field, entry: dict[str, Any], kind: Kind, source: str) -> FieldInfo:
    own_title = entry.get("own_title")
    searchable = bool(entry.get("indexed", True))
    shown = field.scope not in (COMMUNICATION, LOAD) and field.id != COUNT
    return FieldInfo(
        id=field.id,
        title=own_title or entry.get("title") or field.title,
        own_title=own_title,
        type=kind,
        group=field.group,
        source=source,
        customers=None,
        hidden=bool(entry.get("hidden")),
        sortable=searchable and shown and is_sortable(field),
        is_column=shown,
        operators=(field.operators or OPERATORS[kind]) if searchable else (),
        searchable=searchable,
    )


def _counted(engine: Engine, principal: Principal, found: list[FieldInfo]) -> tuple[FieldInfo, ...]:
    """With the number of customers that have a value; what is not held in customers stays uncounted."""
    held = [info for info in found if info.is_column and info.searchable]
    bodies = [("customers", filled_body(field_of(info.id))) for info in held]
    answers = ask.multi_search(engine, principal, bodies)
    counts = {info.id: ask.total(answer) for info, answer in zip(held, answers, strict=True)}
    return tuple(replace(info, customers=counts.get(info.id)) for info in found)


def filled_body(field: Field) -> dict[str, Any]:
    """Counts the customers that have a value; of yes or no, those with yes."""
    query: dict[str, Any] = {"exists": {"field": field.path}}
    if field.kind == "boolean":
        query = {"term": {field.path: True}}
    if field.scope in NESTED:
        query = {"nested": {"path": NESTED[field.scope], "query": query}}
    return {"query": query, "size": 0, "track_total_hits": True}
