"""Tables: cells as typed, in any delimiter and encoding; a wrong row costs that row."""

import csv
import gzip
import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.errors import WrongInput
from domain.reports import RowError
from loaders.formats.table import Table, read_table
from loaders.source import open_source
from tests.shared_data import shared


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], tuple[Table, list[Any]]]:
    def read(content: bytes) -> tuple[Table, list[Any]]:
        (tmp_path / "file.csv").write_bytes(content)
        with open_source(tmp_path / "file.csv", tmp_path) as source:
            table = read_table(source)
            return table, list(table.rows)

    return read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1251"])
def test_any_delimiter_and_encoding(read: Callable, delimiter: str, encoding: str) -> None:
    rows = [
        ["Имя", "Телефон", "Заметка"],
        ["Иван", "007", 'сказал "да", потом; нет'],
        ["Анна", "NA", "две\nстроки\tи |"],
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    table, found = read(text.getvalue().encode(encoding))
    assert (table.header, table.delimiter) == (tuple(rows[0]), delimiter)
    assert found == [(2, rows[1]), (3, rows[2])]


@pytest.mark.parametrize(
    ("content", "header", "rows"),
    [
        (b"", (), []),
        (b"\xef\xbb\xbf", (), []),
        (b"\n\r\n ,\n", (), []),
        (b"a,b", ("a", "b"), []),
        (b"a,b\n", ("a", "b"), []),
        (b"e-mail\na@example.org\n", ("e-mail",), [(2, ["a@example.org"])]),
        (b"\n\na,b\n\n1,2\n,\n3,4", ("a", "b"), [(5, ["1", "2"]), (7, ["3", "4"])]),
        (b"a , b  c \r\n 1,2 \r\n", ("a", "b c"), [(2, [" 1", "2 "])]),
        (b"a,b\r1,2\r3,4\r", ("a", "b"), [(2, ["1", "2"]), (3, ["3", "4"])]),
        (b"sep=;\na;b\n1;2,0\n", ("a", "b"), [(3, ["1", "2,0"])]),
        (b"\xef\xbb\xbfSEP=|\r\na|b\r\n1|2\r\n", ("a", "b"), [(3, ["1", "2"])]),
        (b"a,b,,\n1,2,,\n3,4\n", ("a", "b"), [(2, ["1", "2"]), (3, ["3", "4"])]),
        (b'a,b\n"1\n\n2",3\n4,5\n', ("a", "b"), [(2, ["1\n\n2", "3"]), (5, ["4", "5"])]),
        (b'a,b\n"Best" Ltd,5" pipe\n', ("a", "b"), [(2, ["Best Ltd", '5" pipe'])]),
        (b"a;b\n1,5;2\n3,5;4\n", ("a", "b"), [(2, ["1,5", "2"]), (3, ["3,5", "4"])]),
        ("a,b\n1,�\n".encode(), ("a", "b"), [(2, ["1", "�"])]),
    ],
)
def test_rows(read: Callable, content: bytes, header: tuple[str, ...], rows: list[Any]) -> None:
    table, found = read(content)
    assert (table.header, found) == (header, rows)


LONG = b"x" * 10_000_000
WRONG = {
    "too few": (b"5\n", "1 cell, fewer than the header's 2"),
    "too many": (b"5,6,7\n", "3 cells, more than the header's 2"),
    "NUL": (b"5,a\0b\n", "b holds a NUL character."),
    "not its encoding": ("Ł,".encode() + b"\xff\n", "b holds bytes that are not in the encoding"),
    "huge cell": (b"5," + LONG + b"\n", "A cell has more than 500,000 characters."),
    "huge quoted cell": (b'5,"' + LONG + b'"\n', "A cell has more than 500,000 characters."),
    "huge line": (b"5," + LONG + b"," + LONG + b"\n", "The line is longer than 16,000,000 characters."),
    "open quote": (b'5,"x\n', "A quote opens in this row and is not closed"),
    "open quote, closed cell before": (b'"5" x,"6\n', "A quote opens in this row and is not closed"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_row_costs_that_row(read: Callable, case: str) -> None:
    content, sentence = WRONG[case]
    (first, wrong, *good) = read(b"a,b\n1,2\n" + content + b"3,4\n" * 3)[1]
    assert first == (2, ["1", "2"])
    assert isinstance(wrong, RowError)
    assert wrong.row == 3
    assert sentence in wrong.reason
    assert len(wrong.value) <= 200
    assert good == [(row, ["3", "4"]) for row in (4, 5, 6)]


def test_open_quote_before_a_later_quote_costs_one_row(read: Callable) -> None:
    found = read(b'a,b\n1,"open\n3,4\n5,"closed, well"\n7,8\n')[1]
    assert [item.row if isinstance(item, RowError) else item for item in found] == [
        2,
        (3, ["3", "4"]),
        (4, ["5", "closed, well"]),
        (5, ["7", "8"]),
    ]


def test_open_quote_does_not_swallow_a_long_file(read: Callable) -> None:
    found = read(b'a,b\n1,"open\n' + b"3,4\n" * 300_000)[1]
    assert [item.row for item in found if isinstance(item, RowError)] == [2]
    assert len(found) == 300_001


def test_rows_before_a_cut_off_gzip_are_read(read: Callable) -> None:
    packed = gzip.compress(b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(100_000)))
    *good, damage = read(packed[: len(packed) // 2])[1]
    assert good == [(number + 2, [str(number), "x"]) for number in range(len(good))]
    assert len(good) > 40_000
    assert isinstance(damage, RowError)
    assert damage.row == len(good) + 2
    assert "ends too early" in damage.reason


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,a\n1,2\n", '"file.csv" has two columns named "a" (1 and 2); rename one of them.'),
        (b"a,b, A \n1,2,3\n", 'two columns named "A" (1 and 3)'),
        (b"a,,b\n1,2,3\n", 'Column 2 of "file.csv" has no name in the header; give it one.'),
        (b"a,b\0\n1,2\n", "column 2 of"),
        (b"a,\xff\n1,2\n", "holds bytes that are not utf-8"),
        (b'a,"b\n1,2\n', "cannot be read: A quote opens"),
        (b"a,b" + LONG + b"\n1,2\n", "cannot be read: A cell has more than"),
        (b",".join(b"c%d" % number for number in range(2001)), "2,001 columns; at most 2,000"),
    ],
)
def test_unusable_header_is_one_sentence(read: Callable, content: bytes, sentence: str) -> None:
    with pytest.raises(WrongInput) as refused:
        read(content)
    assert sentence in str(refused.value)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_bytes(b"a,b,c\n" + b"some,cells,of a row\n" * 1_000_000)
    with open_source(tmp_path / "big.csv", tmp_path) as source:
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_table(source).rows) == 1_000_000
            assert tracemalloc.get_traced_memory()[1] < 8 << 20
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize(
    ("path", "delimiter", "columns", "rows"),
    [
        ("star/campaigns/trip.csv", ",", 11, 75),
        ("formats/bank-marketing.csv", ";", 17, 4521),
        ("formats/intercom_tables/contact_history_data.csv", ",", 48, 9),
    ],
)
def test_real_tables(tmp_path: Path, path: str, delimiter: str, columns: int, rows: int) -> None:
    with open_source(shared(path), tmp_path) as source:
        table = read_table(source)
        assert (table.delimiter, len(table.header)) == (delimiter, columns)
        assert [type(row) for row in table.rows] == [tuple] * rows


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)
TABLES = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=8))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TABLES, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-16"]))
def test_what_a_writer_writes_is_read_back(
    read: Callable, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    text = io.StringIO(newline="")
    width = len(rows[0]) if rows else 2
    csv.writer(text, delimiter=delimiter).writerows([[f"c{place}" for place in range(width)], *rows])
    table, found = read(text.getvalue().encode(encoding))
    assert table.delimiter == delimiter
    assert [cells for _, cells in found] == [row for row in rows if "".join(row).strip()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from([b"a", b",", b";", b'"', b"\n", b"\r", b"\0", b"\xff", b"\x81", b"7", b"\xd0\x98"])))
@example([b'"', b"\n", b'"', b'"', b"a", b"\n"])
def test_any_bytes_are_rows_or_domain_errors(read: Callable, parts: list[bytes]) -> None:
    try:
        table, found = read(b"a,b\n" + b"".join(parts))
    except WrongInput:
        return
    numbers = [item.row if isinstance(item, RowError) else item[0] for item in found]
    assert numbers == sorted(numbers)
    assert all(len(item[1]) == len(table.header) for item in found if not isinstance(item, RowError))
