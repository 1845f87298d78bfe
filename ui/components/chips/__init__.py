"""Every filter of a list as a sentence, each to be taken out by itself, and the way to add one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.components.parts import component
from ui.filters import follow

_mount = component("chips")


@dataclass(frozen=True)
class Chip:
    """`parts` are (text, strong) in order; `kind` "where" opens the advanced filter; `href` is the list without it."""

    kind: str
    parts: Sequence[tuple[str, bool]]
    href: str


def chips(key: str, shown: Sequence[Chip], clear: str, settle: str = "") -> None:
    """Draw the row. `clear` is the list without any of them, "" where there is none; `settle` an address that this
    one stands for, which takes its place."""
    data = {"chips": [asdict(chip) for chip in shown], "clear": clear, "settle": settle}
    _mount(key=key, data=data, on_go_change=follow(key))
