"""What the users' own fields turn out to be: numbers, days, a few choices, or text.

Told by the first customers that have a value. As long as no customer changes, nobody is asked again.
"""

from collections.abc import Sequence
from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask
from search.conditions.fields import NESTED, Field, Kind

_SAMPLE = 1000
"""Customers with a value that are looked at for each field."""
_CHOICES = 30
"""Up to so many different values are offered to choose from, where each is there about three times or more."""
_MOSTLY = 0.9
"""Of the values must be numbers (days): one "unknown" among thousands makes no text of a column."""
_remembered: dict[tuple[str, str], tuple[object, dict[str, Kind]]] = {}


def own_kinds(engine: Engine, principal: Principal, fields: Sequence[Field], state: object) -> dict[str, Kind]:
    """Field ID -> its kind. `state` changes whenever a customer has been written."""
    place = (engine.url, engine.prefix)
    known_at, known = _remembered.get(place, (None, {}))
    if known_at != state:
        known = {}
    unknown = [field for field in fields if field.id not in known]
    if unknown:
        answers = ask.multi_search(engine, principal, [("customers", _sample_body(field)) for field in unknown])
        known = {**known, **{field.id: _kind(answer) for field, answer in zip(unknown, answers, strict=True)}}
        _remembered[place] = (state, known)
    return known


def _sample_body(field: Field) -> dict[str, Any]:
    aggs: dict[str, Any] = {
        "all": {"value_count": {"field": field.path}},
        "number": {"value_count": {"field": f"{field.path}.number"}},
        "date": {"value_count": {"field": f"{field.path}.date"}},
        "values": {"terms": {"field": field.path, "size": _CHOICES + 1}},
    }
    query: dict[str, Any] = {"exists": {"field": field.path}}
    if field.scope in NESTED:
        path = NESTED[field.scope]
        query = {"nested": {"path": path, "query": query}}
        aggs = {"entries": {"nested": {"path": path}, "aggs": aggs}}
    return {"query": query, "size": 0, "terminate_after": _SAMPLE, "track_total_hits": False, "aggs": aggs}


def _kind(answer: dict[str, Any]) -> Kind:
    found = answer.get("aggregations") or {}
    found = found.get("entries", found)
    count = _value(found, "all")
    if not count:
        return "text"
    if _value(found, "number") >= _MOSTLY * count:
        return "number"
    if _value(found, "date") >= _MOSTLY * count:
        return "date"
    different = len(found["values"]["buckets"])
    return "choice" if different <= _CHOICES and different * 3 <= count else "text"


def _value(found: dict[str, Any], name: str) -> int:
    return int(found.get(name, {}).get("value", 0))
