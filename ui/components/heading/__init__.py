"""The head of a record's page."""

from typing import Any

from ui.components.parts import component

_mount = component("heading")


def heading(view: dict[str, Any]) -> None:
    """Draw {title, state, tone, active, icon, facts: [{text, title}], chips: [{label, text, href}], summary}.

    `tone` is "going", "good", "bad" or ""; `icon` a channel's as `ui.channels.as_data` gives it, or None.
    """
    _mount(key="heading", data=view)
