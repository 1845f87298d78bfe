"""The audit log: filters in the address, an entry a line, what was before and after folded away."""

from typing import Any

from ui.components.parts import component
from ui.filters import follow

KEY = "audit-trail"
_mount = component("trail")


def trail(view: dict[str, Any]) -> None:
    """Draw what `pages.audit.view.trail_view` made."""
    _mount(key=KEY, data=view, on_go_change=follow(KEY))
