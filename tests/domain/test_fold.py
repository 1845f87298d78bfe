"""The fold by table: what wins, what a manual value replaces, and what stays to be read of the rest."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fold import Rank, Statement, fold


def said(id, rank, at, **told):
    return Statement(id, rank, f"2026-01-{at:02}T00:00:00Z", f"by {id}", "", **told)


def manual(id, at, **told):
    return said(id, Rank.MANUAL, at, **told)


def keys(id, rank, at, *phones, whole=False):
    return said(id, rank, at, keys={"phones": phones}, whole=frozenset({"phones"} if whole else ()))


CITIES = {
    "an upload over a later conversation": (
        [("a", Rank.UPLOAD, 1, "Leeds"), ("b", Rank.CONVERSATION, 9, "York")],
        "Leeds",
        ["Leeds", "York"],
    ),
    "by hand over a later upload": (
        [("a", Rank.MANUAL, 1, "Leeds"), ("b", Rank.UPLOAD, 9, "York")],
        "Leeds",
        ["Leeds", "York"],
    ),
    "the later of two by hand": (
        [("a", Rank.MANUAL, 1, "Leeds"), ("b", Rank.MANUAL, 2, "York")],
        "York",
        ["York", "Leeds"],
    ),
    "emptied by hand": ([("a", Rank.MANUAL, 1, ""), ("b", Rank.UPLOAD, 9, "York")], None, ["", "York"]),
    "filled again by hand": (
        [("a", Rank.MANUAL, 1, ""), ("b", Rank.MANUAL, 2, "Hull"), ("c", Rank.UPLOAD, 3, "York")],
        "Hull",
        ["Hull", "", "York"],
    ),
    "by hand what an upload says too": (
        [("a", Rank.MANUAL, 1, "York"), ("b", Rank.UPLOAD, 9, "York")],
        "York",
        ["York"],
    ),
}


@pytest.mark.parametrize("told, wins, sources", CITIES.values(), ids=CITIES)
def test_which_value_wins(told, wins, sources):
    statements = [said(id, rank, at, values={"contact.city": text}) for id, rank, at, text in told]
    for order in itertools.permutations(statements):
        document = fold(order, {})
        assert document["contact"].get("city") == wins
        assert [source["value"] for source in document["provenance"]["contact.city"]] == sources


PHONES = {
    "a union": ([keys("a", Rank.UPLOAD, 1, "1"), keys("b", Rank.CONVERSATION, 2, "2")], ["1", "2"]),
    "a list by hand is the whole list": (
        [
            keys("a", Rank.UPLOAD, 1, "1"),
            keys("b", Rank.MANUAL, 2, "3", "2", whole=True),
            keys("c", Rank.UPLOAD, 9, "4"),
        ],
        ["3", "2"],
    ),
    "the later list by hand": (
        [keys("a", Rank.MANUAL, 1, "1", whole=True), keys("b", Rank.MANUAL, 2, "2", whole=True)],
        ["2"],
    ),
    "none, by hand": ([keys("a", Rank.UPLOAD, 1, "1"), keys("b", Rank.MANUAL, 2, whole=True)], []),
    "added by hand joins what sources say": (
        [keys("a", Rank.UPLOAD, 5, "1"), keys("b", Rank.MANUAL, 2, "2")],
        ["2", "1"],
    ),
    "the keys of who is known by hand alone": (
        [keys("a", Rank.KEPT, 9, "1"), keys("b", Rank.CONVERSATION, 1, "2", "1")],
        ["2", "1"],
    ),
}


@pytest.mark.parametrize("statements, phones", PHONES.values(), ids=PHONES)
def test_which_keys_are_theirs(statements, phones):
    for order in itertools.permutations(statements):
        document = fold(order, {})
        assert document["phones"] == phones
        told = {value for statement in statements for value in statement.keys["phones"]}
        assert {source["value"] for source in document["provenance"]["phones"]} - {""} == told


def test_participations_by_hand_win_value_by_value():
    upload = said(
        "a",
        Rank.UPLOAD,
        9,
        campaign_id="c",
        participation={"status": "new", "stage": "one", "fields": {"plan": "gold"}},
    )
    by_hand = manual(
        "b", 1, campaign_id="c", participation={"status": "done", "stage": None, "loaded_at": "2026-01-01"}
    )
    emptied = manual("d", 2, campaign_id="c", participation={"status": None, "stage": ""})
    [both] = fold([upload, by_hand], {})["participations"]
    assert (both["status"], both["stage"], both["loaded_at"], both["fields"]) == (
        *("done", "one", "2026-01-01"),
        {"plan": "gold"},
    )
    [without] = fold([emptied, by_hand, upload], {})["participations"]
    assert (without["status"], "stage" in without) == ("done", False)


RANKS = st.sampled_from(list(Rank))
TEXTS = st.sampled_from(["", "Leeds", "York"])
NUMBERS = st.lists(st.sampled_from("123"), max_size=2, unique=True).map(tuple)


@st.composite
def statements(draw):
    found = []
    for number in range(draw(st.integers(1, 6))):
        rank = draw(RANKS)
        whole = rank is Rank.MANUAL and draw(st.booleans())
        phones = draw(NUMBERS)
        found.append(
            said(
                f"r{number}",
                rank,
                draw(st.integers(1, 3)),
                values={"name": draw(TEXTS)} if rank is Rank.MANUAL else {"name": draw(TEXTS) or "Hull"},
                keys={"phones": phones} if phones or whole else {},
                whole=frozenset({"phones"} if whole else ()),
            )
        )
    return found


@given(statements(), st.randoms())
def test_the_order_in_which_things_were_said_makes_no_difference(told, dice):
    shuffled = list(told)
    dice.shuffle(shuffled)
    assert fold(shuffled, {}) == fold(told, {})


@given(statements())
def test_a_manual_value_wins_whatever_else_is_said(told):
    by_hand = [one for one in told if one.rank is Rank.MANUAL]
    lists = [one for one in by_hand if one.whole]
    document = fold(told, {})
    if by_hand:
        assert document.get("name", "") == max(by_hand, key=lambda one: one.order).values["name"]
    if lists:
        assert document["phones"] == list(max(lists, key=lambda one: one.order).keys["phones"])
