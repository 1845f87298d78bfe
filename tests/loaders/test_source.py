"""Bytes in: files, pipes, gzip, damage, and what is no text at all."""

import gzip
import hashlib
import io
import os
import threading
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import WrongInput
from domain.reports import RowError
from loaders import source as module
from loaders.source import open_source
from loaders.unpack import Damage, unpacked

gzipped = partial(gzip.compress, mtime=0)
"""Without the time of day: the bytes name the cases, and every worker must find the same ones."""

LINES = [f"line {number}".encode() for number in range(1, 200_001)]
TEXT = b"\n".join(LINES) + b"\n"


@pytest.fixture
def lines_of(tmp_path: Path) -> Callable[[bytes], list[tuple[int, bytes] | RowError]]:
    def read(content: bytes) -> list[tuple[int, bytes] | RowError]:
        (tmp_path / "file").write_bytes(content)
        with open_source(tmp_path / "file", tmp_path) as source:
            return list(source.lines())

    return read


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"a", [(1, b"a")]),
        (b"a\n", [(1, b"a")]),
        (b"a\n\nb", [(1, b"a"), (2, b""), (3, b"b")]),
        (b"\n\n", [(1, b""), (2, b"")]),
        (b"a\r\nb", [(1, b"a\r"), (2, b"b")]),
        (gzipped(b"a\nb\n"), [(1, b"a"), (2, b"b")]),
        (gzipped(b"a\nb") + gzipped(b"c\nd"), [(1, b"a"), (2, b"bc"), (3, b"d")]),
        (gzipped(b"a\n") + bytes(512), [(1, b"a")]),
        (gzipped(b""), []),
    ],
)
def test_lines(lines_of: Callable, content: bytes, lines: list[tuple[int, bytes]]) -> None:
    assert lines_of(content) == lines


def test_lines_across_chunks(lines_of: Callable) -> None:
    assert lines_of(TEXT) == list(enumerate(LINES, 1))
    assert lines_of(gzipped(TEXT)) == list(enumerate(LINES, 1))


def test_hash_is_of_the_bytes_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzipped(TEXT))
    with open_source(tmp_path / "a.gz", tmp_path) as source:
        assert source.content_hash() == hashlib.sha256((tmp_path / "a.gz").read_bytes()).hexdigest()


def test_position_runs_to_the_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(TEXT)
    with open_source(tmp_path / "a", tmp_path) as source:
        lines = source.lines()
        next(lines)
        assert 0 < source.position < source.size == len(TEXT)
        list(lines)
        assert source.position == source.size


def test_what_is_appended_later_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one\n")
    with open_source(tmp_path / "a", tmp_path) as source:
        with (tmp_path / "a").open("ab") as file:
            file.write(b"two\n")
        assert list(source.lines()) == [(1, b"one")]


def test_file_that_becomes_shorter_is_damage(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(TEXT)
    with open_source(tmp_path / "a", tmp_path) as source:
        os.truncate(tmp_path / "a", 100)
        *_, last = source.lines()
        assert isinstance(last, RowError)
        assert "shorter" in last.reason


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_rows_before_a_cut_off_gzip_are_read(lines_of: Callable, kept: float) -> None:
    packed = gzipped(TEXT)
    *good, last = lines_of(packed[: int(len(packed) * kept)])
    assert good == list(enumerate(LINES, 1))[: len(good)]
    assert len(good) > len(LINES) * kept * 0.8
    assert isinstance(last, RowError)
    assert last.row == len(good) + 1
    assert "ends too early" in last.reason


def test_rows_before_corrupt_gzip_are_read(lines_of: Callable) -> None:
    packed = bytearray(gzipped(os.urandom(300_000).hex().encode() + b"\n" + TEXT))
    packed[-3000:-2000] = bytes(1000)
    *good, last = lines_of(bytes(packed))
    assert good[1:150_001] == list(enumerate(LINES, 2))[:150_000]
    assert isinstance(last, RowError)
    assert "may be wrong too" in last.reason


def test_wrong_checksum_is_told(lines_of: Callable) -> None:
    packed = bytearray(gzipped(b"a\nb\n"))
    packed[-6] ^= 1
    good, again, damage = lines_of(bytes(packed))
    assert (good, again) == ((1, b"a"), (2, b"b"))
    assert "damaged" in damage.reason


@given(st.binary(max_size=2000), st.integers(0, 2000), st.integers(1, 255))
def test_unpacking_flipped_bytes_gives_bytes_or_damage(content: bytes, place: int, flip: int) -> None:
    packed = bytearray(gzipped(content))
    packed[place % len(packed)] ^= flip
    try:
        out = b"".join(unpacked(iter([bytes(packed)])))
    except Damage:
        return
    assert zlib.crc32(out) == zlib.crc32(content)


def test_line_beyond_the_limit_is_skipped(lines_of: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LINE_BYTES", 1 << 21)
    first, second, third, fourth = lines_of(b"a\n" + b"x" * (3 << 20) + b"\nb\n" + b"y" * (5 << 20))
    assert (first, third) == ((1, b"a"), (3, b"b"))
    assert isinstance(second, RowError)
    assert (second.row, second.value[:3]) == (2, "xxx")
    assert "longer than 2 MiB" in second.reason
    assert isinstance(fourth, RowError)
    assert fourth.row == 4


def test_stdin_is_read_more_than_once_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(gzipped(TEXT))))
    with open_source("-", tmp_path / "spool") as source:
        assert source.name == "stdin"
        assert source.content_hash() == hashlib.sha256(gzipped(TEXT)).hexdigest()
        assert sum(1 for _ in source.lines()) == len(LINES)
        assert list((tmp_path / "spool").iterdir()) == []


def test_pipe_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(b"a\nb\n",))
    writer.start()
    with open_source(tmp_path / "pipe", tmp_path) as source:
        assert list(source.lines()) == [(1, b"a"), (2, b"b")]
    writer.join()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("contacts.csv", b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml", "an Excel workbook (.xlsx)"),
        ("contacts.csv", b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ".ods"),
        ("contacts.csv", b"PK\x03\x04" + bytes(26) + b"a.csv", "a ZIP archive"),
        ("contacts.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "an old Excel workbook"),
        ("contacts.csv", b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        ("contacts.csv", b"\xef\xbb\xbf <!DOCTYPE html><table>", "a web page"),
        ("contacts.csv", b"<?xml version='1.0'?><Workbook xmlns='urn:...:Excel.Sheet'>", "an XML document"),
        ("contacts.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture"),
        ("contacts.csv", bytes(range(256)) * 8, "no text"),
        ("contacts.csv.gz", gzipped(b"SQLite format 3\x00"), "a SQLite database"),
        ("contacts.csv.gz", gzipped(gzipped(b"a,b\n")), "compressed twice"),
        ("log.gz", b"\x1f\x8b\x08\x00", "ends too early"),
        ("log.gz", b"\x1f\x8bnot gzip at all", "damaged"),
    ],
)
def test_what_is_no_text_is_refused_by_its_content(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WrongInput) as refused:
        open_source(tmp_path / name, tmp_path)
    assert said in str(refused.value)
    assert name in str(refused.value)


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    for path, said in (
        (tmp_path, "is a folder"),
        (tmp_path / "missing.csv", "There is no file"),
        (tmp_path / "a" / "b", "There is no file"),
        (Path("a" * 5000), "cannot be opened"),
        ("a\0b", "cannot be opened"),
    ):
        with pytest.raises(WrongInput, match=said):
            open_source(path, tmp_path)


def test_spool_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"a\n")))
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WrongInput, match="cannot be copied"):
        open_source("-", tmp_path / "file")
