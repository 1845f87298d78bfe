"""The values that a field has, the most frequent first, for choosing one."""

from dataclasses import dataclass
from typing import Any

from domain.access import Principal
from domain.conversation import CHANNELS
from engine import Engine
from search import ask
from search.conditions.fields import COMMUNICATION, NESTED, SAID, Field, field_of
from search.names import campaign_names


@dataclass(frozen=True)
class Choice:
    """A value, what people read for it, and how many customers have it (of communications: how many of those)."""

    value: str
    title: str
    count: int


def choices(
    engine: Engine, principal: Principal, field_id: str, beginning: str = "", size: int = 50
) -> tuple[Choice, ...]:
    """Values that begin so, or hold a word that does, whatever case and accents. None for fields without any to
    choose from."""
    field = field_of(field_id)
    if field.id == SAID or field.kind in ("number", "date", "phone"):
        return ()
    if field.kind == "boolean":
        return (Choice("true", "Yes", 0), Choice("false", "No", 0))
    name = "sessions" if field.scope == COMMUNICATION else "customers"
    answer = ask.search(engine, principal, name, _body(field, beginning.strip(), size))
    found = answer.get("aggregations", {})
    found = found.get("entries", found)
    found = found.get("some", found)
    buckets = found.get("values", {}).get("buckets", [])
    return _titled(engine, principal, field, [(b["key"], (b.get("whose") or b)["doc_count"]) for b in buckets])


def _body(field: Field, beginning: str, size: int) -> dict[str, Any]:
    values: dict[str, Any] = {"terms": {"field": field.path, "size": size}}
    aggs: dict[str, Any] = {"values": values}
    if field.scope in NESTED:
        values["aggs"] = {"whose": {"reverse_nested": {}}}
        aggs = {"entries": {"nested": {"path": NESTED[field.scope]}, "aggs": aggs}}
    return {"size": 0, "track_total_hits": False, "aggs": aggs}


def _titled(engine: Engine, principal: Principal, field: Field, found: list[tuple[str, int]]) -> tuple[Choice, ...]:
    titles: dict[str, str] = {}
    if field.kind == "campaign":
        titles = campaign_names(engine, principal, [value for value, _ in found])
    elif field.kind == "channel":
        titles = CHANNELS
    return tuple(Choice(value, titles.get(value, value), count) for value, count in found)
