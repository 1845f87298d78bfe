"""What the data turns out to hold: whether one of the users' own fields is numbers, days, a few choices or text, and
which parameters conversations have.

Told by a sample. As long as no customer changes, nobody is asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.access import Action, Principal, require
from engine import Engine
from search import ask
from search.conditions.fields import NESTED, Field, Kind

_SAMPLE = 1000
"""Customers with a value that are looked at for each field."""
_SESSIONS = 200
"""Newest sessions whose parameters are looked at."""
_CHOICES = 30
"""Up to so many different values are offered to choose from, where each is there about three times or more."""
_MOSTLY = 0.9
"""So many of the values must be numbers (days): one "unknown" among thousands makes no text of a column."""
_PLACES_KEPT = 64


@dataclass
class _Seen:
    """What was found while the customers were in this state."""

    state: object
    kinds: dict[str, Kind] = field(default_factory=dict)
    parameters: tuple[str, ...] | None = None


_seen: dict[tuple[str, str], _Seen] = {}


def own_kinds(engine: Engine, principal: Principal, fields: Sequence[Field], state: object) -> dict[str, Kind]:
    """Field ID -> its kind. `state` changes whenever a customer has been written."""
    require(principal, Action.READ)
    seen = _at(engine, state)
    unknown = [one for one in fields if one.id not in seen.kinds]
    if unknown:
        answers = ask.multi_search(engine, principal, [("customers", sample_body(one)) for one in unknown])
        seen.kinds |= {one.id: kind_of(answer) for one, answer in zip(unknown, answers, strict=True)}
    return seen.kinds


def parameter_names(engine: Engine, principal: Principal, state: object) -> tuple[str, ...]:
    """Parameters that the newest conversations have, by name."""
    require(principal, Action.READ)
    seen = _at(engine, state)
    if seen.parameters is None:
        body = {
            "query": {"exists": {"field": "parameters"}},
            "sort": [{"session_number": {"order": "desc"}}],
            "size": _SESSIONS,
            "track_total_hits": False,
            "_source": ["parameters"],
        }
        hits = ask.search(engine, principal, "sessions", body)["hits"]["hits"]
        names = {name for hit in hits for name in hit["_source"]["parameters"] if name and "*" not in name}
        seen.parameters = tuple(sorted(names))
    return seen.parameters


def _at(engine: Engine, state: object) -> _Seen:
    place = (engine.url, engine.prefix)
    if place not in _seen or _seen[place].state != state:
        while len(_seen) >= _PLACES_KEPT:
            _seen.pop(next(iter(_seen)), None)
        _seen[place] = _Seen(state)
    return _seen[place]


def sample_body(field: Field) -> dict[str, Any]:
    """The first customers that have a value, and what their values are."""
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


def kind_of(answer: dict[str, Any]) -> Kind:
    """From the answer to `sample_body`."""
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
