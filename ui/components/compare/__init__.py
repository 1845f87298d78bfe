"""Customers side by side, field by field, and what they would be as one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ui.components.parts import component
from ui.filters import follow

_mount = component("compare")


@dataclass(frozen=True)
class Side:
    """A customer: its name, where the name leads, and a line under it."""

    name: str
    href: str
    note: str


@dataclass(frozen=True)
class Line:
    """A field: the values of each side, those of the merged customer, and whether sides say different things.
    `adds` where the merged one's is their sum, so that no value is given up."""

    title: str
    cells: tuple[tuple[str, ...], ...]
    together: tuple[str, ...]
    differs: bool
    adds: bool = False


def compare(key: str, label: str, sides: Sequence[Side], lines: Sequence[Line], merged: str = "") -> None:
    """Draw the comparison. `merged` is the line under the head of the merged customer; "" leaves it out."""
    data = {
        "label": label,
        "people": [asdict(side) for side in sides],
        "merged": merged,
        "fields": [asdict(line) for line in lines],
    }
    _mount(key=key, data=data, on_go_change=follow(key))
