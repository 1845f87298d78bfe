"""Reading all of what matches, page by page."""

from indexing import bulk, scan, versions


def test_equal_values_at_the_end_of_a_page_lose_nobody(fresh_engine, monkeypatch):
    versions.ensure(fresh_engine, "english")
    entry = {"at": "2026-01-01T00:00:00Z", "by": "ann"}
    alias = fresh_engine.alias("audit")
    bulk.send_all(fresh_engine, [bulk.create(alias, str(n), entry) for n in range(7)])
    scan.refresh(fresh_engine, "audit")
    monkeypatch.setattr(scan, "_PAGE", 2)
    found = [hit["_id"] for hit in scan.scan(fresh_engine, "audit", {"match_all": {}}, "at")]
    assert sorted(found) == [str(n) for n in range(7)]
