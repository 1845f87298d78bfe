"""Excel workbooks, row by row in constant memory; beyond what a sheet holds, on further sheets."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from search.export.columns import Cell, Column, Row
from search.export.csv_file import BETWEEN
from search.export.safe_cells import is_formula

MAX_ROWS = 1_048_576
"""Of a sheet, its header included: what Excel reads."""
MAX_COLUMNS = 16_384
MAX_UNITS = 32_767
"""UTF-16 units of one cell that Excel reads; the rest is an ellipsis, and counted."""
_NARROWEST, _WIDEST = 10, 40
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class XlsxFile:
    """Writes rows to an open file; `folder` is for its parts until `close`. `cut` counts cells that were too long."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], folder: Path, max_rows: int = MAX_ROWS) -> None:
        self.cut = 0
        self._columns = columns
        self._max_rows = max_rows
        self._book = xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": str(folder)})
        self._book.use_zip64()
        self._head = self._book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
        # What Excel itself sets for a text typed with an apostrophe: it stays a text when it is edited.
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._sheets = 0
        self._sheet = self._next_sheet()

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if self._at == self._max_rows:
                self._sheet = self._next_sheet()
            for number, cell in enumerate(row):
                if cell is not None:
                    self._put(number, cell)
            self._at += 1

    def close(self) -> None:
        self._book.close()

    def drop(self) -> None:
        """The folder's parts are the caller's to remove; putting them together first would take its time."""

    def _put(self, number: int, cell: Cell) -> None:
        if isinstance(cell, bool):
            self._sheet.write_boolean(self._at, number, cell)
        elif isinstance(cell, int):
            self._sheet.write_number(self._at, number, cell)
        else:
            text = self._fitting(cell if isinstance(cell, str) else BETWEEN.join(cell or ()))
            self._sheet.write_string(self._at, number, text, self._quoted if is_formula(text) else None)

    def _fitting(self, text: str) -> str:
        if len(text) * 2 <= MAX_UNITS:
            return text
        units = text.encode("utf-16-le", "replace")
        if len(units) // 2 <= MAX_UNITS:
            return text
        self.cut += 1
        return units[: (MAX_UNITS - 1) * 2].decode("utf-16-le", "ignore") + "…"

    def _next_sheet(self) -> Worksheet:
        self._sheets += 1
        self._at = 1
        sheet: Worksheet = self._book.add_worksheet("Customers" if self._sheets == 1 else f"Customers {self._sheets}")
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(self._columns):
            sheet.set_column(number, number, min(max(len(column.title) + 2, _NARROWEST), _WIDEST))
        for number, column in enumerate(self._columns):
            sheet.write_string(0, number, column.title, self._head)
        return sheet
