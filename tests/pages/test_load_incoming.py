"""Uploaded files on their way in."""

import hashlib
import io
import os
import time
from pathlib import Path

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import Forbidden
from pages.load.incoming import KEPT_SECONDS, spool
from settings import Settings

CONTENT = b"E-mail\na@example.org\n"


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.csv", ".csv"),
        ("log.jsonl.GZ", ".jsonl.gz"),
        ("no ending", ""),
        ("../../etc/passwd", ""),
        ("x.csv/../../y", ""),
        ("a.$(reboot)", ""),
    ],
)
def test_file_is_kept_under_its_hash_alone(tmp_path: Path, name: str, ending: str) -> None:
    settings = Settings(home=tmp_path)
    path = spool(settings, LOCAL, io.BytesIO(CONTENT), name)
    assert path == tmp_path / "incoming" / (hashlib.sha256(CONTENT).hexdigest() + ending)
    assert path.read_bytes() == CONTENT
    assert spool(settings, LOCAL, io.BytesIO(CONTENT), name) == path
    assert list(path.parent.iterdir()) == [path]


def test_what_is_a_day_old_goes_with_the_next_file(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    old = spool(settings, LOCAL, io.BytesIO(b"old"), "a.csv")
    new = spool(settings, LOCAL, io.BytesIO(b"new"), "a.csv")
    long_ago = time.time() - KEPT_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    other = spool(settings, LOCAL, io.BytesIO(b"other"), "a.csv")
    assert set(other.parent.iterdir()) == {new, other}


def test_who_may_not_load_leaves_nothing_here(tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        spool(Settings(home=tmp_path), Principal("viv@example.org", Role.VIEWER), io.BytesIO(CONTENT), "a.csv")
    assert list(tmp_path.iterdir()) == []
