"""One endless chat in three panels: campaigns, messages, and the facts of the communication in view.

The browser keeps what is loaded, where the reader is and what is in view; it asks for more by the trigger `load`
(`asked`), one window at a time, and merges what comes by message ID. Python reads, permits and words.
"""

from typing import Any, NamedTuple

import streamlit as st

from ui.components.parts import component
from ui.filters import follow, told

_mount = component("chat")


class Asked(NamedTuple):
    """What the browser asked for last: a number that the answer repeats, and where ("before", "after" a cursor, or
    "newest")."""

    request: int
    where: str
    cursor: tuple[int | str, ...] | None


def asked(key: str) -> Asked | None:
    """The request that this run answers; None when the chat is drawn from its beginning."""
    wanted = st.session_state.pop(f"{key}-asked", None)
    return _checked(wanted) if isinstance(wanted, dict) else None


def chat(key: str, data: dict[str, Any]) -> None:
    """Draw what `pages.customers.chat` made; `key` is fixed and unique in the page."""

    def keep() -> None:
        st.session_state[f"{key}-asked"] = told(key, "load")

    _mount(key=key, data=data, on_load_change=keep, on_go_change=follow(key))


def _checked(wanted: dict[str, Any]) -> Asked | None:
    request, where, cursor = wanted.get("request"), wanted.get("where"), wanted.get("cursor")
    if not isinstance(request, int) or where not in ("before", "after", "newest"):
        return None
    if where == "newest":
        return Asked(request, where, None)
    if not isinstance(cursor, list) or not all(isinstance(part, int | str) for part in cursor):
        return None
    return Asked(request, where, tuple(cursor))
