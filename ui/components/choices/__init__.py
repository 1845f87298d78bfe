"""A list of links of which one is open."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.components.parts import component
from ui.filters import follow

_mount = component("choices")


@dataclass(frozen=True)
class Choice:
    """Where it leads, its text, and a quieter line under it; `current` is what the page shows now."""

    href: str
    text: str
    note: str
    current: bool = False


def choices(key: str, title: str, items: Sequence[Choice], empty: str) -> None:
    """Draw the list; `empty` stands where there is nothing in it."""
    _mount(
        key=key,
        data={"title": title, "items": [asdict(item) for item in items], "empty": empty},
        on_go_change=follow(key),
    )
