"""Every field that customers can be filtered by and shown with: built-in ones and the users' own."""

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
from search.field_kinds import own_kinds

__all__ = ["Choice", "FieldInfo", "choices", "get_fields"]

_MOST = 10_000
_BUILT_IN = "built_in"


@dataclass(frozen=True)
class FieldInfo:
    """One field. `title` is what people read: their own title (`own_title`) where they gave one.

    `source` says where it comes from: "built in", "uploads and conversations". `customers` is how many have a
    value, None where it was not counted. `searchable` False: beyond the limit, only stored and shown.
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
    """Built-in fields in their order, then the users' own by group and title; `counts` costs one more request."""
    registered, state = _registry(engine, principal)
    own = {_id(entry): entry for entry in registered if entry.get("where") != _BUILT_IN}
    indexed = [field_of(id) for id, entry in own.items() if entry.get("indexed")]
    kinds = own_kinds(engine, principal, indexed, state) if indexed else {}
    changed = {entry["field_id"]: entry for entry in registered if entry.get("where") == _BUILT_IN}
    found = [_info(field, changed.get(id, {}), field.kind, "built in") for id, field in BUILT_IN.items()]
    found += sorted(
        (_info(field_of(id), entry, kinds.get(id, "text"), _SOURCES[entry["where"]]) for id, entry in own.items()),
        key=lambda info: (_GROUPS.index(info.group), info.title.casefold(), info.id),
    )
    return _counted(engine, principal, found) if counts else tuple(found)


_GROUPS = ("Own fields", "Campaigns", "Products", "Communications")
_SOURCES = {
    "contact": "contact columns of uploads, and results of conversations",
    "participation": "columns of campaign uploads",
    "product": "attributes of products",
}


def _registry(engine: Engine, principal: Principal) -> tuple[list[dict[str, Any]], object]:
    """All registered fields, and what changes with every change of a customer."""
    body = {"query": {"match_all": {}}, "size": _MOST, "track_total_hits": False}
    at = {"size": 0, "track_total_hits": True, "aggs": {"at": {"max": {"field": "folded_at"}}}}
    fields, customers = ask.multi_search(engine, principal, [("fields", body), ("customers", at)])
    changed_at = (customers.get("aggregations") or {}).get("at", {}).get("value")
    return [hit["_source"] for hit in fields["hits"]["hits"]], (changed_at, ask.total(customers))


def _id(entry: dict[str, Any]) -> str:
    return own_field_id(entry["where"], entry["field_id"])


def _info(field: Field, entry: dict[str, Any], kind: Kind, source: str) -> FieldInfo:
    own_title = entry.get("own_title")
    searchable = bool(entry.get("indexed", True))
    shown = field.scope not in (COMMUNICATION, LOAD) and field.id != COUNT
    return FieldInfo(
        id=field.id,
        title=own_title or field.title if source == "built in" else own_title or entry.get("title") or field.title,
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
    bodies = [("customers", _filled_body(field_of(info.id))) for info in held]
    counts = {
        info.id: ask.total(answer)
        for info, answer in zip(held, ask.multi_search(engine, principal, bodies), strict=True)
    }
    return tuple(replace(info, customers=counts.get(info.id)) for info in found)


def _filled_body(field: Field) -> dict[str, Any]:
    query: dict[str, Any] = {"exists": {"field": field.path}}
    if field.kind == "boolean":
        query = {"term": {field.path: True}}
    if field.scope in NESTED:
        query = {"nested": {"path": NESTED[field.scope], "query": query}}
    return {"query": query, "size": 0, "track_total_hits": True}
