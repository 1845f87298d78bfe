"""Tables as text: any delimiter, any encoding, values as typed."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import WrongInput
from domain.reports import RowError
from loaders.encoding import text_encoding, wide_encoding
from loaders.formats.csv_rows import UNDECODABLE, Cells, cut_rows, decoded_lines
from loaders.source import Source
from loaders.unpack import Damage

DELIMITERS = (",", ";", "\t", "|")
MAX_COLUMNS = 2_000
_HEAD_BYTES = 64 << 10
_ROWS_TO_COMPARE = 50
_DECLARED = re.compile(r"\ufeff?sep=(.)[\r\n]", re.IGNORECASE)
"""The line by which Excel is told the delimiter."""


@dataclass(frozen=True)
class Table:
    """A table that is read as it goes. An empty file has an empty header. `rows` are (line of the file on which the
    row begins, cells as typed) with as many cells as the header, or a RowError; the header is row 1. `encoding` is
    a Python codec name."""

    header: tuple[str, ...]
    delimiter: str
    encoding: str
    rows: Iterator[Cells | RowError]


def read_table(source: Source) -> Table:
    """Recognise encoding and delimiter and read the header. Raises WrongInput where there is no usable header."""
    head = source.head(_HEAD_BYTES)
    try:
        encoding = text_encoding(source.chunks(), wide_encoding(head))
    except Damage:
        encoding = "utf-8"  # told as a rejected row when the reading comes to it
    finally:
        source.position = 0
    text = head.decode(encoding, "open360_mark")
    declared = _DECLARED.match(text)
    delimiter = declared.group(1) if declared and declared.group(1) != '"' else _delimiter(text)
    rows = cut_rows(decoded_lines(source, encoding), delimiter)
    if declared:
        next(rows, None)
    first = next(rows, None)
    if first is None:
        return Table((), delimiter, encoding, iter(()))
    if isinstance(first, RowError):
        raise WrongInput(f'The header of "{source.name}" cannot be read: {first.reason}')
    titles = [" ".join(cell.split()) for cell in first[1]]
    while not titles[-1]:  # what a spreadsheet leaves of empty columns at the right
        titles.pop()
    _check_header(titles, source.name, encoding)
    return Table(tuple(titles), delimiter, encoding, _checked(rows, titles))


def _check_header(titles: list[str], name: str, encoding: str) -> None:
    if len(titles) > MAX_COLUMNS:
        raise WrongInput(f'"{name}" has {len(titles):,} columns; at most {MAX_COLUMNS:,} are taken.')
    seen: dict[str, int] = {}
    for number, title in enumerate(titles, 1):
        if not title:
            raise WrongInput(f'Column {number} of "{name}" has no name in the header; give it one.')
        if "\0" in title or UNDECODABLE in title:
            what = "a NUL character" if "\0" in title else f"bytes that are not {encoding}"
            raise WrongInput(f'The name of column {number} of "{name}" holds {what}; correct the header.')
        first = seen.setdefault(title.casefold(), number)
        if first != number:
            raise WrongInput(f'"{name}" has two columns named "{title}" ({first} and {number}); rename one of them.')


def _delimiter(text: str) -> str:
    """The delimiter with which most of the first rows have as many cells as the header, and more than one."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        counts: list[int] = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                if row:
                    counts.append(len(row))
                if len(counts) > _ROWS_TO_COMPARE:
                    break
        except csv.Error:
            pass
        if counts and counts[0] > 1:
            score = (counts.count(counts[0]), counts[0])
            if score > best_score:
                best, best_score = delimiter, score
    return best


def _checked(rows: Iterator[Cells | RowError], titles: list[str]) -> Iterator[Cells | RowError]:
    width = len(titles)
    for item in rows:
        if isinstance(item, RowError):
            yield item
            continue
        row, cells = item
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            more = "more" if len(cells) > width else "fewer"
            counted = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            reason = f"The row has {counted}, {more} than the header's {width}; look for a stray delimiter or quote."
            yield RowError.of(row, "row", " | ".join(cells).replace(UNDECODABLE, "�"), reason)
            continue
        yield _unsound(row, cells, titles) or item


def _unsound(row: int, cells: list[str], titles: list[str]) -> RowError | None:
    whole = "".join(cells)
    if "\0" not in whole and (whole.isascii() or UNDECODABLE not in whole):
        return None
    for title, cell in zip(titles, cells, strict=True):
        if "\0" in cell:
            return RowError.of(row, title, cell.replace("\0", "␀"), f"{title} holds a NUL character.")
        if UNDECODABLE in cell:
            reason = f"{title} holds bytes that are not in the encoding of the file."
            return RowError.of(row, title, cell.replace(UNDECODABLE, "�"), reason)
    return None
