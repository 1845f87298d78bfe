"""The head of a record's page."""

from typing import Any

from ui.components.parts import component

_mount = component("heading")


def heading(view: dict[str, Any]) -> None:
    """Draw {title, active, state, icon, facts: [{text, title}], chips: [{label, text, href}], summary}."""
    _mount(key="heading", data=view)
