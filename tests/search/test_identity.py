"""Why a key is theirs, what was decided, what is contested, and who may be somebody twice."""

import pytest

from domain.access import LOCAL
from domain.errors import NotFound
from indexing import bulk
from indexing.decisions import keep_apart, merge_customers, settle_conflict
from indexing.edits import FieldChange, edit_customer
from indexing.scan import refresh
from indexing.versions import ensure
from search.brief import Brief
from search.duplicates import duplicates_of, possible_duplicates
from search.identity import apart, conflicts, decisions_of, keys_of
from search.likeness import weigh
from tests.loaders.support import conversation, documents, load_lines, load_rows

SHARED = "+447700900333"
PEOPLE = [
    {"Customer ID": "1", "Name": "Zoë Marsh", "Birth date": "1990-05-01", "Phone": "+447700900111"},
    {"Customer ID": "2", "Name": "ZOE MARSH", "Birth date": "1990-05-01", "Street": "1 Mill Lane"},
    {"Customer ID": "3", "Name": "Jon Reed", "E-mail": "jonathan.reed@work.example"},
    {"Customer ID": "4", "Name": "John Reed", "E-mail": "jonathan.reed@home.example"},
    {"Customer ID": "5", "Name": "Ivo Ban", "Phone": SHARED},
    {"Customer ID": "6", "Name": "Nadia Quist", "Phone": SHARED},
    {"Customer ID": "7", "Name": "Ivo Bann", "Phone": SHARED},
    {"Customer ID": "8", "Name": "Zoë Marsh", "Birth date": "1961-02-03"},
    {"Customer ID": "9", "Name": "Mia Holt", "Street": "9 High Street", "Postcode": "YO1 7AA"},
    {"Customer ID": "10", "Name": "Mia Holte", "Street": "9 high street", "Postcode": "YO1 7AA"},
]


@pytest.fixture
def people(fresh_engine):
    load_rows(fresh_engine, "c", PEOPLE, "people.csv")
    return fresh_engine


def by_number(engine):
    return {c["external_ids"][0]: id for id, c in documents(engine, "customers").items()}


def shown(pairs):
    return {frozenset(e for p in (pair.one, pair.other) for e in p.external_ids): pair for pair in pairs}


def test_possible_duplicates_are_found_by_the_engine_ranked_with_the_reason(people):
    page = possible_duplicates(people, LOCAL)
    found = shown(page.pairs)
    assert set(found) == {frozenset(pair) for pair in (("1", "2"), ("3", "4"), ("5", "7"), ("9", "10"))}
    assert (page.total, page.exact) == (4, True)
    scores = [pair.score for pair in page.pairs]
    assert scores == sorted(scores, reverse=True)
    assert page.pairs[0] == found[frozenset(("1", "2"))]
    assert page.pairs[0].reasons == ("same name and birth date",)
    assert found[frozenset(("3", "4"))].reasons == ("e-mail addresses that begin alike, similar names",)
    assert found[frozenset(("5", "7"))].reasons == ("one phone is claimed by both, similar names",)
    assert found[frozenset(("9", "10"))].reasons == ("same address, similar names",)


def born(name, year, number):
    return {"Customer ID": f"{name}-{number}", "Name": f"{name} Marsh", "Birth date": f"{year}-05-01"}


def test_only_those_who_share_all_of_a_value_are_read(fresh_engine, monkeypatch):
    crossed = [born("Zoe", 1961, 0), born("Ida", 1990, 0)]
    load_rows(fresh_engine, "c", [*crossed, *(born(*who, n) for who in (("Zoe", 1990), ("Ida", 1961)) for n in (1, 2))])
    monkeypatch.setattr("search.duplicates._MOST_READ", 4)
    pairs = {frozenset(("Zoe-1", "Zoe-2")), frozenset(("Ida-1", "Ida-2"))}
    for most_clauses in (1000, 2):  # in one question, in two
        monkeypatch.setattr("search.duplicates._MOST_CLAUSES", most_clauses)
        page = possible_duplicates(fresh_engine, LOCAL)
        assert (set(shown(page.pairs)), page.exact) == (pairs, True)
    monkeypatch.setattr("search.duplicates._MOST_READ", 1)
    assert not possible_duplicates(fresh_engine, LOCAL).exact


def test_as_many_values_as_are_looked_at_make_no_query_too_large(fresh_engine):
    ensure(fresh_engine, "english")
    people = [
        {"customer_id": f"{n}-{m}", "name": f"Ann {n}", "contact": {"birth_date": "1990-05-01"}}
        for n in range(1000)
        for m in range(2)
    ]
    alias = fresh_engine.alias("customers")
    bulk.send_all(fresh_engine, [bulk.create(alias, str(person["customer_id"]), person) for person in people])
    refresh(fresh_engine, "customers")
    assert possible_duplicates(fresh_engine, LOCAL).total == 1000


def test_a_pair_kept_apart_is_not_proposed_again_and_a_merged_one_neither(people):
    ids = by_number(people)
    keep_apart(people, LOCAL, ids["1"], ids["2"])
    merge_customers(people, LOCAL, ids["3"], ids["4"])
    assert set(shown(possible_duplicates(people, LOCAL).pairs)) == {frozenset(("5", "7")), frozenset(("9", "10"))}
    assert duplicates_of(people, LOCAL, ids["1"]) == ()
    (pair,) = duplicates_of(people, LOCAL, ids["7"])
    assert (pair.one.customer_id, pair.other.customer_id) == (ids["7"], ids["5"])


def test_every_pair_kept_apart_is_known_however_many_there_are(people, monkeypatch):
    ids = by_number(people)
    pairs = [(ids[one], ids[other]) for one, other in (("1", "2"), ("3", "4"), ("9", "10"))]
    for one, other in pairs:
        keep_apart(people, LOCAL, one, other)
    monkeypatch.setattr("search.ask.MAX_WINDOW", 1)
    for name in ("_BATCH", "_AT_ONCE"):  # clusters in several answers, customers in several questions
        with monkeypatch.context() as small:
            small.setattr(f"search.identity.{name}", 1)
            assert apart(people, LOCAL, list(ids.values())) == {frozenset(pair) for pair in pairs}
    assert apart(people, LOCAL, [*pairs[0], pairs[1][0]]) == {frozenset(pairs[0])}


def test_conflicts_name_who_claims_what_until_they_are_settled(people):
    ids = by_number(people)
    page = conflicts(people, LOCAL)
    (conflict,) = page.conflicts
    assert (page.total, page.has_more) == (1, False)
    assert (conflict.kind, conflict.value, conflict.reason) == ("phone", SHARED, "different customer IDs")
    assert {c.customer_id for c in conflict.customers} == {ids["5"], ids["6"], ids["7"]}
    settle_conflict(people, LOCAL, conflict.cluster_id, conflict.key_id, same=False)
    assert conflicts(people, LOCAL) == type(page)(0, (), False)
    assert len(decisions_of(people, LOCAL)) == 1


def test_why_each_key_is_theirs(people):
    line = {"external_id": "1", "phone": "+447700900111"}
    load_lines(people, [conversation(f"s{n}", customer=line) for n in range(3)], "log.jsonl")
    ids = by_number(people)
    external, phone = keys_of(people, LOCAL, ids["1"])
    assert (external.kind, external.value, external.statements) == ("external_id", "1", 4)
    assert {(s.kind, s.name) for s in phone.stated} == {
        ("upload", "people.csv"),
        *(("conversation", f"s{n}") for n in range(3)),
    }
    assert all(s.load_id for s in phone.stated)
    assert phone.contested == ""
    assert [k.contested for k in keys_of(people, LOCAL, ids["6"])] == ["", "different customer IDs"]
    with pytest.raises(NotFound):
        keys_of(people, LOCAL, "nobody")


def test_decisions_are_listed_for_whom_they_concern(people):
    ids = by_number(people)
    merge_customers(people, LOCAL, ids["3"], ids["4"], "same voice")
    keep_apart(people, LOCAL, ids["1"], ids["2"])
    (merge,) = decisions_of(people, LOCAL, ids["4"])  # an old link still leads there
    assert (merge.kind, merge.by, merge.reason) == ("merge", "local", "same voice")
    assert merge.people == ((ids["3"], "Jon Reed"), (ids["4"], "John Reed"))
    assert [d.kind for d in decisions_of(people, LOCAL)] == ["apart", "merge"]
    assert [d.kind for d in decisions_of(people, LOCAL, ids["1"])] == ["apart"]
    assert decisions_of(people, LOCAL, ids["9"]) == ()


def test_edited_keys_crowd_no_decision_out(people, monkeypatch):
    ids = by_number(people)
    keep_apart(people, LOCAL, ids["1"], ids["2"])
    for customer, email in (("1", "zoe@new.example"), ("9", "mia@new.example")):
        edit_customer(people, LOCAL, ids[customer], [FieldChange("emails", (), (email,))])
    monkeypatch.setattr("search.identity._MOST_DECISIONS", 1)
    assert [d.kind for d in decisions_of(people, LOCAL)] == ["apart"]
    assert [d.kind for d in decisions_of(people, LOCAL, ids["1"])] == ["apart"]


def test_nothing_loaded_is_nothing_found(engine):
    from dataclasses import replace

    none = replace(engine, prefix=f"{engine.prefix}-nothing")
    assert possible_duplicates(none, LOCAL).pairs == ()
    assert conflicts(none, LOCAL).conflicts == ()
    assert decisions_of(none, LOCAL) == ()


def who(id, name, phones=(), emails=(), comms=0, **contact):
    return Brief(id, name, phones, emails, (), contact, comms, None)


@pytest.mark.parametrize(
    ("one", "other", "reasons", "likely"),
    [
        (who("a", "Ann Bo"), who("b", "Ann Bo"), (), False),
        (
            who("a", "Ann Bo", ("+1",)),
            who("b", "Ivo", ("+1",)),
            ("one phone is claimed by both, different names",),
            False,
        ),
        (who("a", "Ann Bo", ("+1",)), who("b", "", ("+1",)), ("one phone is claimed by both",), True),
        (
            who("a", "Ann Bo", ("+1",), birth_date="1990-01-01"),
            who("b", "Ann Bo", ("+1",), birth_date="1991-01-01"),
            ("one phone is claimed by both, same name", "but the birth dates differ"),
            False,
        ),
        (
            who("a", "Ann Bo", birth_date="1990-01-01"),
            who("b", "Anne Bo", birth_date="1990-01-01"),
            ("similar names and the same birth date",),
            True,
        ),
        (who("a", "Ann", emails=("info@a.example",)), who("b", "Ann", emails=("info@b.example",)), (), False),
    ],
)
def test_what_makes_two_likely_one(one, other, reasons, likely):
    pair = weigh(one, other)
    assert (pair.reasons, pair.score >= 0.4) == (reasons, likely)
