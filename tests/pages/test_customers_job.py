"""The job of a dialog: how far it is, stopping it, and what it says at its end. On stored jobs, as they are at a time."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import LOCAL
from engine import Engine
from indexing import jobs
from indexing.processes import now, this_process
from indexing.versions import ensure
from ui import context
from ui.format import plain

ID = "a-job"


@pytest.fixture
def ready(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    ensure(fresh_engine, "english")
    monkeypatch.setattr(context, "engine", lambda: fresh_engine)
    return fresh_engine


def put(engine: Engine, kind: str, state: str, **facts: Any) -> None:
    job = {
        "job_id": ID,
        "kind": kind,
        "state": state,
        "created_at": now(),
        "heartbeat_at": now(),
        "by": "local",
        "arguments": {"role": "administrator"},
        "process": this_process(),
    }
    engine.client.index(index=engine.alias("jobs"), id=ID, body={**job, **facts}, params={"refresh": "true"})


def dialog() -> None:
    from pages.customers import job

    job.running()
    job.shown()


def opened() -> AppTest:
    app = AppTest.from_function(dialog)
    app.session_state["customers-job"] = app.session_state["customers-job-of-dialog"] = ID
    return app.run()


def test_progress_and_stopping(ready: Engine) -> None:
    put(ready, "participation", "running", progress={"done": 500, "total": 2000, "unit": "customers"})
    app = opened()
    open_again, stop = app.button
    assert open_again.label == "Change: 25%"
    stop.click().run()
    assert jobs.get(ready, LOCAL, ID).state == "cancelling"
    assert app.button[1].disabled
    put(ready, "participation", "cancelled", message="It was stopped after 500 of 2,000 customers.")
    app.run()
    assert [warning.value for warning in app.warning] == [plain("It was stopped after 500 of 2,000 customers.")]
    app.run()
    assert [button.label for button in app.button] == ["Close"], "an end that was seen is not offered again"


@pytest.mark.parametrize(
    ("kind", "outcome", "said", "epoch"),
    [
        ("participation", {"changed": 3, "unchanged": 2, "missing": 0}, "3 customers changed, 2 were so already.", 0),
        ("participation", {"changed": 1, "missing": 4}, "1 customer changed, 4 are not there any more.", 0),
        (
            "delete",
            {"customers": 2, "sessions": 1, "messages": 30, "logs": 4, "remaining": 0},
            "Deleted: 2 customers, 1 session, 30 messages, 4 log lines. Counted afterwards, 0 remain.",
            1,
        ),
        ("export", {"rows": 1200, "columns": 8, "bytes": 2_345_678}, "1,200 customers with 8 columns, 2.3 MB.", 0),
        (
            "export",
            {"rows": 1, "columns": 1, "bytes": 12, "cut": 2},
            "1 customer with 1 column, 1 kB. 2 cells too long for this format were cut off.",
            0,
        ),
    ],
)
def test_report(ready: Engine, kind: str, outcome: dict[str, int], said: str, epoch: int) -> None:
    put(ready, kind, "done", outcome=outcome)
    app = opened().run()
    assert [success.value for success in app.success] == [said]
    assert app.session_state["customers-epoch"] == epoch if epoch else "customers-epoch" not in app.session_state
