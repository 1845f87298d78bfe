"""Raw log lines: a page of them, filtered by level and text, their JSON folded."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.components.parts import component

KEY = "session-logs"
_mount = component("logs")


def logs(view: dict[str, Any], on_ask: Callable[[], None]) -> None:
    """Draw what `pages.session.view.logs_view` made; `on_ask` runs first when the reader wants other lines."""
    _mount(key=KEY, data=view, on_ask_change=on_ask)


def asked() -> dict[str, Any] | None:
    """What the reader asked for just now: {text, level, page, unfold}; None when this run has another cause."""
    state = st.session_state.get(KEY)
    answer: dict[str, Any] | None = state.get("ask") if state else None
    return answer
