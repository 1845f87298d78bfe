"""Exports that a spreadsheet program opens."""

import csv
import io

import pytest

from search.export.safe_cells import safe_cell
from ui.export import csv_bytes


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", " \t=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "Ana", "'=1", "007", "NA"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_file_reads_back_as_it_was_written() -> None:
    rows = [["1", 'a "b", c', "two\nlines"], ["2", "żółć 🐶", "=x"]]
    read = list(csv.reader(io.StringIO(csv_bytes(["n", "a", "b"], rows).decode("utf-8-sig"), newline="")))
    assert read == [["n", "a", "b"], rows[0], ["2", "żółć 🐶", "'=x"]]
