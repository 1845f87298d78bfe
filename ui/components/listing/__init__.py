"""A plain table of texts and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ui.components.parts import component
from ui.filters import follow

_mount = component("listing")


@dataclass(frozen=True)
class Cell:
    """`tone` ("going", "good", "bad" or "") draws the text as a pill; `hover` shows when the mouse is over it."""

    text: str
    hover: str = ""
    tone: str | None = None


@dataclass(frozen=True)
class Row:
    """`href` is where the first cell leads; None: nowhere."""

    cells: tuple[Cell, ...]
    href: str | None = None


def listing(key: str, title: str, columns: Sequence[str], rows: Sequence[Row], empty: str = "") -> None:
    """Draw a table. A column whose name begins with # holds numbers; `empty` stands where there are no rows."""
    data: dict[str, Any] = {
        "title": title,
        "columns": [{"title": name.removeprefix("#"), "numeric": name.startswith("#")} for name in columns],
        "rows": [{"cells": [_cell(cell) for cell in row.cells], "href": row.href} for row in rows],
        "empty": empty,
    }
    _mount(key=key, data=data, on_go_change=follow(key))


def _cell(cell: Cell) -> dict[str, str]:
    drawn = {"text": cell.text, "title": cell.hover}
    return drawn if cell.tone is None else {**drawn, "tone": cell.tone}
