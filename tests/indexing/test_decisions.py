"""Decisions by people: they hold for every later load, and undoing a merge gives back exactly what was."""

import itertools

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import Forbidden, NotFound, WrongInput
from domain.identity import Key
from indexing.decisions import keep_apart, merge_customers, settle_conflict, undo_decision
from indexing.merging import preview_merge
from indexing.undo import undo
from search.profile import get_profile
from tests.loaders.support import conversation, documents, load_lines, load_rows, snapshot

ANN = {"Customer ID": "1", "Name": "Ann Bo", "E-mail": "ann@example.org", "City": "Leeds"}
ANNA = {"Phone": "+447700900111", "E-mail": "anna@example.org", "Name": "Anna Clay", "City": "York", "Company": "Acme"}
SHARED = "+447700900333"
_CLOCK = {"folded_at"}


def load_both(engine):
    load_rows(engine, "one", [ANN], "ann.csv")
    load_rows(engine, "two", [ANNA], "anna.csv")
    load_lines(engine, [conversation("s1", customer={"external_id": "1"})], "s1.jsonl")
    load_lines(engine, [conversation("s2", customer={"phone": "+447700900111", "name": "Anna Clay"})], "s2.jsonl")


def whole(engine, *names):
    """Everything of these indexes but clocks."""
    return {
        (name, id): {key: value for key, value in source.items() if key not in _CLOCK}
        for name in names
        for id, source in documents(engine, name).items()
    }


def named(engine, name):
    return next(id for id, c in documents(engine, "customers").items() if c.get("name") == name)


CARRIERS = ("customers", "records", "sessions", "messages")


def test_undoing_a_merge_gives_back_exactly_both(fresh_engine):
    load_both(fresh_engine)
    before = whole(fresh_engine, *CARRIERS)
    ann, anna = named(fresh_engine, "Ann Bo"), named(fresh_engine, "Anna Clay")
    decision = merge_customers(fresh_engine, LOCAL, anna, ann, "same voice")
    ((survivor, merged),) = documents(fresh_engine, "customers").items()
    assert survivor == anna
    assert merged["absorbed_ids"] == [ann]
    assert [p["campaign"] for p in merged["participations"]] == ["Customer Service", "one", "two"]
    assert merged["communications"] == 2
    assert get_profile(fresh_engine, LOCAL, ann).customer_id == anna
    for name in ("sessions", "messages", "records"):
        assert {d["customer_id"] for d in documents(fresh_engine, name).values()} == {anna}
    undo_decision(fresh_engine, LOCAL, decision)
    assert whole(fresh_engine, *CARRIERS) == before
    with pytest.raises(NotFound):
        undo_decision(fresh_engine, LOCAL, decision)


def test_what_came_meanwhile_stays_with_whose_identity_it_came_under(fresh_engine):
    load_both(fresh_engine)
    ann, anna = named(fresh_engine, "Ann Bo"), named(fresh_engine, "Anna Clay")
    decision = merge_customers(fresh_engine, LOCAL, anna, ann)
    load_lines(fresh_engine, [conversation("s3", customer={"external_id": "1"})], "s3.jsonl")
    load_lines(fresh_engine, [conversation("s4", customer={"phone": "+447700900111"})], "s4.jsonl")
    assert {d["customer_id"] for d in documents(fresh_engine, "sessions").values()} == {anna}
    undo_decision(fresh_engine, LOCAL, decision)
    whose = {id: d["customer_id"] for id, d in documents(fresh_engine, "sessions").items()}
    assert whose == {"s1": ann, "s2": anna, "s3": ann, "s4": anna}


def test_merges_of_merges_are_undone_in_any_order(fresh_engine):
    for number in range(3):
        load_rows(fresh_engine, "c", [{"Customer ID": str(number), "Name": f"Ann {number}"}], f"{number}.csv")
    before = whole(fresh_engine, *CARRIERS)
    a, b, c = (named(fresh_engine, f"Ann {number}") for number in range(3))
    for first_undone in (0, 1):
        decisions = [merge_customers(fresh_engine, LOCAL, b, a), merge_customers(fresh_engine, LOCAL, c, b)]
        assert list(documents(fresh_engine, "customers")) == [c]
        for decision in (decisions[first_undone], decisions[1 - first_undone]):
            undo_decision(fresh_engine, LOCAL, decision)
        assert whole(fresh_engine, *CARRIERS) == before


def test_a_merge_holds_together_what_the_rules_would_take_apart(fresh_engine):
    # Two rows are one by e-mail; merged with somebody who has another ID where the second row has one.
    load_rows(fresh_engine, "c", [{"Customer ID": "1", "E-mail": "a@example.org"}], "1.csv", namespace="shop")
    load_rows(fresh_engine, "c", [{"Customer ID": "2", "E-mail": "a@example.org"}], "2.csv", namespace="crm")
    load_rows(fresh_engine, "c", [{"Customer ID": "3", "Name": "Ann"}], "3.csv", namespace="crm")
    ann = named(fresh_engine, "Ann")
    (other,) = set(documents(fresh_engine, "customers")) - {ann}
    merge_customers(fresh_engine, LOCAL, ann, other)
    ((only, document),) = documents(fresh_engine, "customers").items()
    assert only == ann
    assert sorted(document["external_ids"]) == ["crm:2", "crm:3", "shop:1"]


def test_kept_apart_stay_apart_whatever_joins_them(fresh_engine):
    load_both(fresh_engine)
    ann, anna = named(fresh_engine, "Ann Bo"), named(fresh_engine, "Anna Clay")
    decision = keep_apart(fresh_engine, LOCAL, ann, anna)
    assert keep_apart(fresh_engine, LOCAL, anna, ann) == decision
    load_rows(fresh_engine, "three", [{**ANN, "E-mail": "anna@example.org"}], "joins.csv")
    assert set(documents(fresh_engine, "customers")) == {ann, anna}
    undo_decision(fresh_engine, LOCAL, decision)
    assert len(documents(fresh_engine, "customers")) == 1


def conflict_of(engine):
    clusters = {id: d for id, d in documents(engine, "identities").items() if d["type"] == "cluster"}
    return [
        (id, cluster["body"]["conflicts"][0], cluster["conflict_count"])
        for id, cluster in clusters.items()
        if cluster["body"]["conflicts"]
    ]


FAMILY = [
    {"Customer ID": "1", "Phone": SHARED, "Name": "Ivo Ban"},
    {"Customer ID": "2", "Phone": SHARED, "Name": "Nadia Ban"},
]
AGAIN = [{"Phone": SHARED, "Name": "Ivo"}, {"Customer ID": "2", "E-mail": "n@example.org", "Phone": SHARED}]


@pytest.mark.parametrize(("same", "customers"), [(True, 1), (False, 2)])
def test_a_settled_conflict_holds_for_later_loads_in_any_order(engines, same, customers):
    key_id = Key("phone", "", SHARED).id
    found = []
    for order in itertools.permutations(AGAIN):
        engine = engines()
        load_rows(engine, "c", FAMILY, "family.csv")
        ((cluster_id, conflict, open_ones),) = conflict_of(engine)
        assert (conflict["settled"], open_ones) == (False, 1)
        settle_conflict(engine, LOCAL, cluster_id, key_id, same)
        for number, row in enumerate(order):
            report = load_rows(engine, "d", [row], f"{number}.csv")
            assert report.conflicts == 0
        assert len(documents(engine, "customers")) == customers
        assert [(c["settled"], count) for _, c, count in conflict_of(engine)] == ([] if same else [(True, 0)])
        found.append({name: snapshot(engine)[name] for name in ("groups", "conflicts")})
        if same:
            with pytest.raises(NotFound):
                settle_conflict(engine, LOCAL, cluster_id, key_id, same)
    assert found[0] == found[1]


def test_a_merge_outlives_the_undoing_of_a_load(fresh_engine):
    load_both(fresh_engine)
    ann, anna = named(fresh_engine, "Ann Bo"), named(fresh_engine, "Anna Clay")
    decision = merge_customers(fresh_engine, LOCAL, ann, anna)
    loads = {d["file_name"]: id for id, d in documents(fresh_engine, "loads").items() if d["type"] == "load"}
    for file_name in ("anna.csv", "s2.jsonl"):
        undo(fresh_engine, LOCAL, loads[file_name])
    assert documents(fresh_engine, "customers")[ann].get("company") is None
    load_rows(fresh_engine, "two", [ANNA], "anna again.csv")
    assert list(documents(fresh_engine, "customers")) == [ann]
    undo_decision(fresh_engine, LOCAL, decision)
    assert set(documents(fresh_engine, "customers")) == {ann, anna}


def test_a_preview_says_what_a_merge_would_make(fresh_engine):
    load_both(fresh_engine)
    ann, anna = named(fresh_engine, "Ann Bo"), named(fresh_engine, "Anna Clay")
    preview = preview_merge(fresh_engine, LOCAL, (ann, anna))
    assert (preview.documents[0]["contact"], preview.documents[1]["contact"]["city"]) == ({"city": "Leeds"}, "York")
    merge_customers(fresh_engine, LOCAL, ann, anna)
    (merged,) = documents(fresh_engine, "customers").values()
    for field in ("name", "phones", "emails", "external_ids", "contact", "communications"):
        assert preview.merged[field] == merged[field], field
    assert preview.others == ()


def test_whom_a_merge_takes_in_by_the_rules_is_foretold_and_given_back(fresh_engine):
    # A third who shares the phone of one and the name of the other: what spoke against it goes with the merge.
    load_rows(fresh_engine, "c", [{"E-mail": "b@example.org", "Phone": SHARED, "Name": "Ivo"}], "b.csv")
    load_rows(fresh_engine, "c", [{"Customer ID": "1", "Name": "Nadia"}], "a.csv")
    load_rows(fresh_engine, "c", [{"Phone": SHARED, "Name": "Nadia"}], "c.csv")
    before = whole(fresh_engine, *CARRIERS)
    ivo = named(fresh_engine, "Ivo")
    nadia = next(id for id, c in documents(fresh_engine, "customers").items() if c.get("external_ids"))
    (third,) = set(documents(fresh_engine, "customers")) - {ivo, nadia}
    assert preview_merge(fresh_engine, LOCAL, (ivo, nadia)).others == (third,)
    decision = merge_customers(fresh_engine, LOCAL, ivo, nadia)
    assert list(documents(fresh_engine, "customers")) == [ivo]
    undo_decision(fresh_engine, LOCAL, decision)
    assert whole(fresh_engine, *CARRIERS) == before


def test_who_may_and_what_is_noted(fresh_engine):
    load_both(fresh_engine)
    ann, anna = named(fresh_engine, "Ann Bo"), named(fresh_engine, "Anna Clay")
    editor = Principal("eva", Role.EDITOR)
    for act in (
        lambda: merge_customers(fresh_engine, editor, ann, anna),
        lambda: keep_apart(fresh_engine, editor, ann, anna),
        lambda: settle_conflict(fresh_engine, editor, "cluster:x", "key:x", True),
        lambda: undo_decision(fresh_engine, editor, "d"),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(WrongInput):
        merge_customers(fresh_engine, LOCAL, ann, ann)
    with pytest.raises(NotFound):
        merge_customers(fresh_engine, LOCAL, ann, "nobody")
    boss = Principal("sue", Role.SUPERVISOR)
    decision = merge_customers(fresh_engine, boss, ann, anna)
    undo_decision(fresh_engine, boss, decision)
    noted = documents(fresh_engine, "audit").values()
    assert sorted((n["action"], n["customer_id"]) for n in noted if n["by"] == "sue") == sorted(
        (action, id) for action in ("merge", "unmerge") for id in (ann, anna)
    )
    assert all("Ann" not in str(n) for n in noted)
