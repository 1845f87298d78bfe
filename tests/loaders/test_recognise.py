"""What a file holds, told before it is loaded."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import WrongInput
from loaders.recognise import key_is_among, recognise


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def test_upload_says_delimiter_encoding_and_what_columns_mean(tmp_path: Path) -> None:
    text = "E-Mail;Straße;Product;Product: plan;Farbe\nx@example.org;Gasse 1;Gold;big;rot\n;;;;\n"
    found = recognise(written(tmp_path, text.encode("utf-8-sig")))
    assert (found.kind, found.delimiter, found.encoding) == ("campaign", ";", "utf-8")
    assert found.meanings == ("email", "street", "product", "product_attribute", "participation")
    assert found.rows[0] == ("x@example.org", "Gasse 1", "Gold", "big", "rot")
    assert key_is_among(found.meanings)


def test_upload_without_a_key_is_recognised_all_the_same(tmp_path: Path) -> None:
    found = recognise(written(tmp_path, b"Nummer,Status\n1,active\n"))
    assert found.meanings == ("participation", "status")
    assert not key_is_among(found.meanings)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_log_shows_its_first_conversations(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    line = b'{"session_id": "s1", "channel": "web", "customer": {"email": "a@example.org"}, "messages": []}\n'
    found = recognise(written(tmp_path, pack(line * 9)))
    assert (found.kind, found.delimiter, found.meanings) == ("conversations", None, ())
    assert found.rows[0] == ("s1", "", "web", "a@example.org", "0", "0")
    assert len(found.rows) <= 5


def test_log_of_wrong_lines_says_what_is_wrong(tmp_path: Path) -> None:
    found = recognise(written(tmp_path, b'{"channel": "web"}\n{"channel": "web"}\n'))
    assert found.rows == ()
    assert found.problem is not None
    assert found.problem.startswith("Row 1")


def test_agent_definitions(tmp_path: Path) -> None:
    found = recognise(written(tmp_path, b'[{"id": "a", "name": "A", "result_fields": [{"id": "r", "title": "R"}]}]'))
    assert (found.kind, found.rows) == ("agents", (("a", "A", "1"),))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"%PDF-1.7\n", b"PK\x03\x04"])
def test_what_no_loader_reads_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(WrongInput, match=r"\.$"):
        recognise(written(tmp_path, content))
