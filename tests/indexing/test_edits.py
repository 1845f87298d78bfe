"""Editing by hand: what is typed wins until it is released, nobody's change is overwritten unseen, and the audit log
tells of it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import AlreadyThere, Forbidden, NotFound, Stale, WrongInput
from indexing import participations, versions
from indexing.anchors import identities_of
from indexing.decisions import merge_customers, undo_decision
from indexing.deletion import delete_customers
from indexing.edit_moves import keep_edits
from indexing.edit_store import holding
from indexing.edits import FieldChange, add_customer, edit_customer, release_value, set_participation
from indexing.scan import refresh, scan
from indexing.undo import undo
from search.linked import linked
from search.similar import similar_customers
from tests.loaders.support import conversation, documents, load_lines, load_rows

ANN, BEN = Principal("ann", Role.EDITOR), Principal("ben", Role.EDITOR)
ROW = {"customer id": "1", "name": "Nora Grant", "phone": "+447700900101", "city": "Leeds", "status": "pending"}


def only_customer(engine):
    [(id, document)] = documents(engine, "customers").items()
    return id, document


def audit_entries(engine):
    refresh(engine, "audit")
    return [hit["_source"] for hit in scan(engine, "audit", {"term": {"what": "customer"}}, "at")]


def city(before, after):
    return FieldChange("contact.city", (before,) if before else (), (after,) if after else ())


def test_a_manual_value_wins_over_later_uploads_until_it_is_released(fresh_engine):
    load_rows(fresh_engine, "Spring", [ROW])
    id, _ = only_customer(fresh_engine)
    edit_customer(fresh_engine, ANN, id, [city("Leeds", "York"), FieldChange("name", ("Nora Grant",), ("Nora Gray",))])
    load_rows(fresh_engine, "Summer", [ROW | {"city": "Hull"}], "later.csv")
    _, document = only_customer(fresh_engine)
    assert (document["contact"]["city"], document["name"]) == ("York", "Nora Gray")
    told = [(s["value"], s["kind"], s["name"]) for s in document["provenance"]["contact.city"]]
    assert told == [("York", "manual", "ann"), ("Hull", "upload", "later.csv"), ("Leeds", "upload", "upload.csv")]
    release_value(fresh_engine, BEN, id, "contact.city")
    _, document = only_customer(fresh_engine)
    assert (document["contact"]["city"], document["name"]) == ("Hull", "Nora Gray")
    assert [(e["by"], e["action"], e["details"]) for e in audit_entries(fresh_engine)] == [
        (
            "ann",
            "edit",
            {
                "contact.city": {"before": ["Leeds"], "after": ["York"]},
                "name": {"before": ["Nora Grant"], "after": ["Nora Gray"]},
            },
        ),
        ("ben", "release", {"contact.city": {"before": ["York"]}}),
    ]


def test_emptied_by_hand_is_empty_although_sources_say_something(fresh_engine):
    load_rows(fresh_engine, "Spring", [ROW])
    id, _ = only_customer(fresh_engine)
    edit_customer(fresh_engine, ANN, id, [city("Leeds", "")])
    _, document = only_customer(fresh_engine)
    assert "contact" not in document
    assert [s["value"] for s in document["provenance"]["contact.city"]] == ["", "Leeds"]
    edit_customer(fresh_engine, ANN, id, [city("", "York")])
    edit_customer(fresh_engine, BEN, id, [city("York", "Bath")])
    _, document = only_customer(fresh_engine)
    told = [(s["value"], s["name"]) for s in document["provenance"]["contact.city"]]
    assert told == [("Bath", "ben"), ("York", "ann"), ("", "ann"), ("Leeds", "upload.csv")]
    release_value(fresh_engine, ANN, id, "contact.city")
    assert only_customer(fresh_engine)[1]["contact"] == {"city": "Leeds"}
    with pytest.raises(NotFound):
        release_value(fresh_engine, ANN, id, "contact.city")


def test_who_comes_second_is_told_and_nothing_of_theirs_is_written(fresh_engine):
    load_rows(fresh_engine, "Spring", [ROW])
    id, _ = only_customer(fresh_engine)
    edit_customer(fresh_engine, ANN, id, [city("Leeds", "York")])
    with pytest.raises(Stale) as stale:
        edit_customer(fresh_engine, BEN, id, [city("Leeds", "Hull"), FieldChange("name", ("Nora Grant",), ("N. G.",))])
    assert stale.value.differences == {"contact.city": (("Leeds",), ("York",))}
    _, document = only_customer(fresh_engine)
    assert (document["name"], document["contact"]["city"]) == ("Nora Grant", "York")
    edit_customer(fresh_engine, BEN, id, [city("Leeds", "York")])  # both meant the same
    assert [e["by"] for e in audit_entries(fresh_engine)] == ["ann"]


def test_of_several_at_once_one_is_heard_and_the_others_are_told(fresh_engine):
    load_rows(fresh_engine, "Spring", [ROW])
    id, _ = only_customer(fresh_engine)

    def tries(name):
        try:
            edit_customer(fresh_engine, Principal(name, Role.EDITOR), id, [city("Leeds", name)])
        except Stale as stale:
            [(seen, there)] = stale.differences.values()
            return (seen, there)
        return name

    with ThreadPoolExecutor(4) as together:
        outcomes = list(together.map(tries, ["ann", "ben", "cat", "dan"]))
    [heard] = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert [o for o in outcomes if o != heard] == [(("Leeds",), (heard,))] * 3
    _, document = only_customer(fresh_engine)
    assert [(s["value"], s["name"]) for s in document["provenance"]["contact.city"]] == [
        (heard, heard),
        ("Leeds", "upload.csv"),
    ]


def test_a_new_field_of_their_own_is_known_from_then_on(fresh_engine):
    load_rows(fresh_engine, "Spring", [ROW])
    id, _ = only_customer(fresh_engine)
    edit_customer(fresh_engine, ANN, id, [FieldChange("fields.Favourite colour", (), ("red",))])
    assert only_customer(fresh_engine)[1]["fields"] == {"favourite_colour": "red"}
    assert documents(fresh_engine, "fields")["contact:favourite_colour"]["title"] == "Favourite colour"
    edit_customer(fresh_engine, ANN, id, [FieldChange("fields.favourite_colour", ("red",), ("blue",))])
    assert only_customer(fresh_engine)[1]["fields"] == {"favourite_colour": "blue"}
    assert documents(fresh_engine, "fields")["contact:favourite_colour"]["title"] == "Favourite colour"


def test_who_is_added_by_hand_and_comes_by_a_load_later_is_one(fresh_engine, settings):
    versions.ensure(fresh_engine, settings.language)
    values = {"name": ("Nora Grant",), "phones": ("07700 900101",), "contact.city": ("York",), "emails": ("",)}
    id = add_customer(fresh_engine, ANN, values, "GB")
    assert only_customer(fresh_engine)[0] == id
    with pytest.raises(AlreadyThere) as there:
        add_customer(fresh_engine, BEN, {"name": ("Other",), "phones": ("+44 7700 900101",)})
    assert there.value.customer_id == id
    load_rows(fresh_engine, "Spring", [ROW])
    same, document = only_customer(fresh_engine)
    assert same == id
    assert (document["phones"], document["external_ids"]) == (["+447700900101"], ["1"])
    assert document["contact"]["city"] == "York"
    assert document["provenance"]["phones"][0]["name"] == "ann"
    with pytest.raises(WrongInput, match="phone, an e-mail address or a customer ID"):
        add_customer(fresh_engine, ANN, {"name": ("Nobody",)})


def test_undoing_a_load_that_said_the_same_leaves_who_was_added_by_hand(fresh_engine, settings):
    versions.ensure(fresh_engine, settings.language)
    id = add_customer(fresh_engine, ANN, {"phones": ("+447700900101",)})
    load_rows(fresh_engine, "Spring", [ROW])
    report = load_rows(fresh_engine, "Summer", [{"phone": "+447700900101"}], "b.csv")
    undo(fresh_engine, LOCAL, report.load_id)
    load_rows(fresh_engine, "Spring", [ROW | {"phone": ""}], "c.csv")
    found = documents(fresh_engine, "customers")
    assert {d.get("name"): d.get("phones") for d in found.values()} == {None: ["+447700900101"], "Nora Grant": None}
    assert found[id]["phones"] == ["+447700900101"]
    with pytest.raises(AlreadyThere):
        add_customer(fresh_engine, ANN, {"phones": ("+447700900101",)})


def test_on_an_empty_node_the_first_write_makes_the_indexes_and_no_other(fresh_engine):
    with pytest.raises(NotFound):
        edit_customer(fresh_engine, ANN, "nobody", [city("", "York")])
    assert versions.current_indices(fresh_engine) == {}
    assert fresh_engine.client.indices.get(index=f"{fresh_engine.prefix}-*") == {}
    assert set_participation(fresh_engine, ANN, ["nobody"], "Spring").missing == 1
    id = add_customer(fresh_engine, ANN, {"phones": ("+447700900101",)})
    assert only_customer(fresh_engine)[0] == id
    aliases = versions.current_indices(fresh_engine)
    assert all(name.rpartition("-v")[0] == alias for alias, name in aliases.items())
    assert set(fresh_engine.client.indices.get(index=f"{fresh_engine.prefix}-*")) == set(aliases.values())


def test_participations_by_hand(fresh_engine):
    load_rows(fresh_engine, "Spring", [ROW, {"customer id": "2", "status": "active"}])
    load_lines(fresh_engine, [conversation("s1", customer={"external_id": "3"})])
    ids = {d["external_ids"][0]: id for id, d in documents(fresh_engine, "customers").items()}
    done = set_participation(fresh_engine, ANN, ids.values(), "Spring", status="done")
    assert (done.changed, done.unchanged) == (3, 0)
    done = set_participation(fresh_engine, ANN, [*ids.values(), "nobody"], "spring ", status="done")
    assert (done.changed, done.unchanged, done.missing) == (0, 3, 1)
    set_participation(fresh_engine, ANN, [ids["1"]], "Autumn", stage="called")
    load_rows(fresh_engine, "Spring", [ROW | {"status": "failed"}], "later.csv")
    found = {id: d["participations"] for id, d in documents(fresh_engine, "customers").items()}
    assert [(p["campaign"], p.get("status"), p.get("stage"), "loaded_at" in p) for p in found[ids["1"]]] == [
        ("Autumn", None, "called", True),
        ("Spring", "done", None, False),
    ]
    assert [(p["campaign"], p["uploaded"], "loaded_at" in p) for p in found[ids["3"]]] == [
        ("Customer Service", False, False),
        ("Spring", True, True),
    ]


def test_what_is_linked_and_who_is_alike(fresh_engine):
    load_rows(fresh_engine, "Spring", [ROW])
    load_lines(fresh_engine, [conversation("s1"), conversation("s2", campaign="Summer")])
    id, _ = only_customer(fresh_engine)
    counts = linked(fresh_engine, LOCAL, id)
    assert (counts.communications, counts.messages, counts.logs, counts.campaigns) == (2, 2, 2, 3)
    for values, why in (
        ({"phones": ("07700 900101",)}, "same phone"),
        ({"phones": ("7700 9001",)}, "similar phone"),
        ({"phones": ("07700 9001",)}, "similar phone"),
        ({"phones": ("07700 900101", "1234567")}, "same phone"),
        ({"external_ids": ("1",), "name": ("nora",)}, "same customer ID, similar name"),
        ({"name": ("Nora Grnat",)}, "similar name"),
        ({"name": ("grant",), "emails": ("x@y.test",)}, "similar name"),
    ):
        [found] = similar_customers(fresh_engine, LOCAL, values, "GB")
        assert (found.customer_id, found.name, found.why) == (id, "Nora Grant", why)
    assert similar_customers(fresh_engine, LOCAL, {"name": ("Peter",), "phones": ("1",)}) == ()
    assert similar_customers(fresh_engine, LOCAL, {"name": (" ",)}) == ()


def test_viewers_may_not(fresh_engine):
    eve = Principal("eve", Role.VIEWER)
    for forbidden in (
        lambda: edit_customer(fresh_engine, eve, "x", []),
        lambda: release_value(fresh_engine, eve, "x", "name"),
        lambda: add_customer(fresh_engine, eve, {}),
        lambda: set_participation(fresh_engine, eve, [], "Spring"),
    ):
        with pytest.raises(Forbidden):
            forbidden()


def test_undoing_the_only_load_keeps_what_was_said_by_hand(fresh_engine):
    report = load_rows(fresh_engine, "Spring", [ROW, {"customer id": "2", "city": "Bath"}])
    ids = {d["external_ids"][0]: id for id, d in documents(fresh_engine, "customers").items()}
    edit_customer(fresh_engine, ANN, ids["1"], [city("Leeds", "York")])
    undo(fresh_engine, LOCAL, report.load_id)
    id, document = only_customer(fresh_engine)
    assert (id, document["contact"]) == (ids["1"], {"city": "York"})
    assert (document["phones"], document["external_ids"]) == (["+447700900101"], ["1"])
    assert "name" not in document
    load_rows(fresh_engine, "Spring", [ROW])
    id, document = only_customer(fresh_engine)
    assert (id, document["contact"], document["name"]) == (ids["1"], {"city": "York"}, "Nora Grant")
    release_value(fresh_engine, ANN, id, "contact.city")
    assert only_customer(fresh_engine)[1]["contact"] == {"city": "Leeds"}


def test_what_hangs_on_a_statement_that_a_newer_load_replaces_stays_and_the_old_phone_goes(fresh_engine):
    load_rows(fresh_engine, "Spring", [ROW])
    id, _ = only_customer(fresh_engine)
    edit_customer(fresh_engine, ANN, id, [city("Leeds", "York")])
    load_rows(fresh_engine, "Spring", [ROW | {"phone": "+447700900202"}], "later.csv")
    same, document = only_customer(fresh_engine)
    assert (same, document["phones"], document["contact"]) == (id, ["+447700900202"], {"city": "York"})
    edit_customer(fresh_engine, ANN, id, [city("York", "Hull")])
    edits = [r for r in documents(fresh_engine, "records").values() if r["kind"] == "edit"]
    assert [r["values"]["texts"] for r in edits] == [["Hull"]]


def test_manual_values_go_along_with_joins_and_splits(fresh_engine):
    load_rows(fresh_engine, "Spring", [{"email": "a@x.test", "name": "Ann", "city": "Leeds"}])
    load_rows(fresh_engine, "Summer", [{"phone": "+447700900101", "name": "Ann", "city": "Hull"}], "b.csv")
    ids = {d["contact"]["city"]: id for id, d in documents(fresh_engine, "customers").items()}
    edit_customer(fresh_engine, ANN, ids["Leeds"], [FieldChange("contact.company", (), ("Acme",))])
    edit_customer(fresh_engine, BEN, ids["Hull"], [FieldChange("contact.job_title", (), ("Baker",))])
    bridge = {"email": "a@x.test", "phone": "+447700900101", "name": "Ann"}
    report = load_rows(fresh_engine, "Autumn", [bridge], "c.csv")
    joined, document = only_customer(fresh_engine)
    assert document["contact"] | {"city": ""} == {"company": "Acme", "job_title": "Baker", "city": ""}
    edit_customer(fresh_engine, ANN, joined, [FieldChange("contact.company", ("Acme",), ("Beta",))])
    undo(fresh_engine, LOCAL, report.load_id)
    found = documents(fresh_engine, "customers")
    assert found[ids["Leeds"]]["contact"] == {"city": "Leeds", "company": "Beta"}
    assert found[ids["Hull"]]["contact"] == {"city": "Hull", "job_title": "Baker"}


def test_what_is_said_of_merged_customers_stays_with_the_survivor_when_the_merge_is_undone(fresh_engine):
    load_rows(fresh_engine, "Spring", [{"email": "a@x.test", "name": "Ann"}, {"phone": "+447700900101", "name": "Bob"}])
    ids = {d["name"]: id for id, d in documents(fresh_engine, "customers").items()}
    decision = merge_customers(fresh_engine, LOCAL, ids["Bob"], ids["Ann"])
    assert identities_of(fresh_engine, ids["Bob"])[0].identity.phones == ("+447700900101",)
    edit_customer(fresh_engine, ANN, ids["Bob"], [city("", "York")])
    undo_decision(fresh_engine, LOCAL, decision)
    found = documents(fresh_engine, "customers")
    assert (found[ids["Bob"]].get("contact"), found[ids["Ann"]].get("contact")) == ({"city": "York"}, None)


def test_of_two_who_add_the_same_person_at_once_one_is_told(fresh_engine, settings):
    versions.ensure(fresh_engine, settings.language)

    def tries(name):
        try:
            return name, add_customer(fresh_engine, ANN, {"name": (name,), "phones": ("+447700900101",)})
        except AlreadyThere as there:
            return None, there.customer_id

    with ThreadPoolExecutor(2) as together:
        outcomes = list(together.map(tries, ["Nora", "Nora"]))
    id, document = only_customer(fresh_engine)
    assert sorted(outcomes, key=str) == [("Nora", id), (None, id)]
    assert [s["name"] for s in document["provenance"]["name"]] == ["ann"]


def test_who_is_deleted_while_a_bulk_change_begins_is_counted_as_missing(fresh_engine, monkeypatch):
    load_rows(fresh_engine, "Spring", [ROW, {"customer id": "2", "name": "Bob"}])
    ids = {d["name"]: id for id, d in documents(fresh_engine, "customers").items()}

    @contextmanager
    def after_the_deletion(engine):
        delete_customers(engine, LOCAL, [ids["Bob"]])
        with holding(engine) as lock:
            yield lock

    monkeypatch.setattr(participations, "holding", after_the_deletion)
    done = set_participation(fresh_engine, ANN, ids.values(), "Summer", status="done")
    assert (done.changed, done.unchanged, done.missing) == (1, 0, 1)


def test_edits_of_very_many_identities_stay_with_one_that_remains(fresh_engine):
    rows = [{"email": "a@x.test", "name": "Ann"}, {"email": "a@x.test", "phone": "+447700900101", "name": "Ann"}]
    load_rows(fresh_engine, "Spring", rows[:1])
    load_rows(fresh_engine, "Summer", rows[1:], "b.csv")
    id, _ = only_customer(fresh_engine)
    edit_customer(fresh_engine, ANN, id, [city("", "York")])
    [edit] = [r for r in documents(fresh_engine, "records").values() if r["kind"] == "edit"]
    limit = {"index": {"max_terms_count": 1000}}  # of the engine's 65,536, so that few are enough
    fresh_engine.client.indices.put_settings(index=fresh_engine.alias("records"), body=limit)
    others = {f"{n:04}" for n in range(1500)}
    assert keep_edits(fresh_engine, {edit["origin_id"][0], *others}) == set()
    [moved] = [r for r in documents(fresh_engine, "records").values() if r["kind"] == "edit"]
    [left] = moved["origin_id"]
    assert left != edit["origin_id"][0]
    assert keep_edits(fresh_engine, {left, edit["origin_id"][0], *others}) != set()
