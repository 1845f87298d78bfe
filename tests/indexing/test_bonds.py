"""Bonds in the index: they hold whatever the order, survive undone loads, and give back exactly what was."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.identity import DIFFERENT, NOT_THEIRS, SAME, Bond, Identity, resolve
from indexing import bulk, versions
from indexing.bonds import StatedBond, bonds_where
from indexing.identities import Resolver, connected_parts
from indexing.lock import LOCK_ID
from indexing.scan import refresh
from indexing.schema import IDENTITIES
from tests.indexing.test_identities import QUICK, clear, clusters, identity, stored_groups

ANN, MAIL, PHONE = (
    Identity.of([("default", "1")], name="Ann"),
    Identity.of([], ["a@example.org"], name="Ann"),
    Identity.of(phones=["+447700900111"], name="Ivo"),
)


@pytest.fixture(scope="module")
def one_index(engine):
    mine = replace(engine, prefix=f"{engine.prefix}-bonds-only")
    body = versions.index_body(IDENTITIES, "english") | {"aliases": {mine.alias("identities"): {}}}
    mine.client.indices.create(index=versions.index_name(mine, IDENTITIES), body=body)
    return mine


def stated(kind, one, other, decision="d"):
    return StatedBond(Bond.of(kind, one, other), decision, "sam", "2026-05-01T10:00:00Z")


def bind(engine, *bonds, **more):
    Resolver(engine).bind({b.id: b.bond for b in bonds}, {b.id: b.document for b in bonds}, **more)


def release(engine, *bonds, **more):
    Resolver(engine).release({b.id: b.bond for b in bonds}, **more)


def expected_groups(identities, bonds):
    everyone = list(dict.fromkeys(identities))
    plain = [b.bond for b in bonds]
    parts = connected_parts(everyone, set(), plain)
    return {frozenset(i.id for i in group) for part in parts for group in resolve(part, (), plain).groups}


@st.composite
def steps(draw):
    """Identities in batches, and bonds between what is there by then: what happens in a drawn order."""
    batches = draw(st.lists(st.lists(identity, min_size=1, max_size=3), min_size=2, max_size=4))
    happened, known = [], []
    for number, batch in enumerate(batches):
        happened.append(batch)
        known += [i for i in batch if i not in known]
        for place in range(draw(st.integers(0, 2))):
            kind = draw(st.sampled_from([SAME, DIFFERENT, NOT_THEIRS]))
            one, other = draw(st.sampled_from(known)), draw(st.sampled_from(known))
            if kind == NOT_THEIRS:
                happened.append(stated(kind, one.id, draw(st.sampled_from(one.keys)).id, f"{number}-{place}"))
            elif one != other:
                happened.append(stated(kind, one.id, other.id, f"{number}-{place}"))
    return happened


@settings(QUICK, max_examples=25)
@given(steps(), st.data())
def test_loads_and_decisions_in_any_order_give_what_the_rules_say(one_index, happened, data):
    clear(one_index)
    for step in happened:
        if isinstance(step, StatedBond):
            bind(one_index, step)
        else:
            Resolver(one_index).resolve(step)
    bonds = [step for step in happened if isinstance(step, StatedBond)]
    everyone = [i for step in happened if isinstance(step, list) for i in step]
    assert stored_groups(one_index) == expected_groups(everyone, bonds)
    gone = data.draw(st.lists(st.sampled_from(bonds), unique_by=lambda b: b.id)) if bonds else []
    for bond in gone:
        release(one_index, bond)
    assert stored_groups(one_index) == expected_groups(everyone, [b for b in bonds if b not in gone])


def test_what_a_bond_names_is_not_forgotten_unless_it_goes_too(one_index):
    clear(one_index)
    before = Resolver(one_index).resolve([ANN, MAIL])
    bond = stated(SAME, ANN.id, MAIL.id)
    bind(one_index, bond, wishes={MAIL.id: _whose(before[MAIL.id])})
    Resolver(one_index).forget({ANN.id, MAIL.id})
    after = Resolver(one_index).resolve([ANN, MAIL])
    assert {a.customer_id for a in after.values()} == {before[MAIL.id].customer_id}
    Resolver(one_index).forget({ANN.id}, with_bonds=True)
    assert stored_groups(one_index) == {frozenset([MAIL.id])}
    assert bonds_where(one_index, "origin_id", [MAIL.id]) == {}
    assert "bonds" not in clusters(one_index)[0]["body"]


def test_an_undone_bond_gives_both_customers_back_and_their_numbers(one_index):
    clear(one_index)
    before = Resolver(one_index).resolve([ANN, MAIL])
    bond = stated(SAME, ANN.id, MAIL.id)
    bind(one_index, bond, wishes={MAIL.id: _whose(before[MAIL.id])})
    # Somebody new whom both could claim first met the joined customer.
    between = Identity.of([("default", "1")], name="Ann Bo")
    joined = Resolver(one_index).resolve([between])
    assert joined[between.id].customer_id == before[MAIL.id].customer_id
    release(one_index, bond, wishes={MAIL.id: _whose(before[MAIL.id]), ANN.id: _whose(before[ANN.id])})
    after = Resolver(one_index).resolve([ANN, MAIL, between])
    assert {id: after[id] for id in before} == before
    assert after[between.id].customer_id == before[ANN.id].customer_id
    assert one_index.get("identities", f"redirect:{before[ANN.id].customer_id}") is None


def test_a_key_that_is_not_theirs_is_free_for_others_and_remembered_by_who_states_it_again(one_index):
    clear(one_index)
    Resolver(one_index).resolve([PHONE])
    bind(one_index, stated(NOT_THEIRS, PHONE.id, PHONE.keys[0].id))
    other = Identity.of([("default", "7")], phones=["+447700900111"], name="Ivo")
    assigned = Resolver(one_index).resolve([other, PHONE])
    assert assigned[other.id].customer_id != assigned[PHONE.id].customer_id
    assert stored_groups(one_index) == {frozenset([PHONE.id]), frozenset([other.id])}
    assert all(c["conflict_count"] == 0 for c in clusters(one_index))


def test_a_new_identity_comes_with_its_bond(one_index):
    clear(one_index)
    before = Resolver(one_index).resolve([ANN])
    bind(one_index, stated(SAME, ANN.id, MAIL.id), identities=[MAIL])
    refresh(one_index, "identities")
    assert Resolver(one_index).resolve([MAIL])[MAIL.id] == before[ANN.id]


def test_a_decision_cut_off_is_finished_by_the_next_load(one_index, monkeypatch):
    clear(one_index)
    Resolver(one_index).resolve([ANN, MAIL])
    send_all = bulk.send_all

    def power_cut(*_):
        raise SystemExit

    bond = stated(SAME, ANN.id, MAIL.id)
    monkeypatch.setattr(bulk, "send_all", power_cut)
    with suppress(SystemExit):
        bind(one_index, bond)
    monkeypatch.setattr(bulk, "send_all", send_all)
    assert one_index.get("identities", LOCK_ID)["plan"]["operations"]
    Resolver(one_index).resolve([Identity.of([("default", "9")])])
    assert frozenset([ANN.id, MAIL.id]) in stored_groups(one_index)
    assert set(bonds_where(one_index, "decision_id", ["d"])) == {bond.id}


def _whose(assigned):
    return assigned.customer_id, assigned.customer_number


def test_a_load_asks_nothing_more_for_bonds(one_index, monkeypatch):
    clear(one_index)
    Resolver(one_index).resolve([ANN, MAIL])
    asked = []
    perform = one_index.client.transport.perform_request
    monkeypatch.setattr(
        one_index.client.transport,
        "perform_request",
        lambda method, url, **more: asked.append(url) or perform(method, url, **more),
    )

    def requests_of(name):
        asked.clear()
        Resolver(one_index).resolve([Identity.of([("default", "1")], name=name)])
        return len(asked)

    before = requests_of("Ann One")
    bind(one_index, stated(DIFFERENT, ANN.id, MAIL.id))
    assert requests_of("Ann Two") == before
