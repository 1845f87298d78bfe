"""Every write leaves who did it, and what, in the audit log, with no name of a file or a person in the sentence."""

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import NotFound
from indexing import jobs, versions
from indexing.loads import cancel_load
from indexing.migration import run_migration
from indexing.undo import undo
from loaders.sample_load import load_sample
from search.audit import AuditRequest, find_audit
from tests.loaders.support import conversation, load_definitions, load_lines, load_rows, options, refresh

LEAD = Principal("lea@example.org", Role.SUPERVISOR)


def noted(engine, **asked):
    """(by, action, what, sentence) of the entries, oldest first."""
    refresh(engine, "audit")
    page = find_audit(engine, LOCAL, AuditRequest(**asked))
    return [(entry.by, entry.action, entry.what, entry.sentence) for entry in reversed(page.entries)]


def test_a_load_and_its_undoing(fresh_engine):
    report = load_lines(fresh_engine, [conversation("s1")], "Ivo Smith.jsonl", principal=LEAD)
    undo(fresh_engine, LEAD, report.load_id)
    assert noted(fresh_engine) == [
        (LEAD.identity, "load", "load", "A load of kind conversations began."),
        (LEAD.identity, "load", "load", "A load of kind conversations ended (done)."),
        (LEAD.identity, "undo", "load", "Undid a load: 1 removed, 0 put back, 0 kept."),
    ]
    page = find_audit(fresh_engine, LOCAL, AuditRequest(text=report.load_id))
    assert [entry.object_id for entry in page.entries] == [report.load_id] * 3
    assert page.entries[1].details["report"]["read"] == page.entries[1].count == 1
    assert page.entries[0].role == "supervisor"
    assert "Ivo" not in str(page)


def test_a_load_that_fails(fresh_engine):
    with pytest.raises(RuntimeError):
        load_lines(fresh_engine, [conversation("s1")], on_progress=failing)
    assert noted(fresh_engine)[-1][3] == "A load of kind conversations ended (failed)."


def failing(step):
    raise RuntimeError


def test_a_dry_run_writes_nothing_and_notes_nothing(fresh_engine):
    load_rows(fresh_engine, "Spring", [{"Customer ID": "1", "Name": "Ann"}], dry_run=True)
    assert noted(fresh_engine) == []


def test_agent_definitions(fresh_engine):
    agents = [{"id": "bot", "result_fields": [{"id": "city", "title": "City"}]}]
    load_definitions(fresh_engine, agents)
    load_definitions(fresh_engine, agents)  # nothing changes: nothing is defined
    agents[0]["result_fields"].append({"id": "plan", "title": "Plan"})
    load_definitions(fresh_engine, agents)
    defined = [entry for entry in noted(fresh_engine) if entry[1] == "define"]
    assert [entry[2:] for entry in defined] == [
        ("agents", "Defined agents: 1 new, 0 changed."),
        ("agents", "Defined agents: 0 new, 1 changed."),
    ]
    newest = find_audit(fresh_engine, LOCAL, AuditRequest(action="define")).entries[0]
    assert newest.details == {"bot": {"before": ["city"], "after": ["city", "plan"]}}


def test_stopping(fresh_engine, monkeypatch):
    versions.ensure(fresh_engine, "english")
    report = load_lines(fresh_engine, [conversation("s1")])
    cancel_load(fresh_engine, LEAD, report.load_id)
    monkeypatch.setattr(jobs.subprocess, "Popen", lambda *arguments, **more: None)
    job_id = jobs.start(fresh_engine, LEAD, "load", {})
    jobs.cancel(fresh_engine, LEAD, job_id)
    with pytest.raises(NotFound):
        cancel_load(fresh_engine, LEAD, "nothing")
    assert [entry[2:] for entry in noted(fresh_engine, action="cancel", by=LEAD.identity)] == [
        ("load", "Asked a running load to stop."),
        ("job", "Asked a job of kind load to stop."),
    ]


def test_migration_and_sample(fresh_engine):
    list(run_migration(fresh_engine, LOCAL, "english"))
    assert [entry[1:3] for entry in noted(fresh_engine)] == [("migrate", "index")]
    load_sample(fresh_engine, options())
    kinds = [entry[3] for entry in noted(fresh_engine, text="kind sample")]
    assert kinds == ["A load of kind sample began.", "A load of kind sample ended (done)."]
