"""Tables as text: any delimiter, any encoding, values as typed."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from domain.errors import WrongInput
from domain.reports import RowError
from loaders.encoding import text_encoding, wide_encoding
from loaders.source import Source
from loaders.unpack import Damage

DELIMITERS = (",", ";", "\t", "|")
MAX_CELL_LENGTH = 500_000
MAX_COLUMNS = 2_000
MAX_LINE_LENGTH = 16_000_000
_HEAD_BYTES = 64 << 10
_ROWS_TO_COMPARE = 25

Cells = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """A table that is read as it goes. An empty file has an empty header. `rows` are (line of the file on which the
    row begins, cells) with as many cells as the header; the header is row 1."""

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
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    delimiter = _delimiter(text)
    csv.field_size_limit(MAX_CELL_LENGTH * 2)
    rows = _rows(_lines(source, encoding), delimiter)
    for first in rows:
        if isinstance(first, RowError):
            raise WrongInput(f'The header of "{source.name}" cannot be read: {first.reason}')
        header = tuple(" ".join(cell.split()) for cell in first[1])
        if len(header) == 1 and header[0].lower().startswith("sep="):
            continue
        while header and not header[-1]:
            header = header[:-1]
        _check_header(header, source.name)
        return Table(header, delimiter, encoding, _checked(rows, len(header)))
    return Table((), delimiter, encoding, iter(()))


def _check_header(header: tuple[str, ...], name: str) -> None:
    if len(header) > MAX_COLUMNS:
        raise WrongInput(f'"{name}" has {len(header):,} columns; at most {MAX_COLUMNS:,} are taken.')
    for number, title in enumerate(header, 1):
        if not title:
            raise WrongInput(f'Column {number} of "{name}" has no name in the header; give it one.')
    seen: set[str] = set()
    for title in header:
        if title.casefold() in seen:
            raise WrongInput(f'"{name}" has two columns named "{title}"; rename one of them.')
        seen.add(title.casefold())


def _delimiter(text: str) -> str:
    """The delimiter with which most of the first rows have as many cells as the header, and more than one."""
    csv.field_size_limit(MAX_CELL_LENGTH * 2)
    declared = text[:6].lower()
    if declared.startswith("sep=") and len(text) > 4:
        return text[4]
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        counts = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                if row:
                    counts.append(len(row))
                if len(counts) > _ROWS_TO_COMPARE:
                    break
        except csv.Error:
            pass
        if counts and counts[0] > 1:
            score = (sum(count == counts[0] for count in counts), counts[0])
            if score > best_score:
                best, best_score = delimiter, score
    return best


class _Stream(io.RawIOBase):
    """The source's bytes as a raw stream, for the text layer of the standard library."""

    def __init__(self, source: Source) -> None:
        self._chunks = source.chunks()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            try:
                self._rest = next(self._chunks)
            except StopIteration:
                return 0
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _lines(source: Source, encoding: str) -> Iterator[str | RowError]:
    """Decoded lines with their ends; undecodable bytes become characters that `_sound` finds."""
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    reader = io.BufferedReader(_Stream(source), _HEAD_BYTES)
    text = io.TextIOWrapper(reader, encoding=encoding, errors=errors, newline="")
    number = 0
    try:
        while line := text.readline(MAX_LINE_LENGTH):
            number += 1
            if number == 1:
                line = line.removeprefix("\ufeff")
            if len(line) == MAX_LINE_LENGTH:
                yield RowError.of(
                    number, "line", line[:200], f"The line is longer than {MAX_LINE_LENGTH:,} characters."
                )
                while len(line) == MAX_LINE_LENGTH:
                    line = text.readline(MAX_LINE_LENGTH)
            else:
                yield line
    except Damage as damage:
        yield RowError.of(number + 1, "file", "", str(damage))


def _rows(lines: Iterable[str | RowError], delimiter: str) -> Iterator[Cells | RowError]:
    """Rows as the csv module cuts them, without blank ones, with the line on which each begins."""
    broken: list[RowError] = []

    def only_text() -> Iterator[str]:
        for line in lines:
            if isinstance(line, RowError):
                broken.append(line)
            else:
                yield line

    reader = csv.reader(only_text(), delimiter=delimiter)
    while True:
        begin = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield RowError.of(begin, "row", "", f"The row cannot be read ({error}); look for an unclosed quote.")
            continue
        yield from broken
        broken.clear()
        if any(cell.strip() for cell in cells):
            yield begin, cells
    yield from broken


def _checked(rows: Iterator[Cells | RowError], width: int) -> Iterator[Cells | RowError]:
    for item in rows:
        if isinstance(item, RowError):
            yield item
            continue
        row, cells = item
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        if len(cells) != width:
            more = "more" if len(cells) > width else "fewer"
            reason = f"The row has {len(cells)} cells, {more} than the header's {width}; look for a stray delimiter."
            yield RowError.of(row, "row", " | ".join(cells), reason)
            continue
        yield _sound(row, cells) or (row, cells)


def _sound(row: int, cells: list[str]) -> RowError | None:
    for number, cell in enumerate(cells, 1):
        if "\0" in cell:
            return RowError.of(row, f"column {number}", cell.replace("\0", "␀"), "The cell holds a NUL character.")
        if len(cell) > MAX_CELL_LENGTH:
            reason = f"The cell has {len(cell):,} characters; at most {MAX_CELL_LENGTH:,} are taken."
            return RowError.of(row, f"column {number}", cell, reason)
        if not cell.isascii() and any("\ud800" <= c <= "\udfff" or c == "\ufffd" for c in cell):
            shown = cell.encode("utf-8", "replace").decode()
            return RowError.of(
                row, f"column {number}", shown, "The cell holds bytes that are not in the file's encoding."
            )
    return None
