"""A load's own document: states, heartbeats, rejected rows, cancelling."""

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import Forbidden
from domain.reports import RowError
from indexing.loads import Cancelled, Load, cancel_load
from search.loads import load_errors
from tests.loaders.support import conversation, documents, load_lines


def begin(engine, principal=LOCAL):
    return Load(engine, principal, "conversations", "a.jsonl", "hash", {}, "communications", "english")


def test_every_rejected_row_is_kept_and_a_second_run_starts_its_list_again(fresh_engine):
    with begin(fresh_engine) as load:
        load.reject([RowError.of(n, "f", n, "wrong") for n in range(1, 1202)])
        report = load.finish()
    assert report.rejected == 1201
    errors = load_errors(fresh_engine, LOCAL, report.load_id)
    assert [e.row for e in errors] == list(range(1, 1202))
    with begin(fresh_engine) as load:
        load.reject([RowError.of(1, "f", 1, "wrong")])
        load.finish()
    assert [e.row for e in load_errors(fresh_engine, LOCAL, report.load_id)] == [1]


def test_a_load_that_failed_is_resumed_and_keeps_when_it_was_first_begun(fresh_engine):
    with pytest.raises(RuntimeError), begin(fresh_engine) as load:
        raise RuntimeError
    (stored,) = documents(fresh_engine, "loads").values()
    assert stored["state"] == "failed"
    with begin(fresh_engine) as again:
        assert again.resumed
        assert again.stamp == load.stamp
        again.finish()
    with begin(fresh_engine) as third:
        assert not third.resumed
        third.finish()


def test_a_cancelled_load_stops_at_the_next_checkpoint(fresh_engine):
    with pytest.raises(Cancelled), begin(fresh_engine) as load:
        cancel_load(fresh_engine, LOCAL, load.report.load_id)
        while True:
            load.checkpoint()
    (stored,) = documents(fresh_engine, "loads").values()
    assert stored["state"] == "cancelled"


def test_a_viewer_may_not_load(fresh_engine):
    with pytest.raises(Forbidden):
        load_lines(fresh_engine, [conversation("s1")], principal=Principal("eve", Role.VIEWER))
