"""Loading again, loading something newer, and taking loads out again."""

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import Forbidden, NotFound
from indexing import undo as undoing
from indexing import undo_sessions
from indexing.loads import Cancelled
from indexing.undo import undo
from search.profile import get_profile
from tests.loaders.support import conversation, documents, load_definitions, load_lines, load_rows, snapshot

COUNTS = ("read", "created", "updated", "unchanged", "rejected")


def counts(report):
    found = tuple(getattr(report, name) for name in COUNTS)
    assert found[0] == sum(found[1:])
    return found


def long_and_short(session_id, texts, **more):
    messages = [{"author": "customer", "text": text} for text in texts]
    return conversation(session_id, messages=messages, **more)


def said_in(engine, session_id):
    return [m["text"] for m in documents(engine, "messages").values() if m["session_id"] == session_id]


def test_the_same_file_again_changes_nothing(fresh_engine):
    lines = [conversation("s1"), conversation("s2", campaign="Spring")]
    rows = [{"Customer ID": "1", "Name": "Ann", "Status": "active"}]
    assert counts(load_lines(fresh_engine, lines)) == (2, 2, 0, 0, 0)
    assert counts(load_rows(fresh_engine, "Spring", rows)) == (1, 1, 0, 0, 0)
    before = snapshot(fresh_engine)
    assert counts(load_lines(fresh_engine, lines)) == (2, 0, 0, 2, 0)
    assert counts(load_rows(fresh_engine, "Spring", rows)) == (1, 0, 0, 1, 0)
    assert snapshot(fresh_engine) == before


def test_a_newer_file_replaces_and_undoing_it_brings_the_older_back(fresh_engine):
    first = load_lines(fresh_engine, [long_and_short("s1", ["one", "two", "three"]), conversation("s2")])
    before = snapshot(fresh_engine)
    newer = [long_and_short("s1", ["only"]), conversation("s3")]
    second = load_lines(fresh_engine, newer, "newer.jsonl")
    assert counts(second) == (2, 1, 1, 0, 0)
    assert [m["text"] for m in documents(fresh_engine, "messages").values() if m["session_id"] == "s1"] == ["only"]
    undone = undo(fresh_engine, LOCAL, second.load_id)
    assert (undone.removed, undone.restored) == (1, 1)
    assert snapshot(fresh_engine) == before
    undo(fresh_engine, LOCAL, first.load_id)
    assert documents(fresh_engine, "customers") == {}
    for name in ("sessions", "messages", "logs", "records", "campaigns", "agents"):
        assert documents(fresh_engine, name) == {}, name
    types = {d["type"] for d in documents(fresh_engine, "identities").values()}
    assert not types & {"key", "cluster"}


def test_of_many_versions_the_newest_comes_back(fresh_engine):
    for text in ("one", "two", "three"):
        load_lines(fresh_engine, [long_and_short("s1", [text])], f"{text}.jsonl")
        load_rows(fresh_engine, "Spring", [{"customer id": "1", "city": text}], f"{text}.csv")
    loads = {d["file_name"]: d["load_id"] for d in documents(fresh_engine, "loads").values()}
    undo(fresh_engine, LOCAL, loads["two.jsonl"])
    assert said_in(fresh_engine, "s1") == ["three"]
    last = load_lines(fresh_engine, [conversation("s1")], "four.jsonl")
    undo(fresh_engine, LOCAL, last.load_id)
    assert said_in(fresh_engine, "s1") == ["three"]
    undo(fresh_engine, LOCAL, loads["three.jsonl"])
    undo(fresh_engine, LOCAL, loads["three.csv"])
    assert said_in(fresh_engine, "s1") == ["one"]
    [customer] = documents(fresh_engine, "customers").values()
    assert customer["contact"] == {"city": "two"}


def test_what_a_load_that_was_cut_off_says_is_not_overwritten_by_an_older_version(fresh_engine):
    load_lines(fresh_engine, [long_and_short("s1", ["one"])], "a.jsonl")

    def cut_off(_):
        raise Cancelled

    others = [conversation(f"other{n}") for n in range(2000)]
    cut = [*others, long_and_short("s1", ["two"])]
    with pytest.raises(Cancelled):
        load_lines(fresh_engine, cut, "b.jsonl", on_progress=cut_off)
    newest = load_lines(fresh_engine, [long_and_short("s1", ["three"])], "c.jsonl")
    load_lines(fresh_engine, cut, "b.jsonl")
    assert said_in(fresh_engine, "s1") == ["three"]
    undo(fresh_engine, LOCAL, newest.load_id)
    assert said_in(fresh_engine, "s1") == ["two"]


@pytest.mark.parametrize("cut", ["_undo_campaigns", "settle"])
def test_an_undo_that_is_cut_off_is_completed_by_the_next(fresh_engine, monkeypatch, cut):
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "name": "Ann"}])
    before = snapshot(fresh_engine)
    told = {"id": "Town", "title": "Town", "contact_field": "city"}
    rows = [{"customer id": "1", "name": "Anna"}, {"customer id": "2", "name": "Bob"}]
    lines = [conversation("s1"), conversation("s2", customer={"external_id": "3"}, agent={"id": "a"})]
    loads = [
        load_rows(fresh_engine, "Spring", rows, "b.csv"),
        load_lines(fresh_engine, [*lines, conversation("s3", agent={"id": "b"}, results={"Town": "York"})]),
        load_definitions(fresh_engine, [{"id": "b", "name": "B", "result_fields": [told]}]),
    ]

    def die(*_):
        raise KeyboardInterrupt

    for report in reversed(loads):
        with monkeypatch.context() as patch:
            patch.setattr(undoing, cut, die)
            with pytest.raises(KeyboardInterrupt):
                undo(fresh_engine, LOCAL, report.load_id)
        undo(fresh_engine, LOCAL, report.load_id)
    assert {k: v for k, v in snapshot(fresh_engine).items() if not k.startswith("agents")} == before
    assert not [d for d in documents(fresh_engine, "loads").values() if d["type"] == "undo"]


def test_what_a_load_replaces_while_its_older_load_is_undone_stays(fresh_engine, monkeypatch):
    """Between what the undo has read and what it writes, a later load takes a slot and a session."""
    others = [{"customer id": str(n)} for n in range(2, 5)]
    bath = {"customer id": "2", "city": "Bath"}
    load_lines(fresh_engine, [long_and_short("s1", ["one", "more", "most"])], "a.jsonl")
    load_rows(fresh_engine, "Spring", [{"customer id": "1", "city": "Leeds"}])
    undone = [
        load_rows(fresh_engine, "Spring", [{"customer id": "1", "city": "York"}, *others], "b.csv"),
        load_lines(fresh_engine, [long_and_short("s1", ["two"]), long_and_short("s2", ["two", "2"])], "b.jsonl"),
    ]
    later = [
        lambda: load_rows(fresh_engine, "Spring", [{"customer id": "1", "city": "Hull"}, bath], "c.csv"),
        lambda: load_lines(fresh_engine, [long_and_short(id, ["three", "3"]) for id in ("s1", "s2")], "c.jsonl"),
    ]
    for report, in_between, module in zip(undone, later, (undoing, undo_sessions), strict=True):
        find = module.newest_asides

        def find_and_be_overtaken(*arguments, find=find, in_between=in_between):
            found = find(*arguments)
            in_between()
            return found

        with monkeypatch.context() as patch:
            patch.setattr(module, "newest_asides", find_and_be_overtaken)
            undo(fresh_engine, LOCAL, report.load_id)
    assert said_in(fresh_engine, "s1") == said_in(fresh_engine, "s2") == ["three", "3"]
    assert set(documents(fresh_engine, "sessions")) == {"s1", "s2"}
    found = {d["external_ids"][0]: d for d in documents(fresh_engine, "customers").values()}
    assert set(found) == {"1", "2"}
    assert found["1"]["contact"] == {"city": "Hull"}
    last = [d["load_id"] for d in documents(fresh_engine, "loads").values() if d["file_name"].startswith("c.")]
    for load_id in last:
        undo(fresh_engine, LOCAL, load_id)
    assert said_in(fresh_engine, "s1") == ["one", "more", "most"]
    [customer] = documents(fresh_engine, "customers").values()
    assert customer["contact"] == {"city": "Leeds"}


def test_undoing_the_older_keeps_what_the_newer_says(fresh_engine):
    first = load_lines(fresh_engine, [long_and_short("s1", ["one", "two"])])
    second = load_lines(fresh_engine, [long_and_short("s1", ["only"])], "newer.jsonl")
    assert undo(fresh_engine, LOCAL, first.load_id).kept == 1
    assert [m["text"] for m in documents(fresh_engine, "messages").values()] == ["only"]
    undo(fresh_engine, LOCAL, second.load_id)
    assert documents(fresh_engine, "messages") == {}


def test_an_older_load_that_comes_back_does_not_overwrite(fresh_engine):
    old = [long_and_short("s1", ["one", "two"])]
    load_lines(fresh_engine, old, "old.jsonl")
    load_lines(fresh_engine, [long_and_short("s1", ["only"])], "newer.jsonl")
    again = load_lines(fresh_engine, old, "old.jsonl")
    assert counts(again) == (1, 0, 0, 1, 0)
    assert [m["text"] for m in documents(fresh_engine, "messages").values()] == ["only"]


def test_a_session_twice_in_a_file_ends_as_its_last_line(fresh_engine):
    lines = [long_and_short("s1", ["a", "b", "c"]), conversation("s2"), long_and_short("s1", ["z"])]
    report = load_lines(fresh_engine, lines)
    assert counts(report) == (3, 2, 1, 0, 0)
    assert any("more than once" in note for note in report.notes)
    before = snapshot(fresh_engine)
    assert counts(load_lines(fresh_engine, lines)) == (3, 0, 0, 3, 0)
    assert snapshot(fresh_engine) == before
    assert [m["text"] for m in documents(fresh_engine, "messages").values() if m["session_id"] == "s1"] == ["z"]


def test_rows_of_one_person_add_up_and_a_corrected_upload_can_be_undone(fresh_engine):
    rows = [
        {"E-mail": "ann@example.org", "Name": "Ann", "Status": "pending", "City": ""},
        {"E-mail": "ANN@example.org", "Name": "", "Status": "active", "City": "Leeds"},
        {"E-mail": "bo@example.org", "Name": "Bo", "Status": "active", "City": ""},
    ]
    report = load_rows(fresh_engine, "Spring", rows)
    assert report.read == 3
    assert report.created == 2
    assert any("more than once" in note for note in report.notes)
    before = snapshot(fresh_engine)
    ann = next(c for c in documents(fresh_engine, "customers").values() if c["name"] == "Ann")
    assert ann["participations"][0]["status"] == "active"
    assert ann["contact"]["city"] == "Leeds"
    corrected = [{**rows[0], "Status": "completed"}, rows[2]]
    second = load_rows(fresh_engine, "Spring", corrected, "corrected.csv")
    assert (second.updated, second.unchanged) == (1, 1)
    undo(fresh_engine, LOCAL, second.load_id)
    assert snapshot(fresh_engine) == before


def test_uploads_beat_conversations_and_every_value_keeps_its_source(fresh_engine):
    load_definitions(
        fresh_engine,
        [{"id": "a", "name": "A", "result_fields": [{"id": "Town", "title": "Town", "contact_field": "city"}]}],
    )
    told = conversation("s1", agent={"id": "a"}, results={"Town": "York"}, customer={"external_id": "1", "name": "A."})
    load_lines(fresh_engine, [told])
    (customer,) = documents(fresh_engine, "customers")
    profile = get_profile(fresh_engine, LOCAL, customer)
    city = next(f for f in profile.contact if f.title == "City")
    assert (city.values, city.sources[0].kind, city.sources[0].name) == (("York",), "conversation", "s1")
    load_rows(fresh_engine, "Spring", [{"Customer ID": "1", "City": "Leeds", "Name": "Ann"}])
    profile = get_profile(fresh_engine, LOCAL, customer)
    city = next(f for f in profile.contact if f.title == "City")
    assert [s.value for s in city.sources] == ["Leeds", "York"]
    assert profile.name == "Ann"


def test_loading_definitions_folds_again_what_they_change_and_undo_folds_back(fresh_engine):
    load_lines(fresh_engine, [conversation("s1", agent={"id": "a"}, results={"Town": "York"})])
    before = snapshot(fresh_engine)
    fields = [{"id": "Town", "title": "Town", "contact_field": "city"}]
    report = load_definitions(fresh_engine, [{"id": "a", "name": "A", "result_fields": fields}])
    (customer,) = documents(fresh_engine, "customers").values()
    assert customer["contact"] == {"city": "York"}
    undo(fresh_engine, LOCAL, report.load_id)
    after = snapshot(fresh_engine)
    assert {k: v for k, v in after.items() if not k.startswith("agents")} == {
        k: v for k, v in before.items() if not k.startswith("agents")
    }


def test_a_conversation_without_campaign_is_customer_service_and_users_fields_stay_with_their_campaign(fresh_engine):
    load_lines(fresh_engine, [conversation("s1", customer={"external_id": "1", "Shoe size": 41})])
    load_rows(fresh_engine, "Spring", [{"Customer ID": "1", "Tariff": "007"}])
    load_rows(fresh_engine, "Autumn", [{"Customer ID": "1", "Tariff": "NA"}])
    (customer,) = documents(fresh_engine, "customers").values()
    told = {p["campaign"]: p.get("fields", {}) for p in customer["participations"]}
    assert told == {"Spring": {"tariff": "007"}, "Autumn": {"tariff": "NA"}, "Customer Service": {}}
    assert customer["fields"] == {"shoe_size": "41"}
    assert customer["communications"] == 1


def test_only_those_who_may_undo_undo(fresh_engine):
    report = load_lines(fresh_engine, [conversation("s1")])
    with pytest.raises(Forbidden):
        undo(fresh_engine, Principal("eve", Role.EDITOR), report.load_id)
    with pytest.raises(NotFound):
        undo(fresh_engine, LOCAL, "nothing")
    assert len(documents(fresh_engine, "sessions")) == 1


def test_a_dry_run_counts_but_writes_nothing(fresh_engine):
    lines = [conversation("s1"), conversation("s1"), conversation("s2", customer={"phone": "12"})]
    report = load_lines(fresh_engine, lines, dry_run=True)
    assert (report.read, report.created, report.rejected) == (3, 1, 1)
    rows = [{"Customer ID": "1"}, {"Customer ID": "1"}]
    assert load_rows(fresh_engine, "Spring", rows, dry_run=True).created == 1
    for name in ("sessions", "messages", "customers", "identities", "records", "loads", "campaigns"):
        assert documents(fresh_engine, name) == {}, name
