"""The advanced filter: conditions on any field in nested groups. The browser keeps what is not complete; what is
stands in the address as `where`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import streamlit as st

from ui.components.parts import component
from ui.filters import go_to, told

_mount = component("conditions")

OPERATORS = {
    "any": {
        "matches": "matches",
        "is": "is",
        "is_not": "is not",
        "contains": "contains",
        "starts_with": "starts with",
        "empty": "is empty",
        "filled": "is filled",
        "before": "before",
        "after": "after",
        "between": "between",
        "last_days": "in the last",
        "at_least": "at least",
        "at_most": "at most",
    },
    "date": {"is": "on", "is_not": "not on"},
    "communication.said": {"matches": "these words", "is_not": "nowhere these words"},
}
"""Type of a field ("any" for all), or the ID of one -> operator -> how it reads between the field and its value."""


@dataclass(frozen=True)
class Field:
    """A field on offer; `operators` the usual one first. A `hidden` one is known but not offered."""

    id: str
    title: str
    type: str
    group: str
    source: str
    operators: Sequence[str]
    hidden: bool = False


class Asked(NamedTuple):
    """Choices that the browser asks for: a number that the answer repeats, the field, and how they begin."""

    request: int
    field: str
    beginning: str


def asked(key: str) -> Asked | None:
    """The question that was asked last, if any."""
    wanted = st.session_state.get(f"{key}-asked")
    if not isinstance(wanted, dict):
        return None
    request, field, beginning = wanted.get("request"), wanted.get("field"), wanted.get("beginning")
    if not isinstance(request, int) or not isinstance(field, str) or not isinstance(beginning, str):
        return None
    return Asked(request, field, beginning)


def conditions(
    key: str,
    *,
    fields: Sequence[Field],
    where: str,
    names: Mapping[str, Mapping[str, str]],
    count: str,
    choices: dict[str, Any] | None,
) -> None:
    """Draw the panel. `where` is the filter as it stands in the address, `names` field -> value -> title, `count` how
    many match, `choices` {request, items: [{value, title, count}]} the answer to `asked`."""

    def turned() -> None:
        turn = told(key, "turn")
        if not turn:
            return
        go_to(turn.get("query"))
        st.session_state[f"{key}-asked"] = turn.get("ask") or st.session_state.get(f"{key}-asked")
        st.session_state[f"{key}-turn"] = turn.get("turn", 0)

    data = {
        "fields": [{**vars(field), "operators": list(field.operators)} for field in fields],
        "operators": OPERATORS,
        "where": where,
        "names": {field: dict(values) for field, values in names.items()},
        "count": count,
        "choices": choices,
        "turn": st.session_state.get(f"{key}-turn", 0),
    }
    _mount(key=key, data=data, on_turn_change=turned)
