"""CSV that Excel opens rightly: UTF-8 with its mark, texts never formulas."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO

from search.export.columns import Cell, Column, Row
from search.export.safe_cells import safe_cell

BETWEEN = "; "
"""Between several values of one cell."""


class CsvFile:
    """Writes rows to an open file; call `close` at the end, which leaves the file open."""

    cut = 0

    def __init__(self, file: BinaryIO, columns: Sequence[Column], delimiter: str) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=False)
        self._writer = csv.writer(self._text, delimiter=delimiter)
        self._writer.writerow([safe_cell(column.title) for column in columns])

    def write(self, rows: Sequence[Row]) -> None:
        self._writer.writerows([plain_text(cell) for cell in row] for row in rows)

    def close(self) -> None:
        self._text.flush()
        self._text.detach()

    def drop(self) -> None:
        with suppress(OSError):
            self.close()


def plain_text(cell: Cell) -> str:
    """A cell as safe text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    return safe_cell(cell if isinstance(cell, str) else BETWEEN.join(cell))
