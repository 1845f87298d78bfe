"""Changing and deleting many customers in a process of its own: with progress, a report, a stop, and after a crash a
second run that does the rest."""

import os
import signal
import time

import pytest

from domain.access import LOCAL, Principal, Role
from domain.conditions import Condition, Operator
from domain.errors import Forbidden
from indexing import jobs
from search.requests import CustomersRequest, Selection
from tests.loaders.support import conversation, documents, load_lines, load_rows
from tests.loaders.test_jobs import wait_for


def leeds():
    return Selection(request=CustomersRequest(quick=(Condition("contact.city", Operator.MATCHES, ("leeds",)),)))


def load_people(engine, count):
    rows = [{"customer id": str(n), "city": "Leeds" if n % 4 else "York", "status": "new"} for n in range(count)]
    load_rows(engine, "Spring", rows)


def started(engine, kind, **arguments):
    return jobs.start(engine, LOCAL, kind, arguments)


FORGOTTEN: dict = {"ids": [], "request": None}
"""A filter may hold somebody's name: nothing of it stays."""


def stored(engine, job_id):
    return documents(engine, "jobs")[job_id]["arguments"]["selection"]


def under_way(engine, job_id):
    """Wait until some of it is done, and not all."""
    while True:
        job = jobs.get(engine, LOCAL, job_id)
        assert not job.is_over, job
        if job.progress.get("done"):
            return
        time.sleep(0.01)  # between two looks


@pytest.mark.timeout(300)
def test_all_that_match_get_a_status_and_the_rest_do_not(fresh_engine):
    load_people(fresh_engine, 1600)
    arguments = {"selection": leeds().as_dict(), "campaign": "Spring", "status": "called", "stage": None}
    job = wait_for(fresh_engine, started(fresh_engine, "participation", **arguments))
    assert (job.state, job.outcome) == ("done", {"changed": 1200, "unchanged": 0, "missing": 0})
    assert stored(fresh_engine, job.job_id) == FORGOTTEN
    assert job.progress == {"done": 1200, "total": 1200, "unit": "customers"}
    found = [
        (d["contact"]["city"], d["participations"][0]["status"]) for d in documents(fresh_engine, "customers").values()
    ]
    assert sorted(set(found)) == [("Leeds", "called"), ("York", "new")]
    some = Selection((*list(documents(fresh_engine, "customers"))[:2], "nobody"))
    arguments |= {"selection": some.as_dict(), "campaign": "Autumn", "status": ""}
    job = wait_for(fresh_engine, started(fresh_engine, "participation", **arguments))
    assert job.outcome == {"changed": 2, "unchanged": 0, "missing": 1}


@pytest.mark.timeout(300)
def test_a_deletion_that_is_killed_is_completed_by_the_next(fresh_engine):
    load_people(fresh_engine, 800)
    load_lines(fresh_engine, [conversation(f"s{n}", customer={"external_id": str(n)}) for n in range(800)])
    first = started(fresh_engine, "delete", selection=leeds().as_dict())
    under_way(fresh_engine, first)
    os.kill(documents(fresh_engine, "jobs")[first]["process"]["pid"], signal.SIGKILL)
    job = wait_for(fresh_engine, first)
    assert job.state == "interrupted"
    assert stored(fresh_engine, first) == FORGOTTEN
    assert 200 < len(documents(fresh_engine, "customers")) < 800
    second = wait_for(fresh_engine, started(fresh_engine, "delete", selection=leeds().as_dict()))
    assert (second.state, second.outcome["remaining"]) == ("done", 0)
    people = documents(fresh_engine, "customers")
    assert {d["contact"]["city"] for d in people.values()} == {"York"}
    for name in ("customers", "sessions", "messages", "logs", "records"):
        assert len(documents(fresh_engine, name)) == 200, name
    for name in ("sessions", "messages", "records"):
        assert {d["customer_id"] for d in documents(fresh_engine, name).values()} == people.keys()
    kinds = [d["type"] for d in documents(fresh_engine, "identities").values()]
    assert (kinds.count("key"), kinds.count("cluster"), kinds.count("deletion")) == (200, 200, 0)
    assert stored(fresh_engine, second.job_id) == FORGOTTEN


@pytest.mark.timeout(300)
def test_a_stop_says_how_far_it_came(fresh_engine):
    load_people(fresh_engine, 800)
    job_id = started(fresh_engine, "delete", selection=leeds().as_dict())
    under_way(fresh_engine, job_id)
    jobs.cancel(fresh_engine, LOCAL, job_id)
    job = wait_for(fresh_engine, job_id)
    assert job.state == "cancelled"
    assert "of 600 customers" in job.message
    assert 200 < len(documents(fresh_engine, "customers")) < 800


def test_no_more_are_deleted_than_were_confirmed(fresh_engine):
    load_people(fresh_engine, 8)
    job = wait_for(fresh_engine, started(fresh_engine, "delete", selection=leeds().as_dict(), confirmed=5))
    assert job.state == "failed"
    assert job.message.startswith("Nobody was deleted: 6 customers match by now, and 5 were confirmed;")
    people = documents(fresh_engine, "customers")
    assert len(people) == 8
    chosen = Selection((*[id for id, d in people.items() if d["contact"]["city"] == "York"], "gone"))
    job = wait_for(fresh_engine, started(fresh_engine, "delete", selection=chosen.as_dict(), confirmed=2))
    assert (job.outcome["customers"], job.outcome["missing"]) == (2, 1)
    job = wait_for(fresh_engine, started(fresh_engine, "delete", selection=leeds().as_dict(), confirmed=6))
    assert (job.state, job.outcome["customers"]) == ("done", 6)


def test_what_may_be_started_depends_on_the_role(fresh_engine):
    arguments = {"selection": Selection(("x",)).as_dict(), "campaign": "Spring"}
    with pytest.raises(Forbidden):
        jobs.start(fresh_engine, Principal("eve", Role.VIEWER), "participation", arguments)
    with pytest.raises(Forbidden):
        jobs.start(fresh_engine, Principal("ed", Role.EDITOR), "delete", arguments)
