"""What a file holds, told before anything is loaded: its kind, encoding and delimiter, columns and first rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from domain.contact import KEY_FIELDS
from domain.errors import WrongInput
from domain.reports import RowError
from loaders.columns import map_columns
from loaders.formats import agent_definitions, native_log
from loaders.formats.table import read_table
from loaders.source import Source, open_source

Kind = Literal["campaign", "conversations", "agents"]
PARTICIPATION, PRODUCT_ATTRIBUTE = "participation", "product_attribute"
SHOWN_ROWS = 5
_HEAD_BYTES = 4096
_CONVERSATION_COLUMNS = ("session_id", "campaign", "channel", "customer", "messages", "logs")
_AGENT_COLUMNS = ("id", "name", "result fields")


@dataclass(frozen=True)
class Recognised:
    """`columns` and the first `rows` as they stand in the file, or what the first entries of a log say.

    `meanings` (of a campaign upload, one a column) are fields of `loaders.columns`, PARTICIPATION or
    PRODUCT_ATTRIBUTE; `delimiter` is None but for tables; `problem` tells why the beginning cannot be loaded.
    """

    kind: Kind
    encoding: str
    delimiter: str | None
    columns: tuple[str, ...]
    meanings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    problem: str | None = None


def recognise(path: Path) -> Recognised:
    """Look into a file. Raises WrongInput for one that no loader reads."""
    with open_source(path, path.parent) as source:
        head = source.head(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
        if head.startswith(b"{"):
            return _log(source)
        if head.startswith(b"["):
            return _agents(source)
        return _table(source)


def key_is_among(meanings: tuple[str, ...]) -> bool:
    """True when at least one column identifies a person."""
    return any(meaning in KEY_FIELDS for meaning in meanings)


def _table(source: Source) -> Recognised:
    table = read_table(source)
    if not table.header:
        raise WrongInput("The file is empty: a campaign upload begins with a header, one contact a row below it.")
    rows, problem = _first(
        tuple(item[1]) if not isinstance(item, RowError) else item for item in islice(table.rows, SHOWN_ROWS)
    )
    return Recognised("campaign", table.encoding, table.delimiter, table.header, _meanings(table.header), rows, problem)


def _meanings(header: tuple[str, ...]) -> tuple[str, ...]:
    try:
        columns, borrowed = map_columns(header, {}), None
    except WrongInput:  # no column identifies anyone: borrow one to learn what the others mean
        columns, borrowed = map_columns(header, {header[0]: KEY_FIELDS[0]}), 0
    meanings = [PARTICIPATION] * len(header)
    for place, field in columns.known.items():
        meanings[place] = field
    for place in columns.product:
        meanings[place] = PRODUCT_ATTRIBUTE
    if borrowed is not None:
        meanings[borrowed] = PARTICIPATION
    return tuple(meanings)


def _log(source: Source) -> Recognised:
    def cells() -> Iterator[tuple[str, ...] | RowError]:
        for item in islice(native_log.read(source), SHOWN_ROWS):
            if isinstance(item, RowError):
                yield item
                continue
            c = item[1]
            who = c.customer
            name = who.name or who.external_id or who.email or who.phone or ""
            counts = (str(len(c.messages)), str(len(c.logs)))
            yield (c.session_id, c.campaign or "", c.channel, name, *counts)

    rows, problem = _first(cells())
    return Recognised("conversations", "utf-8", None, _CONVERSATION_COLUMNS, (), rows, problem)


def _agents(source: Source) -> Recognised:
    def cells() -> Iterator[tuple[str, ...] | RowError]:
        for item in islice(agent_definitions.read(source), SHOWN_ROWS):
            yield item if isinstance(item, RowError) else (item.id, item.name or "", str(len(item.result_fields)))

    rows, problem = _first(cells())
    return Recognised("agents", "utf-8", None, _AGENT_COLUMNS, (), rows, problem)


def _first(items: Iterator[tuple[str, ...] | RowError]) -> tuple[tuple[tuple[str, ...], ...], str | None]:
    """The good ones of the first rows; and, when all are wrong, what is wrong with the first."""
    rows: list[tuple[str, ...]] = []
    problem: str | None = None
    for item in items:
        if isinstance(item, RowError):
            problem = problem or f"Row {item.row}, {item.field}: {item.reason}"
        else:
            rows.append(item)
    return tuple(rows), None if rows else problem
