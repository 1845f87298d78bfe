"""Long work in a process of its own: it ends without whoever started it, tells how far it is, and can be stopped."""

import json
import subprocess
import sys
import time

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import Forbidden, NotFound
from engine import Engine
from indexing import jobs
from search.status import get_counts
from tests.loaders.support import conversation, documents


def wait_for(engine, job_id, seconds=240):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job = jobs.get(engine, LOCAL, job_id)
        if job.is_over:
            return job
        time.sleep(0.05)  # between two looks
    raise AssertionError(f"the job did not end: {job}")


@pytest.mark.timeout(600)
def test_the_sample_comes_and_goes(fresh_engine):
    job = wait_for(fresh_engine, jobs.start(fresh_engine, LOCAL, "sample", {}))
    assert (job.state, job.outcome["rejected"]) == ("done", 0), job
    counts = get_counts(fresh_engine, LOCAL)
    assert (counts["customers"], counts["communications"], counts["campaigns"]) == (200, 1500, 4)
    undo = wait_for(fresh_engine, jobs.start(fresh_engine, LOCAL, "undo", {"load_id": job.outcome["load_id"]}))
    assert undo.state == "done", undo
    left = get_counts(fresh_engine, LOCAL)
    assert {name: count for name, count in left.items() if count and name != "loads"} == {}
    assert [j.kind for j in jobs.recent(fresh_engine, LOCAL)] == ["undo", "sample"]


def test_a_job_that_cannot_do_its_work_says_why(fresh_engine, tmp_path):
    arguments = {"path": str(tmp_path / "missing.csv"), "kind": "campaign", "name": "Spring"}
    job = wait_for(fresh_engine, jobs.start(fresh_engine, LOCAL, "load", arguments))
    assert job.state == "failed"
    assert "missing.csv" in job.message


def test_a_job_can_be_stopped_and_run_again(fresh_engine, tmp_path):
    path = tmp_path / "log.jsonl"
    messages = [{"author": "customer", "text": "word " * 40}] * 40
    lines = (json.dumps(conversation(f"s{n}", messages=messages)) for n in range(20_000))
    path.write_text("\n".join(lines))
    arguments = {"path": str(path), "kind": "conversations", "file_name": "log.jsonl"}
    job_id = jobs.start(fresh_engine, LOCAL, "load", arguments)
    while not jobs.get(fresh_engine, LOCAL, job_id).progress.get("read"):
        time.sleep(0.02)  # between two looks
    jobs.cancel(fresh_engine, LOCAL, job_id)
    job = wait_for(fresh_engine, job_id)
    assert job.state == "cancelled", job
    (load,) = documents(fresh_engine, "loads").values()
    assert load["state"] == "cancelled"
    assert 0 < len(documents(fresh_engine, "sessions")) < 20_000


def test_what_may_be_started_depends_on_the_role(fresh_engine):
    with pytest.raises(Forbidden):
        jobs.start(fresh_engine, Principal("eve", Role.VIEWER), "sample", {})
    with pytest.raises(Forbidden):
        jobs.start(fresh_engine, Principal("eve", Role.EDITOR), "undo", {"load_id": "x"})
    assert jobs.recent(fresh_engine, LOCAL) == []
    jobs.start(fresh_engine, LOCAL, "undo", {"load_id": "nothing"})
    with pytest.raises(NotFound):
        jobs.get(fresh_engine, LOCAL, "nothing")


def begun(monkeypatch):
    """Jobs get a process that ends at once; the job's own work is left to the test."""
    popen = subprocess.Popen
    monkeypatch.setattr("indexing.jobs.subprocess.Popen", lambda *_, **more: popen([sys.executable, "-c", ""]))


def test_a_process_that_ends_before_its_job_begins_is_found(fresh_engine, monkeypatch):
    begun(monkeypatch)
    job_id = jobs.start(fresh_engine, LOCAL, "undo", {"load_id": "x"})
    assert wait_for(fresh_engine, job_id, 20).state == "interrupted"


def test_a_stop_that_comes_while_the_job_begins_is_not_lost(fresh_engine, monkeypatch):
    begun(monkeypatch)
    job_id = jobs.start(fresh_engine, LOCAL, "undo", {"load_id": "x"})
    read = Engine.get

    def meanwhile(*arguments):
        found = read(*arguments)
        monkeypatch.undo()
        jobs.cancel(fresh_engine, LOCAL, job_id)
        return found

    monkeypatch.setattr(Engine, "get", meanwhile)
    job = jobs.Running(fresh_engine, job_id)
    assert jobs.get(fresh_engine, LOCAL, job_id).state == "cancelling"
    with job:
        job.progress({})
    assert jobs.get(fresh_engine, LOCAL, job_id).state == "cancelled"
