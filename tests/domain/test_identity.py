"""Who is who, as a pure function: the same people in whatever order the statements come."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import (
    COMMON_KEY_LIMIT,
    DIFFERENT,
    NOT_THEIRS,
    SAME,
    Bond,
    Identity,
    folded_words,
    names_agree,
    resolve,
)

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


ANN_AT_WORK = who([EXT1], [MAIL], [], "Ann Bo")
ANN_AT_HOME = who([EXT2], [], [PHONE], "Ann Clay")
IVO = who([], [], [PHONE], "Ivo")
BONDS = {
    "the same, whatever contradicts it": (
        [ANN_AT_WORK, ANN_AT_HOME],
        [(SAME, 0, 1)],
        [{0, 1}],
        [],
    ),
    "different, whatever joins them": (
        [who([], [MAIL]), who([], [MAIL], [PHONE])],
        [(DIFFERENT, 0, 1)],
        [{0}, {1}],
        [True],
    ),
    "a third who shares a key with two that are apart goes with one": (
        [who([EXT1], [MAIL]), who([], [], [PHONE]), who([], [MAIL], [PHONE])],
        [(DIFFERENT, 0, 1)],
        [{0, 2}, {1}],
        [True],
    ),
    "the same prevails over different": (
        [ANN_AT_WORK, ANN_AT_HOME],
        [(DIFFERENT, 0, 1), (SAME, 1, 0)],
        [{0, 1}],
        [],
    ),
    "the same through a third": (
        [ANN_AT_WORK, ANN_AT_HOME, IVO],
        [(SAME, 0, 2), (SAME, 2, 1)],
        [{0, 1, 2}],
        [],
    ),
    "a conflict of three stays open until all are told apart": (
        [who([EXT1], [MAIL]), who([EXT2], [MAIL]), who([("default", "3")], [MAIL])],
        [(DIFFERENT, 0, 1), (DIFFERENT, 1, 2)],
        [{0}, {1}, {2}],
        [False],
    ),
    "a key that is not theirs neither joins nor is contested": (
        [who([EXT1], [MAIL]), who([EXT2], [MAIL])],
        [(NOT_THEIRS, 0, MAIL)],
        [{0}, {1}],
        [],
    ),
    "a customer ID that is not theirs contradicts nobody": (
        [who([EXT1], [MAIL]), who([EXT2], [MAIL])],
        [(NOT_THEIRS, 0, "1")],
        [{0, 1}],
        [],
    ),
    "without a key they are alone": (
        [IVO, who([EXT1], [], [PHONE], "Ivo")],
        [(NOT_THEIRS, 0, PHONE)],
        [{0}, {1}],
        [],
    ),
}


def bonds_of(identities, told):
    key_id = lambda number, value: next(k.id for k in identities[number].keys if k.value == value)  # noqa: E731
    return [
        Bond.of(kind, identities[one].id, key_id(one, other) if kind == NOT_THEIRS else identities[other].id)
        for kind, one, other in told
    ]


@pytest.mark.parametrize("case", BONDS)
def test_what_people_decided_holds_in_every_order(case):
    identities, told, expected, settled = BONDS[case]
    bonds = bonds_of(identities, told)
    for order in itertools.permutations(identities):
        resolution = resolve(order, (), bonds)
        found = {frozenset(identities.index(i) for i in group) for group in resolution.groups}
        assert found == {frozenset(group) for group in expected}
        assert [conflict.settled for conflict in resolution.conflicts] == settled


@st.composite
def _with_bonds(draw):
    identities = draw(st.lists(_identities, min_size=2, max_size=8, unique=True))
    anyone = st.integers(0, len(identities) - 1)
    bonds = []
    for _ in range(draw(st.integers(0, 5))):
        kind, one, other = draw(st.sampled_from([SAME, DIFFERENT, NOT_THEIRS])), draw(anyone), draw(anyone)
        if kind == NOT_THEIRS:
            bonds.append(Bond.of(kind, identities[one].id, draw(st.sampled_from(identities[one].keys)).id))
        elif one != other:
            bonds.append(Bond.of(kind, identities[one].id, identities[other].id))
    return identities, bonds


def _units(identities, bonds):
    """Identity ID -> those it is one with by decision alone."""
    unit = {i.id: frozenset([i.id]) for i in identities}
    for bond in bonds:
        if bond.kind == SAME:
            together = unit[bond.one] | unit[bond.other]
            unit |= dict.fromkeys(together, together)
    return unit


@given(_with_bonds(), st.randoms(use_true_random=False))
def test_bonds_hold_and_neither_their_order_matters(drawn, random):
    identities, bonds = drawn
    resolution = resolve(identities, (), bonds)
    shuffled, others = list(identities), list(bonds)
    random.shuffle(shuffled)
    random.shuffle(others)
    assert resolve(shuffled, (), others) == resolution
    whose = {i.id: number for number, group in enumerate(resolution.groups) for i in group}
    unit = _units(identities, bonds)
    for bond in bonds:
        if bond.kind == SAME:
            assert whose[bond.one] == whose[bond.other]
        elif bond.kind == DIFFERENT and bond.other not in unit[bond.one]:
            assert whose[bond.one] != whose[bond.other]
    hidden = {(bond.one, bond.other) for bond in bonds if bond.kind == NOT_THEIRS}
    for group in resolution.groups:
        # Two customer IDs of one namespace are one customer only where people joined those who state them.
        told = [(i, value) for i in group for (_, value), key in _stated_ids(i) if (i.id, key.id) not in hidden]
        for (one, a), (other, b) in itertools.combinations(told, 2):
            joined = any(len(unit[i.id]) > 1 for i in group)
            assert a == b or joined, (one, other)


def _stated_ids(identity):
    return zip(identity.external_ids, identity.keys, strict=False)


@given(_with_bonds())
def test_keeping_two_apart_that_are_apart_changes_nobody(drawn):
    identities, bonds = drawn
    resolution = resolve(identities, (), bonds)
    if len(resolution.groups) < 2:
        return
    one, other = (group[0].id for group in resolution.groups[:2])
    assert resolve(identities, (), [*bonds, Bond.of(DIFFERENT, one, other)]).groups == resolution.groups


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
