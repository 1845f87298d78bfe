"""The audit log keeps what was done, and forgets what it said of a person who was deleted."""

import pytest

from domain.access import LOCAL
from domain.errors import EngineUnavailable
from indexing import audit, versions
from indexing.scan import refresh, scan


def entries(engine):
    refresh(engine, "audit")
    return [hit["_source"] for hit in scan(engine, "audit", {"match_all": {}}, "at")]


def test_an_entry_says_who_did_what(fresh_engine, settings):
    versions.ensure(fresh_engine, settings.language)
    details = {"contact.city": {"before": ["Zurich"], "after": ["Zürich"]}}
    audit.note(fresh_engine, LOCAL, "edit", "customer", "Edited a customer: City.", customer_id="c1", details=details)
    [entry] = entries(fresh_engine)
    at = entry.pop("at")
    assert at.endswith("Z")
    assert entry == {
        "by": "local",
        "role": "administrator",
        "action": "edit",
        "what": "customer",
        "customer_id": "c1",
        "sentence": "Edited a customer: City.",
        "details": details,
    }


def test_scrubbing_takes_out_what_is_said_of_these_people_alone(fresh_engine, settings):
    versions.ensure(fresh_engine, settings.language)
    for who in ("c1", "c1", "c2"):
        audit.note(
            fresh_engine, LOCAL, "edit", "customer", "Edited.", customer_id=who, details={"name": {"after": [who]}}
        )
    audit.note(fresh_engine, LOCAL, "open", "customer", "Opened.", customer_id="c1")
    assert audit.scrub(fresh_engine, ["c1"]) == 2
    assert audit.scrub(fresh_engine, ["c1"]) == 0
    kept = [(entry["customer_id"], entry.get("details")) for entry in entries(fresh_engine)]
    assert sorted(kept, key=str) == sorted(
        [("c1", None), ("c1", None), ("c1", None), ("c2", {"name": {"after": ["c2"]}})], key=str
    )


def test_an_entry_that_is_refused_is_told(fresh_engine, settings):
    versions.ensure(fresh_engine, settings.language)
    with pytest.raises(EngineUnavailable, match="refuses to note it"):
        audit.note(fresh_engine, LOCAL, "edit", "customer", "Edited.", count=2**63)
    assert entries(fresh_engine) == []
