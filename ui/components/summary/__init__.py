"""The Summary tab: Contact info, Campaigns Summary and Products, as three cards."""

from typing import Any

from ui.components.parts import component
from ui.filters import follow

_mount = component("summary")


def summary(key: str, data: dict[str, Any]) -> None:
    """Draw what `pages.customers.summary` made; `key` is fixed and unique in the page."""
    _mount(key=key, data=data, on_go_change=follow(key))
