"""An export as a job in a process of its own: the file, who may have it, stopping it, and what is left behind."""

import csv
import os
import resource
import stat
import time
from pathlib import Path

import pytest

from domain.access import LOCAL, Principal, Role
from domain.conditions import Condition, Operator, SortKey
from domain.errors import Expired, Forbidden, NoRoom, NotFound, WrongInput
from indexing import bulk, exports, jobs, versions
from indexing.exports import export_file, folder_of, remove_expired, run_export, start_export
from indexing.loads import Cancelled
from indexing.scan import refresh
from search.requests import CustomersRequest, Selection
from settings import get_settings
from tests.loaders.support import documents, load_rows
from tests.loaders.test_jobs import wait_for

ALL = Selection(request=CustomersRequest())
COLUMNS = ("name", "contact.city", "participation.status")
PEOPLE = [
    {"Customer ID": "1", "Name": "=Ann", "City": "Zürich", "Status": "active"},
    {"Customer ID": "2", "Name": "Bea", "City": "Bern", "Status": "pending"},
    {"Customer ID": "3", "Name": "Cleo", "City": "Zürich", "Status": "active"},
]


@pytest.fixture
def home(tmp_path, monkeypatch, settings):
    """A home of its own, which the job's process has too."""
    monkeypatch.setenv("OPEN360_HOME", str(tmp_path))
    get_settings.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def people(fresh_engine):
    load_rows(fresh_engine, "spring", PEOPLE)
    return fresh_engine


def lines(path: Path, delimiter=","):
    return list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=delimiter))


def files(home):
    return [path.name for path in folder_of(home).iterdir()]


def test_a_job_writes_what_was_chosen_for_who_asked_alone(people, home):
    request = CustomersRequest(
        quick=(Condition("contact.city", Operator.IS, ("Zürich",)),), sort=(SortKey("name", True),)
    )
    job_id = start_export(people, LOCAL, Selection(request=request), "csv", COLUMNS, ";", view=request)
    job = wait_for(people, job_id)
    assert job.state == "done", job
    assert {name: job.outcome[name] for name in ("rows", "columns", "format", "cut")} == {
        "rows": 2,
        "columns": 3,
        "format": "csv",
        "cut": 0,
    }
    kept = documents(people, "jobs")[job_id]["arguments"]
    assert (kept["selection"], kept["view"]) == ({"ids": [], "request": None}, None)  # filters may hold somebody's name
    assert (job.progress["done"], job.progress["total"]) == (2, 2)
    found = export_file(people, LOCAL, home, job_id)
    assert lines(found.path, ";") == [
        ["Name", "City", "Status"],
        ["Cleo", "Zürich", "active"],
        ["'=Ann", "Zürich", "active"],
    ]
    assert found.name == f"customers-{job.created_at[:10]}.csv"
    assert stat.S_IMODE(found.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder_of(home).stat().st_mode) == 0o700
    assert files(home) == [found.path.name]
    [entry] = [e for e in documents(people, "audit").values() if e["action"] == "export"]
    assert (entry["sentence"], entry["count"], entry["object_id"]) == ("Exported 2 customers as CSV.", 2, job_id)
    assert entry["details"] == {"columns": {"after": ["Name", "City", "Status"]}}


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_customers_chosen_one_by_one_in_every_format(people, home, format):
    [chosen] = [id for id, c in documents(people, "customers").items() if c["name"] == "Bea"]
    arguments = {"selection": Selection((chosen,)).as_dict(), "format": format, "columns": None}
    outcome = run_export(people, LOCAL, home, "job", arguments, lambda _: None)
    assert outcome["rows"] == 1
    assert outcome["bytes"] == (folder_of(home) / f"job.{format}").stat().st_size


def test_whose_file_it_is(people, home):
    eve, viewer = Principal("eve", Role.SUPERVISOR), Principal(LOCAL.identity, Role.EDITOR)
    job_id = start_export(people, LOCAL, ALL, "csv", COLUMNS)
    wait_for(people, job_id)
    with pytest.raises(Forbidden, match="somebody else's"):
        export_file(people, eve, home, job_id)
    with pytest.raises(Forbidden, match="needs supervisor"):
        export_file(people, viewer, home, job_id)
    with pytest.raises(Forbidden):
        start_export(people, viewer, ALL, "csv", COLUMNS)
    with pytest.raises(Forbidden):
        run_export(people, viewer, home, "x", {"selection": ALL.as_dict(), "format": "csv"}, lambda _: None)
    with pytest.raises(NotFound):
        export_file(people, LOCAL, home, "nothing")
    other = jobs.start(people, LOCAL, "undo", {"load_id": "nothing"})
    with pytest.raises(NotFound):
        export_file(people, LOCAL, home, other)
    wait_for(people, other)


def test_a_day_later_it_is_gone(people, home):
    job_id = start_export(people, LOCAL, ALL, "csv", COLUMNS)
    wait_for(people, job_id)
    found = export_file(people, LOCAL, home, job_id)
    yesterday = time.time() - exports.KEPT_SECONDS - 60
    left = folder_of(home) / "killed.parts"
    left.mkdir()
    (left / "file.csv").write_text("half")
    os.utime(left, (yesterday, yesterday))
    assert remove_expired(home) == 1
    os.utime(found.path, (yesterday, yesterday))
    with pytest.raises(Expired, match="after a day"):
        export_file(people, LOCAL, home, job_id)
    assert files(home) == []
    assert remove_expired(home / "nowhere") == 0


def many(engine, count):
    versions.ensure(engine, "english")
    alias = engine.alias("customers")
    documents = ({"customer_id": f"c{n:06}", "name": f"Person {n}"} for n in range(count))
    bulk.send_all(engine, [bulk.create(alias, document["customer_id"], document) for document in documents])
    refresh(engine, "customers")


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_stopped_in_the_middle_nothing_is_left(fresh_engine, home, format):
    many(fresh_engine, 5000)
    seen = []

    def stop(progress):
        seen.append(progress["done"])
        if progress["done"]:
            raise Cancelled("stop")

    with pytest.raises(Cancelled, match="nothing of the file is kept"):
        run_export(fresh_engine, LOCAL, home, "job", {"selection": ALL.as_dict(), "format": format}, stop)
    assert 0 < seen[-1] < 5000
    assert files(home) == []
    assert documents(fresh_engine, "audit") == {}


def test_a_job_that_was_stopped_says_so_and_has_no_file(fresh_engine, home):
    many(fresh_engine, 60_000)
    job_id = start_export(fresh_engine, LOCAL, ALL, "xlsx")
    while not jobs.get(fresh_engine, LOCAL, job_id).progress.get("done"):
        time.sleep(0.02)  # between two looks
    jobs.cancel(fresh_engine, LOCAL, job_id)
    job = wait_for(fresh_engine, job_id)
    assert (job.state, job.message) == ("cancelled", "It was stopped; nothing of the file is kept.")
    assert files(home) == []
    with pytest.raises(WrongInput, match="was not written"):
        export_file(fresh_engine, LOCAL, home, job_id)


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_a_disk_that_is_full_is_one_sentence(fresh_engine, home, format):
    """The limit of a file's size stands for the disk: the program meets the same refusal in the middle of a write."""
    many(fresh_engine, 5000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        with pytest.raises(NoRoom, match="disk of this machine is full"):
            run_export(fresh_engine, LOCAL, home, "job", {"selection": ALL.as_dict(), "format": format}, lambda _: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(home) == []


@pytest.mark.parametrize(
    ("format", "columns", "delimiter"),
    [("pdf", None, ","), ("csv", (), ","), ("csv", ("nothing",), ","), ("csv", None, "x")],
)
def test_what_cannot_be_exported_is_told_before_a_job_begins(people, home, format, columns, delimiter):
    with pytest.raises(WrongInput):
        start_export(people, LOCAL, ALL, format, columns, delimiter)
    assert jobs.recent(people, LOCAL) == []
