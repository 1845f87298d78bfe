"""Facts that stand with a communication, not with its messages: its parameters, results, audio and state. They are
asked of the sessions and brought to messages as the set of these sessions' numbers."""

import base64
from dataclasses import replace
from typing import Any

from domain.access import Principal
from engine import Engine
from search.conditions.numbers import numbers
from search.query.nodes import Every, Node, Not, Said, TextQuery, Where
from search.query.values import HAS

_GROUPS = {"param": "parameters", "result": "results"}


def resolved(engine: Engine, principal: Principal, query: TextQuery) -> TextQuery:
    """The query with each such fact replaced by the sessions of which it holds at this moment."""
    return replace(query, root=_resolved(engine, principal, query.root)) if query.root else query


def _resolved(engine: Engine, principal: Principal, node: Node) -> Node:
    match node:
        case Every(parts, any_of):
            return Every(tuple(_resolved(engine, principal, part) for part in parts), any_of)
        case Not(part):
            return Not(_resolved(engine, principal, part))
        case Said(author, part):
            return Said(author, _resolved(engine, principal, part))
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
