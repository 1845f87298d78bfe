"""Every write leaves who did it, and what, in the audit log, with no name of a file or a person in the sentence."""

from dataclasses import replace

import psutil
import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import NotFound
from indexing import jobs, versions
from indexing.loads import cancel_load
from indexing.migration import run_migration
from indexing.scan import refresh
from indexing.undo import undo
from search.audit import AuditRequest, find_audit
from tests.loaders.support import conversation, load_definitions, load_lines, load_rows

LEAD = Principal("lea@example.org", Role.SUPERVISOR)


@pytest.fixture(scope="module")
def stored(engine):
    own = replace(engine, prefix=f"{engine.prefix}-audited")
    versions.ensure(own, "english")
    yield own
    own.client.indices.delete(index=f"{own.prefix}-*-v*", params={"expand_wildcards": "all"})


@pytest.fixture
def noted(stored):
    """Tells what was noted since the last time: the entries, oldest first."""
    seen: set[str] = set()

    def new(**asked):
        refresh(stored, "audit")
        page = find_audit(stored, LOCAL, AuditRequest(**asked, size=500))
        found = [entry for entry in reversed(page.entries) if entry.entry_id not in seen]
        seen.update(entry.entry_id for entry in found)
        return found

    new()
    return new


def told(entries):
    return [(entry.by, entry.action, entry.what, entry.sentence) for entry in entries]


def test_a_load_and_its_undoing(stored, noted):
    report = load_lines(stored, [conversation("s1")], "Ivo Smith.jsonl", principal=LEAD)
    undo(stored, LEAD, report.load_id)
    entries = noted()
    assert told(entries) == [
        (LEAD.identity, "load", "load", "A load of kind conversations began."),
        (LEAD.identity, "load", "load", "A load of kind conversations ended (done)."),
        (LEAD.identity, "undo", "load", "Undid a load: 1 removed, 0 put back, 0 kept."),
    ]
    assert {entry.object_id for entry in entries} == {report.load_id}
    assert entries[1].details["read"] == entries[1].count == 1
    assert entries[0].role == "supervisor"
    assert "Ivo" not in str(entries)


def test_a_load_that_fails_and_one_that_only_tries(stored, noted):
    def fail(step):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        load_lines(stored, [conversation("s1")], on_progress=fail)
    assert noted()[-1].sentence == "A load of kind conversations ended (failed)."
    load_rows(stored, "Spring", [{"Customer ID": "1", "Name": "Ann"}], dry_run=True)
    assert noted() == []


def test_agent_definitions(stored, noted):
    fields = [{"id": "city", "title": "City"}]
    agents = [{"id": "bot", "result_fields": fields}]
    load_definitions(stored, agents)
    load_definitions(stored, agents)  # nothing changes: nothing is defined
    fields.append({"id": "plan", "title": "Plan"})
    load_definitions(stored, agents)
    defined = noted(action="define")
    assert [entry.sentence for entry in defined] == [
        "Defined agents: 1 new, 0 changed.",
        "Defined agents: 0 new, 1 changed.",
    ]
    assert defined[1].details == {"bot": {"before": ["city"], "after": ["city", "plan"]}}


def test_stopping(stored, noted, monkeypatch):
    report = load_lines(stored, [conversation("s1")])
    cancel_load(stored, LEAD, report.load_id)
    monkeypatch.setattr("indexing.jobs.subprocess.Popen", lambda *arguments, **more: psutil.Process())
    job_id = jobs.start(stored, LEAD, "load", {})
    jobs.cancel(stored, LEAD, job_id)
    with pytest.raises(NotFound):
        cancel_load(stored, LEAD, "nothing")
    assert told(noted(action="cancel")) == [
        (LEAD.identity, "cancel", "load", "Asked a running load to stop."),
        (LEAD.identity, "cancel", "job", "Asked a job of kind load to stop."),
    ]


def test_migration(stored, noted):
    list(run_migration(stored, LOCAL, "english"))
    assert [(entry.action, entry.what) for entry in noted()] == [("migrate", "index")]
