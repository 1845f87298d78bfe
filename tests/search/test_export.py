"""Exports as files: opened with what people open them with, and compared with what was stored."""

import csv
import io
from typing import Any

import openpyxl
import pandas
import pyarrow.parquet
import pytest
from openpyxl.utils.escape import unescape

from domain.access import LOCAL
from domain.errors import WrongInput
from search.export.columns import Column, export_columns, fields_to_read, rows
from search.export.csv_file import CsvFile
from search.export.formats import check_format
from search.export.parquet_file import ROWS_AT_ONCE, ParquetFile
from search.export.safe_cells import is_formula, safe_cell
from search.export.xlsx_file import MAX_UNITS, XlsxFile

COLUMNS = (
    Column("name", "Name"),
    Column("phones", "Phone", many=True),
    Column("communications", "Communications", "number"),
    Column("active", "Active now", "boolean"),
)
ROWS: list[list[Any]] = [
    ["=HYPERLINK(\"http://x\",\"y\")", ("+447700900123", "+48501"), 3, True],
    ["Żółć 🐶, \"quoted\"; مرحبا 日本", ("0077",), 0, False],
    ["two\nlines\ttab \x01 _x0041_ http://x.test 007 NA", None, None, None],
    [" @SUM(A1)", ("-1",), None, None],
    ["", ("", "b"), None, None],
]  # fmt: skip


def write(writer_of, batches=1):
    file = io.BytesIO()
    writer = writer_of(file)
    for start in range(batches):
        writer.write(ROWS[start::batches])
    writer.close()
    file.seek(0)
    return file, writer


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r", "\n", "  =1", "＝1", "＠a"])
def test_what_a_spreadsheet_would_run(text):
    assert is_formula(text)
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a", "1", "1-2", "a=b", "'=1", "0077"])
def test_what_it_would_not(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_back_as_it_was_but_for_what_would_run(delimiter):
    file, _ = write(lambda file: CsvFile(file, COLUMNS, delimiter))
    text = file.getvalue()
    assert text.startswith(b"\xef\xbb\xbfName")
    read = list(csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert read == [
        ["Name", "Phone", "Communications", "Active now"],
        ["'" + ROWS[0][0], "'+447700900123; +48501", "3", "true"],
        [ROWS[1][0], "0077", "0", "false"],
        [ROWS[2][0], "", "", ""],
        ["' @SUM(A1)", "'-1", "", ""],
        ["", "; b", "", ""],
    ]
    frame = pandas.read_csv(io.BytesIO(text), sep=delimiter, dtype=str, keep_default_na=False)
    assert frame["Name"].tolist() == [row[0] for row in read[1:]]


def test_workbook_holds_texts_that_stay_texts(tmp_path):
    file, writer = write(lambda file: XlsxFile(file, COLUMNS, tmp_path))
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Customers"]
    sheet = book["Customers"]
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    assert sheet.freeze_panes == "A2"
    first = sheet[2]
    assert [cell.value for cell in first] == [ROWS[0][0], "+447700900123; +48501", 3, True]
    assert [cell.data_type for cell in first] == ["s", "s", "n", "b"]
    assert [bool(cell.quotePrefix) for cell in first] == [True, True, False, False]
    assert [cell.value for cell in sheet[3]] == [ROWS[1][0], "0077", 0, False]
    assert unescape(sheet["A4"].value) == ROWS[2][0]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert writer.cut == 0


def test_what_does_not_fit_into_one_sheet_goes_onto_the_next(tmp_path):
    file, _ = write(lambda file: XlsxFile(file, COLUMNS, tmp_path, max_rows=3), 2)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Customers", "Customers 2", "Customers 3"]
    told = [[row[0].value for row in sheet.iter_rows()] for sheet in book]
    assert [len(sheet) for sheet in told] == [3, 3, 2]
    assert all(sheet[0] == "Name" for sheet in told)
    assert told[0][1] == ROWS[0][0]
    assert list(tmp_path.iterdir()) == []


def test_a_cell_that_excel_would_not_read_is_cut_and_counted(tmp_path):
    texts = ["a" * MAX_UNITS, "a" * (MAX_UNITS + 1), "🐶" * 20_000]
    file = io.BytesIO()
    writer = XlsxFile(file, [Column("name", "Name")], tmp_path)
    writer.write([[text] for text in texts])
    writer.close()
    read = [cell.value for cell in openpyxl.load_workbook(file).active["A"]][1:]
    assert read == [texts[0], "a" * (MAX_UNITS - 1) + "…", "🐶" * ((MAX_UNITS - 1) // 2) + "…"]
    assert writer.cut == 2


def test_parquet_holds_values_as_they_are():
    file, _ = write(lambda file: ParquetFile(file, COLUMNS))
    table = pyarrow.parquet.read_table(file)
    assert [str(field.type) for field in table.schema] == ["string", "list<element: string>", "int64", "bool"]
    assert [list(row.values()) for row in table.to_pylist()] == [
        [list(cell) if isinstance(cell, tuple) else cell for cell in row] for row in ROWS
    ]


def test_parquet_is_written_in_groups_of_rows():
    file = io.BytesIO()
    writer = ParquetFile(file, [Column("name", "Name")])
    for start in range(0, ROWS_AT_ONCE + 2000, 1000):
        writer.write([[str(n)] for n in range(start, start + 1000)])
    writer.close()
    read = pyarrow.parquet.ParquetFile(io.BytesIO(file.getvalue()))
    assert read.num_row_groups == 2
    assert read.read().column("Name").to_pylist() == [str(n) for n in range(ROWS_AT_ONCE + 2000)]


@pytest.mark.parametrize("writer", [lambda f: CsvFile(f, COLUMNS, ","), lambda f: ParquetFile(f, COLUMNS)])
def test_nobody_matched(writer):
    file = io.BytesIO()
    made = writer(file)
    made.close()
    assert file.getvalue()


@pytest.mark.parametrize(("format", "delimiter"), [("pdf", ","), ("csv", "|"), ("csv", "")])
def test_what_cannot_be_written_is_one_sentence(format, delimiter):
    with pytest.raises(WrongInput):
        check_format(format, COLUMNS, delimiter)
    check_format("xlsx", COLUMNS, ";")


# ---- columns of real documents

ANNA = {
    "name": "Anna",
    "emails": ["a@x.test", "b@x.test"],
    "contact": {"city": "Bern"},
    "fields": {"plan": "007"},
    "communications": 2,
    "active": False,
    "participations": [
        {"campaign_id": "old", "campaign": "Old", "stage": "won", "last_communication_at": "2024-01-01T00:00:00Z"},
        {"campaign_id": "new", "campaign": "New", "status": "active", "last_communication_at": "2024-02-01T00:00:00Z"},
    ],
    "products": [{"name": "Loan", "fields": {"amount": "1.10"}}, {"name": "Card"}],
}


@pytest.fixture(scope="module")
def columns(stored, put):
    put("customers", {"anna": {"customer_id": "anna", "name": "Anna"}})
    put(
        "fields",
        {
            "contact:plan": {"field_id": "plan", "where": "contact", "title": "Plan", "indexed": True},
            "participation:plan": {"field_id": "plan", "where": "participation", "title": "plan", "indexed": True},
            "contact:quiet": {"field_id": "quiet", "where": "contact", "title": "Q", "indexed": True, "hidden": True},
            "contact:far": {"field_id": "far", "where": "contact", "title": "Far", "indexed": False},
        },
    )
    return lambda ids: export_columns(stored, LOCAL, ids)


def told(columns, campaigns=None):
    return dict(zip([c.id for c in columns], rows([("anna", ANNA)], columns, campaigns or {})[0], strict=True))


def test_visible_columns_in_their_order(columns):
    chosen = columns(("communications", "name", "fields.plan"))
    assert [column.title for column in chosen] == ["Communications", "Name", "Plan"]
    assert told(chosen) == {"communications": 2, "name": "Anna", "fields.plan": "007"}


def test_all_fields_but_the_hidden_ones(columns):
    every = columns(None)
    assert every[0].title == "ID"
    titles = [column.title for column in every]
    assert len({title.casefold() for title in titles}) == len(titles)
    assert {"Plan (Own fields)", "plan (Campaigns)", "Far", "Birth date", "Product"} <= set(titles)
    assert "Q" not in titles
    row = told(every)
    assert (row["customer_id"], row["emails"], row["contact.city"]) == ("anna", ("a@x.test", "b@x.test"), "Bern")
    assert (row["active"], row["phones"], row["fields.far"]) == (False, None, None)
    assert set(fields_to_read(every)) >= {"customer_id", "name", "participations.status", "other_fields.far"}


def test_what_one_campaign_says_stands_at_one_place(columns):
    row = told(
        columns(("participation.campaign", "participation.status", "participation.stage", "participation.loaded_at"))
    )
    assert row == {
        "participation.campaign": ("New", "Old"),
        "participation.status": ("active", ""),
        "participation.stage": ("", "won"),
        "participation.loaded_at": None,
    }
    row = told(columns(("product.name", "product.fields.amount")))
    assert row == {"product.name": ("Loan", "Card"), "product.fields.amount": ("1.10", "")}


def test_a_filter_on_a_campaign_leaves_its_values_alone(columns):
    chosen = columns(("participation.campaign", "participation.stage", "product.name"))
    row = told(chosen, {"participation": ("old",), "product": ("new",)})
    assert row == {"participation.campaign": ("Old",), "participation.stage": ("won",), "product.name": None}


@pytest.mark.parametrize("ids", [(), ("nothing",), ("communication.said",), ("load",)])
def test_columns_that_there_are_not(columns, ids):
    with pytest.raises(WrongInput):
        columns(ids)
