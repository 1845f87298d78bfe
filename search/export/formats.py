"""The formats that customers can be exported in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from domain.errors import WrongInput
from search.export.columns import Column, Row
from search.export.csv_file import CsvFile
from search.export.parquet_file import ParquetFile
from search.export.xlsx_file import MAX_COLUMNS, XlsxFile

DELIMITERS = (",", ";", "\t")


class Writer(Protocol):
    """A file in the making. `cut` counts cells that the format could not hold whole."""

    cut: int

    def write(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...

    def drop(self) -> None:
        """In place of `close`, when nothing of the file is to be kept."""


@dataclass(frozen=True)
class Format:
    """`suffix` of the file's name, and its `media_type`."""

    title: str
    suffix: str
    media_type: str


FORMATS = {
    "csv": Format("CSV", ".csv", "text/csv; charset=utf-8"),
    "xlsx": Format("Excel", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": Format("Parquet", ".parquet", "application/vnd.apache.parquet"),
}


def check_format(name: str, columns: Sequence[Column], delimiter: str) -> None:
    """Raise WrongInput for what cannot be written."""
    if name not in FORMATS:
        raise WrongInput(f"There is no export as “{name[:20]}”; choose {', '.join(FORMATS)}.")
    if delimiter not in DELIMITERS:
        raise WrongInput("The delimiter of a CSV file is a comma, a semicolon or a tab.")
    if name == "xlsx" and len(columns) > MAX_COLUMNS:
        raise WrongInput(f"Excel reads {MAX_COLUMNS:,} columns at most; export as CSV or Parquet.")


def open_writer(name: str, file: BinaryIO, columns: Sequence[Column], delimiter: str, folder: Path) -> Writer:
    """A writer onto an open file; parts go into `folder` meanwhile."""
    match name:
        case "csv":
            return CsvFile(file, columns, delimiter)
        case "xlsx":
            return XlsxFile(file, columns, folder)
        case _:
            return ParquetFile(file, columns)
