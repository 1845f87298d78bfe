"""A table of records: filters under its headers, sorting by several columns, columns that people choose, rows that
they select. A click highlights a row, a double-click or Enter opens it; keys move; the address remembers.

Whatever changes the address is a link or a parameter that the caller named. What does not: other columns and what a
choice offers are asked of the caller's functions, an action for selected rows is returned.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import streamlit as st

from ui import channels
from ui.components.parts import component
from ui.filters import follow, go_to, told

_mount = component("table")

Kind = Literal["text", "phone", "channels", "date", "number", "status"]


@dataclass(frozen=True)
class Filter:
    """The filter under a header: the parameter it writes, and its values as the address has them.

    text and number: one value, as typed or "5.."; date: one, "FROM..TO" as ISO days; choice: any number, with the
    `titles` that people read for them, in the same order.
    """

    type: Literal["text", "number", "date", "choice"]
    parameter: str
    values: Sequence[str] = ()
    titles: Sequence[str] = ()
    placeholder: str = ""


@dataclass(frozen=True)
class Column:
    """`width` in pixels is the least, unless the table is `sized`; then it is the width. `sort_href` is where a click
    on the header leads, `add_href` one with Shift; `sorted` "ascending", "descending" or "", and `rank` its place
    among several (0: it is the only one). `missing` stands, in grey, where there is no value."""

    id: str
    title: str
    kind: Kind = "text"
    width: int = 120
    sort_href: str | None = None
    add_href: str | None = None
    sorted: str = ""
    rank: int = 0
    missing: str = ""
    hover: str = ""
    filter: Filter | None = None


@dataclass(frozen=True)
class Row:
    """`cells` by column ID: text, phone, number: a text, or (text, hover); date: {text, hover}; channels: channel IDs;
    status: statuses; None or nothing in any. `live` adds the pulsing dot, with its meaning, before the first cell."""

    id: str
    href: str
    cells: dict[str, Any]
    live: str = ""


@dataclass(frozen=True)
class Box:
    """The search box (parameter `q`): its value, and what a change of it removes from the address."""

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
class Available:
    """A field that can be a column; `group` is the heading it stands under."""

    id: str
    title: str
    group: str


@dataclass(frozen=True)
class Bulk:
    """Something that can be done with selected rows; `reason` why this person may not."""

    id: str
    title: str
    reason: str = ""


@dataclass(frozen=True)
class Hint:
    """A line under the empty table; `href` is where it leads, all of it or only the words of `link` behind it."""

    text: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Option:
    """A value that a choice offers, its title, and how many have it."""

    value: str
    title: str
    count: str


@dataclass(frozen=True)
class Table:
    """`label` names the grid; `row_parameter` holds the highlighted row in the address; `empty` is the title and
    sentence that stand where no row does, with `hints` below.

    `query` is the whole address this answers, `place` the list in it (how far it is scrolled is remembered by it),
    `filtered` its filters alone (a selection holds as long as they stay); a new `epoch` ends a selection.
    `resets` is what a changed filter removes from the address.
    """

    label: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    pager: Pager
    empty: tuple[str, str]
    query: str
    place: str
    filtered: str
    total: int
    total_text: str
    epoch: int = 0
    sized: bool = False
    hints: Sequence[Hint] = ()
    available: Sequence[Available] = ()
    actions: Sequence[Bulk] = ()
    resets: Sequence[str] = ("page", "row")
    selected: str | None = None
    row_parameter: str = "row"
    box: Box | None = None
    channels: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """An action for selected rows: their IDs, or `all` that match."""

    action: str
    ids: tuple[str, ...]
    all: bool


@dataclass(frozen=True)
class ColumnWidth:
    """A column that stands in the table, and its width in pixels if one gave it one."""

    id: str
    width: int | None = None


def table(
    key: str,
    content: Table,
    *,
    on_columns: Callable[[list[ColumnWidth]], None],
    options: Callable[[str, str], tuple[Sequence[Option], bool]],
) -> Chosen | None:
    """Draw the table; `key` is fixed and unique in the page. Returns what is to be done with selected rows, once.

    `on_columns` is called before the next run of the script with the columns that were chosen, none for those of the
    beginning. `options(column ID, beginning of a title)` is called when a choice opens: what it offers, and whether
    there are more.
    """
    data = as_data(content) | {"name": key, "choices": _choices(told(key, "choices"), options)}
    data["saved"] = st.session_state.get(f"{key}:saved", 0)

    def columns_chosen() -> None:
        if wanted := told(key, "columns"):
            go_to(wanted["query"])
            st.session_state[f"{key}:saved"] = int(wanted["saved"])
            on_columns(_columns(wanted["columns"]))

    _mount(
        key=key,
        data=data,
        on_go_change=follow(key),
        on_columns_change=columns_chosen,
        on_choices_change=_address_of(key, "choices"),
        on_bulk_change=_address_of(key, "bulk"),
    )
    return _chosen(told(key, "bulk"))


def _address_of(key: str, trigger: str) -> Callable[[], None]:
    """Take over the address that a trigger tells along: a `go` that came just before it is not heard. What else it
    says holds in the run that it starts alone."""

    def take_over() -> None:
        if asked := told(key, trigger):
            go_to(asked["query"])

    return take_over


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


def _choices(asked: Any, options: Callable[[str, str], tuple[Sequence[Option], bool]]) -> dict[str, Any] | None:
    if not asked:
        return None
    offered, more = options(str(asked["field"]), str(asked["beginning"]))
    question = {"field": asked["field"], "beginning": asked["beginning"], "request": asked["request"]}
    return question | {"options": [asdict(option) for option in offered], "more": more}


def _columns(wanted: Any) -> list[ColumnWidth]:
    return [ColumnWidth(str(one["id"]), int(one["width"]) if one.get("width") else None) for one in wanted]


def _chosen(asked: Any) -> Chosen | None:
    if not asked:
        return None
    return Chosen(str(asked["action"]), tuple(map(str, asked["ids"])), bool(asked["all"]))
