"""What cannot be asked of one message alone. Facts that stand with a communication (its parameters, results, audio and
state) are asked of the sessions and brought to messages as the set of these sessions' numbers; what was said across
turns is looked up turn by turn."""

import base64
from dataclasses import replace
from typing import Any

from domain.access import Principal
from engine import Engine
from search.conditions.numbers import numbers
from search.query.clauses import clauses
from search.query.nodes import Every, Node, Not, Said, TextQuery, Turns, Where
from search.query.turns import looked_up
from search.query.values import HAS

_GROUPS = {"param": "parameters", "result": "results"}


def resolved(engine: Engine, principal: Principal, query: TextQuery, time_zone: str = "UTC") -> TextQuery:
    """The query with each such part replaced by what it stands for at this moment; days are meant in `time_zone`."""
    return replace(query, root=_resolved(engine, principal, query.root, time_zone)) if query.root else query


def _resolved(engine: Engine, principal: Principal, node: Node, time_zone: str) -> Node:
    def inside(part: Node) -> Node:
        return _resolved(engine, principal, part, time_zone)

    match node:
        case Every(parts, any_of):
            return Every(tuple(inside(part) for part in parts), any_of)
        case Not(part):
            return Not(inside(part))
        case Turns(parts):
            inner = replace(node, parts=tuple(inside(part) for part in parts))
            queries = [{"bool": {"must": clauses(TextQuery(part), time_zone)}} for part in inner.parts]
            return looked_up(engine, principal, inner, queries)
        case Said(author, part):
            return Said(author, inside(part))
        case Where(field, value) if query := session_clause(field, value):
            found = numbers(engine, principal, "sessions", "session_number", query)
            return Where("sessions", base64.b64encode(found.serialize()).decode() if found else "")
    return node


def session_clause(field: str, value: str) -> dict[str, Any] | None:
    """What to ask of sessions for a fact of theirs; None for a fact that messages know themselves."""
    group, dot, name = field.partition(".")
    if dot and group in _GROUPS:
        path = f"{_GROUPS[group]}.{name}"
        if value == "*":
            return {"exists": {"field": path}}
        return {"term": {path: {"value": value, "case_insensitive": True}}}
    if field == "has":
        return {"exists": {"field": HAS[value.casefold()]}}
    if field == "is":
        return {"term": {"status": value.casefold()}}
    return None
