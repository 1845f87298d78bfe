"""A table of records: a click highlights a row, a double-click or Enter opens it; keys move; the address remembers.

Everything it can do to the page is a link that the caller made, so it needs no callbacks.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ui import channels
from ui.components.parts import component
from ui.filters import follow

_mount = component("table")

Kind = Literal["text", "phone", "channels", "date", "number", "status"]


@dataclass(frozen=True)
class Column:
    """`width` in pixels is the least: what is left over is shared out in proportion; an `optional` column is left
    out where the table is narrow. `sort_href` is where a click on the header leads, `sorted` "ascending",
    "descending" or ""; `missing` stands, in grey, where there is no value."""

    id: str
    title: str
    kind: Kind = "text"
    width: int = 120
    sort_href: str | None = None
    sorted: str = ""
    missing: str = ""
    hover: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Row:
    """`cells` by column ID: text, phone, number: a text, or (text, hover); date: a `Moment`; channels: channel IDs;
    status: statuses; None or nothing in any. `live` adds the pulsing dot, with its meaning, before the first cell."""

    id: str
    href: str
    cells: dict[str, Any]
    live: str = ""


@dataclass(frozen=True)
class Box:
    """The filter box: the parameter it writes, its value, and what a change of it removes from the address."""

    parameter: str
    value: str
    label: str
    placeholder: str
    resets: Sequence[str] = ()


@dataclass(frozen=True)
class Pager:
    """`text` "1–50 of 5,272"; links to the page before and after, None at the ends."""

    text: str
    previous: str | None
    next: str | None
    note: str = ""


@dataclass(frozen=True)
class Table:
    """`label` names the grid; `row_parameter` holds the highlighted row in the address; `empty` is the
    title and sentence that stand where no row does."""

    label: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    pager: Pager
    empty: tuple[str, str]
    selected: str | None = None
    row_parameter: str = "row"
    box: Box | None = None
    channels: dict[str, dict[str, str]] = field(default_factory=dict)


def table(key: str, content: Table) -> None:
    """Draw the table; `key` is fixed and unique in the page."""
    _mount(key=key, data=as_data(content), on_go_change=follow(key))


def as_data(content: Table) -> dict[str, Any]:
    """The JSON that table.js draws: primitives only, as a single datetime would turn all of it into a text."""
    used = {
        channel
        for column in content.columns
        if column.kind == "channels"
        for row in content.rows
        for channel in row.cells.get(column.id) or ()
    }
    data = asdict(content)
    data["channels"] = {channel: channels.as_data(channel) for channel in sorted(used)}
    return data
