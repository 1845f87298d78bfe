"""Cutting text into the rows of a table, such that one broken row costs that row and not those after it.

A quote that opens and is never closed would take all that follows into one cell. So quotes are read strictly, and
where a row breaks, cutting goes on with the line after the one it began on.
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator

from domain.reports import RowError
from loaders.source import Source
from loaders.unpack import Damage

MAX_CELL_LENGTH = 500_000
MAX_ROW_LENGTH = 16_000_000
"""Characters. A longer line, and a row over several lines that grows longer, is skipped and reported."""

UNDECODABLE = "\udcff"
"""What stands in a line for bytes that are not in the file's encoding; no text can hold it otherwise."""

Line = tuple[int, str]
Cells = tuple[int, list[str]]

codecs.register_error("open360_mark", lambda error: (UNDECODABLE, error.end))  # type: ignore[attr-defined]
csv.field_size_limit(MAX_CELL_LENGTH)  # of the whole process; tables are read here alone


class _Stream(io.RawIOBase):
    """The source's bytes as a raw stream, for the text layer of the standard library."""

    def __init__(self, source: Source) -> None:
        self._chunks = source.chunks()
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def decoded_lines(source: Source, encoding: str) -> Iterator[Line | RowError]:
    """(number from 1, line with its end) of a text. Bytes that cannot be decoded become UNDECODABLE."""
    reader = io.BufferedReader(_Stream(source), 1 << 16)
    text = io.TextIOWrapper(reader, encoding=encoding, errors="open360_mark", newline="")
    number = 0
    try:
        while line := text.readline(MAX_ROW_LENGTH):
            number += 1
            if number == 1:
                line = line.lstrip("\ufeff")
            if len(line) < MAX_ROW_LENGTH:
                yield number, line
                continue
            yield RowError.of(number, "row", _shown(line), f"The line is longer than {MAX_ROW_LENGTH:,} characters.")
            while len(line) == MAX_ROW_LENGTH and not line.endswith("\n"):
                line = text.readline(MAX_ROW_LENGTH)
    except Damage as damage:
        yield RowError.of(number + 1, "file", "", str(damage))


class _Feed:
    """Lines for the csv module. `taken` are those of the row being cut; `again` gives lines once more."""

    def __init__(self, lines: Iterable[Line | RowError]) -> None:
        self._lines = iter(lines)
        self._waiting: deque[Line] = deque()
        self._length = 0
        self.taken: list[Line] = []
        self.errors: list[RowError] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if self._waiting:
            line = self._waiting.popleft()
        else:
            item = next(self._lines)
            while isinstance(item, RowError):
                self.errors.append(item)
                item = next(self._lines)
            line = item
        self.taken.append(line)
        self._length += len(line[1])
        if self._length > MAX_ROW_LENGTH:
            raise csv.Error("row too long")
        return line[1]

    def begin(self) -> None:
        self.taken = []
        self._length = 0

    def again(self, lines: list[Line]) -> None:
        self._waiting.extendleft(reversed(lines))


def cut_rows(lines: Iterable[Line | RowError], delimiter: str) -> Iterator[Cells | RowError]:
    """(number of the line on which the row begins, cells) without rows that are empty; or what is wrong."""
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.begin()
        found: Cells | RowError | None = None
        try:
            cells = next(reader)
        except StopIteration:
            yield from feed.errors
            return
        except csv.Error as error:
            found = _broken(feed, str(error), delimiter)
        else:
            if any(cells) and not "".join(cells).isspace():
                found = feed.taken[0][0], cells
        if feed.errors:
            yield from feed.errors
            feed.errors.clear()
        if found:
            yield found


def _broken(feed: _Feed, error: str, delimiter: str) -> Cells | RowError:
    """What becomes of a row that breaks: its first line is read or rejected, the others are cut anew."""
    (number, line), *others = feed.taken
    feed.again(others)
    if not others and "expected after" in error:  # `"Best" Ltd`: a quote closes within a cell, all on one line
        lenient = csv.reader([line, ""], delimiter=delimiter)
        try:
            cells = next(lenient)
            if lenient.line_num == 1:
                return number, cells
        except csv.Error as again:
            error = str(again)
    if not others and "field limit" in error:
        return RowError.of(number, "row", _shown(line), f"A cell has more than {MAX_CELL_LENGTH:,} characters.")
    reason = "A quote opens in this row and is not closed where a cell ends."
    return RowError.of(number, "row", _shown(line), reason)


def _shown(line: str) -> str:
    return line[:300].strip().replace(UNDECODABLE, "�")
