"""The head of one record's page: back arrow, name, and tabs that are links."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.components.parts import component
from ui.filters import follow

_mount = component("header")


@dataclass(frozen=True)
class Tab:
    """`count` stands, in grey, beside the title."""

    title: str
    href: str
    current: bool
    count: str = ""


def header(key: str, title: str, back_href: str, back_label: str, tabs: Sequence[Tab]) -> None:
    """Draw it; `key` is fixed and unique in the page."""
    data = {"title": title, "back": back_href, "back_label": back_label, "tabs": [asdict(tab) for tab in tabs]}
    _mount(key=key, data=data, on_go_change=follow(key))
