"""The route of a finished export, on the running app: the file for whoever started it, one sentence for everybody else."""

import io
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from domain.access import LOCAL, Principal, Role
from engine import Engine
from indexing import exports, jobs
from indexing.exports import folder_of, start_export
from search.requests import CustomersRequest, Selection
from settings import get_settings
from tests.browser.conftest import running_app

ALL = Selection(request=CustomersRequest())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, world: Engine) -> Iterator[Path]:
    """A home that the app and its jobs have to themselves."""
    with pytest.MonkeyPatch.context() as environment:
        folder = tmp_path_factory.mktemp("home")
        environment.setenv("OPEN360_HOME", str(folder))
        folder_of(folder).mkdir()
        (folder_of(folder) / "old.csv").write_text("left by the day before yesterday")
        os.utime(folder_of(folder) / "old.csv", (0, 0))
        get_settings.cache_clear()
        yield folder
    get_settings.cache_clear()


@pytest.fixture(scope="module")
def url(home: Path, world: Engine) -> Iterator[str]:
    with running_app(world, home / "log") as address:
        yield address


def exported(engine: Engine, who: Principal, format: str) -> str:
    job_id = start_export(engine, who, ALL, format, ("name", "phones"))
    deadline = time.monotonic() + 120
    while not (job := jobs.get(engine, LOCAL, job_id)).is_over:
        assert time.monotonic() < deadline, job
        time.sleep(0.05)  # between two looks
    assert job.state == "done", job
    return job_id


def refused(address: str) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(address)
    return error.value.code, error.value.read().decode()


@pytest.mark.parametrize(
    ("format", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_the_file_comes_as_what_it_is(world: Engine, url: str, format: str, media_type: str) -> None:
    job_id = exported(world, LOCAL, format)
    with urllib.request.urlopen(f"{url}/download/{job_id}") as answer:
        headers, body = answer.headers, answer.read()
    day = jobs.get(world, LOCAL, job_id).created_at[:10]
    assert headers["Content-Type"] == media_type
    assert headers["Content-Disposition"] == f'attachment; filename="customers-{day}.{format}"'
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    if format == "csv":
        assert body.decode("utf-8-sig").splitlines()[0] == "Name,Phone"
        assert body.count(b"\r\n") == 63
    else:
        assert openpyxl.load_workbook(io.BytesIO(body)).active.max_row == 63


def test_the_app_removes_what_is_older_than_a_day_by_itself(url: str, home: Path) -> None:
    deadline = time.monotonic() + 30
    while (folder_of(home) / "old.csv").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)  # between two looks


def test_nobody_elses_and_no_longer_than_a_day(world: Engine, url: str, home: Path) -> None:
    theirs = exported(world, Principal("eve", Role.SUPERVISOR), "csv")
    status, sentence = refused(f"{url}/download/{theirs}")
    assert (status, "somebody else's" in sentence) == (403, True)
    mine = exported(world, LOCAL, "csv")
    path = folder_of(home) / f"{mine}.csv"
    yesterday = time.time() - exports.KEPT_SECONDS - 60
    os.utime(path, (yesterday, yesterday))
    status, sentence = refused(f"{url}/download/{mine}")
    assert (status, "removed" in sentence) == (410, True)
    assert not path.exists()
    assert refused(f"{url}/download/nothing") == (404, "There is no job nothing.")
    assert refused(f"{url}/download/..%2f..%2fetc%2fpasswd")[0] in (400, 404)
