"""The form for somebody new: their fields, what is wrong with them, and who might be the same person already."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from ui.components.parts import component
from ui.filters import told

_mount = component("newcomer")
Values = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Field:
    """`repeats`: there may be several values; `first`: it stands above those that unfold."""

    id: str
    title: str
    repeats: bool = False
    first: bool = False
    placeholder: str = ""


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the same: what they are called, why, and where their profile is."""

    name: str
    why: str
    href: str
    certain: bool


def typed(key: str) -> Values:
    """What stands in the form so far, by field."""
    return _values(st.session_state.get(f"{key}:typed"))


def submitted(key: str) -> Values | None:
    """What was sent off, in the run that this started alone."""
    sent = told(key, "add")
    return None if sent is None else _values(sent)


def newcomer(
    key: str,
    fields: Sequence[Field],
    wrong: Mapping[str, str],
    alike: Sequence[Alike],
    problem: str = "",
    whose: str = "",
) -> None:
    """Draw the form. `wrong` are sentences by field, `problem` one about the whole; `whose` is the address of whoever
    it is about."""
    data: dict[str, Any] = {
        "fields": [asdict(field) for field in fields],
        "wrong": dict(wrong),
        "alike": [asdict(one) for one in alike],
        "problem": problem,
        "whose": whose,
        "answer": st.session_state.get(f"{key}:answer", 0),
    }
    _mount(key=key, data=data, on_typed_change=_hear(key, "typed"), on_add_change=_hear(key, "add"))


def _hear(key: str, trigger: str) -> Any:
    def keep() -> None:
        values = told(key, trigger)
        st.session_state[f"{key}:typed"] = values
        if trigger == "add":
            st.session_state[f"{key}:answer"] = st.session_state.get(f"{key}:answer", 0) + 1

    return keep


def _values(heard: Any) -> Values:
    return {str(field): tuple(map(str, texts)) for field, texts in (heard or {}).items()}
