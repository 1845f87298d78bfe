"""Small tables as CSV files that a spreadsheet program opens without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence

from search.export.safe_cells import safe_cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file in UTF-8, with the mark by which Excel knows that."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
