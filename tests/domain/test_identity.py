"""Who is who, as a pure function: the same people in whatever order the statements come."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import COMMON_KEY_LIMIT, Identity, folded_words, names_agree, resolve

EXT1, EXT2 = ("default", "1"), ("default", "2")
PHONE, OTHER_PHONE = "+447700900001", "+447700900002"
MAIL = "ann@example.org"


def who(external_ids=(), emails=(), phones=(), name=None):
    return Identity.of(external_ids, emails, phones, name)


def partition(identities):
    return {frozenset(group) for group in resolve(identities).groups}


CASES = {
    "one person over three keys": (
        [who([EXT1], [MAIL]), who([], [MAIL], [PHONE]), who([], [], [PHONE])],
        [{0, 1, 2}],
        0,
    ),
    "an e-mail between two customer IDs joins only the one it belongs to": (
        [who([EXT1], [], [PHONE], "Ann Bo"), who([], [MAIL], [PHONE], "Ann Bo"), who([EXT2], [MAIL], [], "Ann Bo")],
        [{0}, {1, 2}],
        1,
    ),
    "a nameless record goes with the first named one under a shared phone": (
        [who(phones=[PHONE], name="Ivo"), who(phones=[PHONE]), who(phones=[PHONE], name="Nadia")],
        [{0, 1}, {2}],
        1,
    ),
    "a family on one phone, told apart by customer IDs": (
        [who([EXT1], [], [PHONE], "Ivo Ban"), who([EXT2], [], [PHONE], "Nadia Ban")],
        [{0}, {1}],
        1,
    ),
    "a family on one phone, told apart by e-mails": (
        [who([], ["a@example.org"], [PHONE]), who([], ["b@example.org"], [PHONE])],
        [{0}, {1}],
        1,
    ),
    "the second of a family is found again under the contradicted phone": (
        [who([EXT1], [], [PHONE], "Ivo"), who(phones=[PHONE], name="Nadia"), who(phones=[PHONE], name="Nadia Ban")],
        [{0}, {1, 2}],
        1,
    ),
    "a married name under one e-mail is one person": (
        [who([], [MAIL], [], "Ann Bo"), who([], [MAIL], [], "Ann Clay")],
        [{0, 1}],
        0,
    ),
    "a part of the name agrees": (
        [who(phones=[PHONE], name="Ann"), who(phones=[PHONE], name="Änn Bo")],
        [{0, 1}],
        0,
    ),
    "names alone never join": ([who([EXT1], name="Ann Bo"), who([EXT2], name="Ann Bo")], [{0}, {1}], 0),
    "two namespaces are two keys": ([who([("a", "1")], [MAIL]), who([("b", "1")], [MAIL])], [{0, 1}], 0),
    "one namespace contradicts itself over an e-mail": ([who([EXT1], [MAIL]), who([EXT2], [MAIL])], [{0}, {1}], 1),
}


@pytest.mark.parametrize("case", CASES)
def test_who_is_who_in_every_order(case):
    identities, expected, conflicts = CASES[case]
    for order in itertools.permutations(identities):
        resolution = resolve(order)
        found = {frozenset(identities.index(i) for i in group) for group in resolution.groups}
        assert found == {frozenset(group) for group in expected}
        assert len(resolution.conflicts) == conflicts


def test_a_repeat_changes_nothing():
    twice = who(phones=[PHONE], name="Nadia")
    others = [who([EXT1], [], [PHONE], "Ivo"), twice]
    assert resolve([*others, twice]) == resolve(others)


def test_a_phone_of_too_many_people_identifies_nobody():
    people = [who(phones=[PHONE], name=f"person{n}") for n in range(COMMON_KEY_LIMIT + 5)]
    resolution = resolve([*people, who([EXT1], [], [PHONE], "person3")])
    assert len(resolution.groups) == COMMON_KEY_LIMIT + 5
    assert [key.value for key in resolution.common] == [PHONE]


_values = st.sampled_from(["1", "2", "3"])
_identities = st.builds(
    lambda ext, mail, phone, name: who(
        [("default", ext)] if ext else [], [f"{mail}@example.org"] if mail else [], [phone] if phone else [], name
    ),
    st.none() | _values,
    st.none() | _values,
    st.none() | st.sampled_from([PHONE, OTHER_PHONE]),
    st.none() | st.sampled_from(["Ann", "Ann Bo", "Ivo", "Nadia"]),
).filter(lambda identity: identity.keys)


@given(st.lists(_identities, max_size=8), st.randoms(use_true_random=False))
def test_order_never_matters(identities, random):
    shuffled = list(identities)
    random.shuffle(shuffled)
    assert resolve(identities) == resolve(shuffled)


@given(st.lists(_identities, max_size=8))
def test_no_customer_has_two_ids_in_a_namespace_and_every_shared_key_is_told(identities):
    resolution = resolve(identities)
    assert sorted(i.id for group in resolution.groups for i in group) == sorted({i.id for i in identities})
    holders: dict = {}
    for number, group in enumerate(resolution.groups):
        assert len({value for i in group for _, value in i.external_ids}) <= 1
        for identity in group:
            for key in identity.keys:
                holders.setdefault(key, set()).add(number)
    shared = {key for key, groups in holders.items() if len(groups) > 1}
    assert {conflict.key for conflict in resolution.conflicts} == shared


@pytest.mark.parametrize(
    ("name", "words"),
    [("Zoë  O'Neill", "neill o zoe"), ("ANN ann", "ann"), ("Łódź", "łodz"), ("", ""), ("李 小龍", "小龍 李")],
)
def test_folded_words(name, words):
    assert folded_words(name) == words


@pytest.mark.parametrize(
    ("one", "other", "agree"), [("ann", "ann bo", True), ("ann bo", "bo", True), ("ann bo", "ann clay", False)]
)
def test_names_agree(one, other, agree):
    assert names_agree(one, other) is agree
