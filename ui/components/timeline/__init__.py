"""A strip that shows when something happened, by channel; each bar leads to its time."""

from typing import Any

from ui.components.parts import component
from ui.filters import follow

_mount = component("timeline")


def timeline(key: str, data: dict[str, Any]) -> None:
    """Draw what `pages.customers.timeline_view` made; `key` is fixed and unique in the page."""
    _mount(key=key, data=data, on_go_change=follow(key))
