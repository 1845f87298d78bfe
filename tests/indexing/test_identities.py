"""The resolver against the pure rules: whatever the order and the batches, the index holds the same groups."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.errors import Busy
from domain.identity import COMMON_KEY_LIMIT, Identity, resolve
from engine import Engine
from indexing import bulk, lock, versions
from indexing.identities import Resolver, connected_parts
from indexing.lock import LOCK_ID, identity_lock
from indexing.scan import refresh, scan
from indexing.schema import IDENTITIES

PHONE = "+447700900111"
QUICK = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking on an engine takes minutes
)


@pytest.fixture(scope="module")
def one_index(engine: Engine):
    """An engine with nothing but the identities index."""
    from dataclasses import replace

    mine = replace(engine, prefix=f"{engine.prefix}-identities-only")
    body = versions.index_body(IDENTITIES, "english") | {"aliases": {mine.alias("identities"): {}}}
    mine.client.indices.create(index=versions.index_name(mine, IDENTITIES), body=body)
    return mine


def clear(engine: Engine) -> None:
    refresh(engine, "identities")
    engine.client.delete_by_query(
        index=engine.alias("identities"), body={"query": {"match_all": {}}}, params={"refresh": "true"}
    )


def clusters(engine: Engine):
    refresh(engine, "identities")
    return [hit["_source"] for hit in scan(engine, "identities", {"term": {"type": "cluster"}}, "customer_ids")]


def stored_groups(engine: Engine):
    groups: dict[str, set[str]] = {}
    for cluster in clusters(engine):
        for identity in cluster["body"]["identities"]:
            groups.setdefault(identity["customer_id"], set()).add(identity["id"])
    return {frozenset(ids) for ids in groups.values()}


def expected_groups(identities):
    found = set()
    for part in connected_parts(dict.fromkeys(identities), set()):
        found |= {frozenset(i.id for i in group) for group in resolve(part).groups}
    return found


identity = st.builds(
    lambda ext, mail, phone, name: Identity.of(
        [("default", ext)] if ext else [], [f"{mail}@example.org"] if mail else [], [phone] if phone else [], name
    ),
    st.none() | st.sampled_from("123"),
    st.none() | st.sampled_from("123"),
    st.none() | st.sampled_from([PHONE, "+447700900222"]),
    st.none() | st.sampled_from(["Ann", "Ann Bo", "Ivo", "Nadia"]),
).filter(lambda i: bool(i.keys))


@settings(QUICK, max_examples=25)
@given(st.lists(st.lists(identity, min_size=1, max_size=4), min_size=1, max_size=5))
def test_batches_in_any_order_give_what_the_rules_say(one_index, batches):
    clear(one_index)
    for batch in batches:
        Resolver(one_index).resolve(batch)
    everyone = [i for batch in batches for i in batch]
    assert stored_groups(one_index) == expected_groups(everyone)


@settings(QUICK, max_examples=8)
@given(st.lists(identity, min_size=2, max_size=8, unique=True), st.data())
def test_forgetting_is_as_if_it_had_never_been_said(one_index, identities, data):
    clear(one_index)
    resolver = Resolver(one_index)
    for one in identities:
        resolver.resolve([one])
    gone = data.draw(st.sets(st.sampled_from(identities), min_size=1))
    resolver.forget({i.id for i in gone})
    assert stored_groups(one_index) == expected_groups([i for i in identities if i not in gone])


def test_a_repeat_keeps_the_customer_and_a_join_redirects(one_index):
    clear(one_index)
    by_id, by_mail = Identity.of([("default", "1")]), Identity.of([], ["a@example.org"])
    first = Resolver(one_index).resolve([by_id, by_mail])
    assert Resolver(one_index).resolve([by_id]) == {by_id.id: first[by_id.id]}
    assert first[by_id.id].customer_id != first[by_mail.id].customer_id
    both = Identity.of([("default", "1")], ["a@example.org"])
    joined = Resolver(one_index).resolve([both, by_id, by_mail])
    assert len({a.customer_id for a in joined.values()}) == 1
    absorbed = ({a.customer_id for a in first.values()} - {joined[both.id].customer_id}).pop()
    assert one_index.get("identities", f"redirect:{absorbed}")["to_id"] == joined[both.id].customer_id
    Resolver(one_index).forget({both.id})
    apart = Resolver(one_index).resolve([by_id, by_mail])
    assert {i: a.customer_id for i, a in apart.items()} == {i: a.customer_id for i, a in first.items()}
    assert one_index.get("identities", f"redirect:{absorbed}") is None


def test_a_phone_of_too_many_people_stops_linking(one_index):
    clear(one_index)
    resolver = Resolver(one_index)
    people = [Identity.of(phones=[PHONE], name=f"person{n}") for n in range(COMMON_KEY_LIMIT + 10)]
    for start in range(0, len(people), 7):
        resolver.resolve(people[start : start + 7])
    assert len(stored_groups(one_index)) == len(people)
    assert max(len(c["body"]["identities"]) for c in clusters(one_index)) == 1
    again = Resolver(one_index).resolve([Identity.of([("default", "9")], phones=[PHONE], name="person3"), people[3]])
    assert len({a.customer_id for a in again.values()}) == 1


def test_a_decision_that_was_cut_off_is_finished_by_the_next(one_index, monkeypatch):
    clear(one_index)
    by_id, by_mail = Identity.of([("default", "1")]), Identity.of([], ["a@example.org"])
    Resolver(one_index).resolve([by_id, by_mail])
    send_all = bulk.send_all

    def power_cut(*_):
        raise SystemExit

    monkeypatch.setattr(bulk, "send_all", power_cut)
    with suppress(SystemExit):
        Resolver(one_index).resolve([Identity.of([("default", "1")], ["a@example.org"])])
    monkeypatch.setattr(bulk, "send_all", send_all)
    assert one_index.get("identities", LOCK_ID)["plan"]["operations"]
    Resolver(one_index).resolve([Identity.of([("default", "7")])])
    assert len(stored_groups(one_index)) == 2
    with identity_lock(one_index) as lock:
        assert lock.plan == []


def test_who_was_held_up_and_lost_the_lock_writes_nothing(one_index, monkeypatch):
    clear(one_index)
    monkeypatch.setattr(lock, "_LEASE_SECONDS", 0)
    monkeypatch.setattr(lock, "_FRESH_SECONDS", -1)
    late, other = Identity.of(phones=[PHONE]), Identity.of(emails=["a@x.test"])

    def held_up() -> None:
        Resolver(one_index).resolve([other])

    with pytest.raises(Busy):
        Resolver(one_index).claim(late, held_up, lambda *_: None)
    assert stored_groups(one_index) == {frozenset({other.id})}
