"""The Summary tab: Contact info, Campaigns Summary and Products, as three cards with their forms.

What is done there comes by the trigger `act`, one at a time: {act, request, customer, …}; the answer to it is in the
data that is drawn next, under `answer`, with the same request (`pages.customers.acts`).
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.components.parts import component
from ui.filters import follow, told

_mount = component("summary")


def answered(key: str) -> dict[str, Any] | None:
    """The answer to what this run was asked to do; None where that is nothing. One to an earlier run, which drew
    another page instead, is no longer waited for."""
    answer: dict[str, Any] | None = st.session_state.pop(f"{key}-answer", None)
    return answer if told(key, "act") else None


def summary(key: str, data: dict[str, Any], on_act: Callable[[object], dict[str, Any] | None]) -> None:
    """Draw what `pages.customers.summary` made; `key` is fixed and unique in the page. `on_act` does what the browser
    asks for, before anything is drawn, also when the reader has left the page meanwhile."""

    def act() -> None:
        st.session_state[f"{key}-answer"] = on_act(told(key, "act"))

    _mount(key=key, data=data, on_act_change=act, on_go_change=follow(key))
