"""The Summary tab: Contact info, Campaigns Summary and Products, as three cards with their forms.

What is done there comes by the trigger `act`, one at a time: {act, request, customer, …}; the answer to it is in the
data that is drawn next, under `answer`, with the same request (`pages.customers.acts`).
"""

from typing import Any

import streamlit as st

from ui.components.parts import component
from ui.filters import follow, told

_mount = component("summary")


def asked(key: str) -> object:
    """What was done since the last run, as the browser told it; None where nothing was."""
    return st.session_state.pop(f"{key}-asked", None)


def summary(key: str, data: dict[str, Any]) -> None:
    """Draw what `pages.customers.summary` made; `key` is fixed and unique in the page."""

    def keep() -> None:
        st.session_state[f"{key}-asked"] = told(key, "act")

    _mount(key=key, data=data, on_act_change=keep, on_go_change=follow(key))
