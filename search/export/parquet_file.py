"""Parquet: values as they are, several in a cell as a list."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from search.export.columns import Cell, Column, Row

ROWS_AT_ONCE = 20_000
"""Of a row group: smaller ones cost a reader time, larger ones the writer memory."""


class ParquetFile:
    """Writes rows to an open file; call `close` at the end, which leaves the file open."""

    cut = 0

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        import pyarrow  # a third of a second, so not on start-up
        import pyarrow.parquet

        types = {"text": pyarrow.string(), "number": pyarrow.int64(), "boolean": pyarrow.bool_()}
        fields = [(c.title, pyarrow.list_(types[c.type]) if c.many else types[c.type]) for c in columns]
        self._schema = pyarrow.schema(fields)
        self._array: Any = pyarrow.array
        self._batch: Any = pyarrow.record_batch
        self._writer = pyarrow.parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._waiting: list[Row] = []

    def write(self, rows: Sequence[Row]) -> None:
        self._waiting += rows
        if len(self._waiting) >= ROWS_AT_ONCE:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def drop(self) -> None:
        with suppress(OSError):
            self._writer.close()

    def _flush(self) -> None:
        rows, self._waiting = self._waiting, []
        if rows:
            cells: list[tuple[Cell, ...]] = list(zip(*rows, strict=True))
            arrays = [self._array(of, type=field.type) for of, field in zip(cells, self._schema, strict=True)]
            self._writer.write_batch(self._batch(arrays, schema=self._schema))
