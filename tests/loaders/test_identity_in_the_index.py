"""Who is who in the index: the same in every order, with everything that was said with the right person."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.access import LOCAL
from indexing import settle
from indexing.settle import sweep
from search.profile import get_profile
from tests.loaders.support import conversation, documents, load_lines, load_rows, snapshot

PHONE = "+447700900111"
THREE = [
    {"external_id": "1", "phone": PHONE, "name": "Ann Bo"},
    {"email": "ann@example.org", "phone": PHONE, "name": "Ann Bo"},
    {"external_id": "2", "email": "ann@example.org", "name": "Ann Bo"},
]
NAMES = [{"phone": PHONE, "name": "Ivo"}, {"phone": PHONE}, {"phone": PHONE, "name": "Nadia"}]
CHAIN = [
    {"external_id": "1", "name": "Ann"},
    {"external_id": "1", "email": "ann@example.org", "name": "Ann"},
    {"email": "ann@example.org", "phone": PHONE, "name": "Ann"},
    {"phone": PHONE, "name": "Ann Bo"},
]


def _log(blocks):
    return [conversation(f"s{number}", customer=block) for number, block in enumerate(blocks)]


@pytest.mark.parametrize(("blocks", "customers"), [(THREE, 2), (NAMES, 2), (CHAIN, 1)], ids=["three", "names", "chain"])
def test_the_order_of_loads_does_not_matter(engines, blocks, customers):
    lines = _log(blocks)
    found = []
    for order in (lines, lines[::-1], lines[1:] + lines[:1]):
        engine = engines()
        for line in order:
            load_lines(engine, [line], f"{line['session_id']}.jsonl")
        found.append(snapshot(engine))
        assert len(documents(engine, "customers")) == customers
    assert all(one == found[0] for one in found)


def test_a_join_takes_everything_along_and_old_links_lead_to_the_survivor(fresh_engine):
    load_lines(fresh_engine, [conversation("s1", customer={"external_id": "1"})], "a.jsonl")
    load_lines(fresh_engine, [conversation("s2", customer={"email": "ann@example.org"})], "b.jsonl")
    before = set(documents(fresh_engine, "customers"))
    assert len(before) == 2
    joining = conversation("s3", customer={"external_id": "1", "email": "ann@example.org"})
    load_lines(fresh_engine, [joining], "c.jsonl")
    (survivor,) = documents(fresh_engine, "customers")
    assert survivor in before
    for name in ("sessions", "messages"):
        assert {d["customer_id"] for d in documents(fresh_engine, name).values()} == {survivor}
    (absorbed,) = before - {survivor}
    assert get_profile(fresh_engine, LOCAL, absorbed).customer_id == survivor
    assert get_profile(fresh_engine, LOCAL, survivor).communications == 3


def test_a_late_writer_is_swept_along(fresh_engine):
    load_lines(fresh_engine, [conversation("s1", customer={"external_id": "1"})], "a.jsonl")
    load_lines(fresh_engine, [conversation("s2", customer={"email": "ann@example.org"})], "b.jsonl")
    load_lines(fresh_engine, [conversation("s3", customer={"external_id": "1", "email": "ann@example.org"})], "c.jsonl")
    (survivor,) = documents(fresh_engine, "customers")
    # As if a loader that had looked before the join had written after it.
    late = fresh_engine.client.get(index=fresh_engine.alias("sessions"), id="s2")["_source"]
    fresh_engine.client.index(index=fresh_engine.alias("sessions"), id="s2", body={**late, "customer_id": "gone"})
    assert survivor in sweep(fresh_engine, 0)
    assert documents(fresh_engine, "sessions")["s2"]["customer_id"] == survivor


def test_many_joins_are_swept_in_few_requests_each_to_its_own_customer(fresh_engine, monkeypatch):
    people = range(5)
    load_lines(fresh_engine, [conversation(f"s{n}", customer={"external_id": str(n)}) for n in people])
    load_rows(fresh_engine, "one", [{"E-mail": f"p{n}@x.test"} for n in people])
    given = []
    give = settle._give

    def count_and_give(engine, name, targets):
        given.append((name, len(targets)))
        give(engine, name, targets)

    monkeypatch.setattr(settle, "_give", count_and_give)
    monkeypatch.setattr(settle, "_TARGETS_AT_ONCE", 3)
    load_rows(fresh_engine, "two", [{"E-mail": f"p{n}@x.test", "Customer ID": str(n)} for n in people])
    assert given == [(name, count) for count in (3, 2) for name in ("records", "sessions", "messages")]
    whose = {d["external_ids"][0]: (id, d["customer_number"]) for id, d in documents(fresh_engine, "customers").items()}
    for name in ("sessions", "messages"):
        for told in documents(fresh_engine, name).values():
            assert (told["customer_id"], told["customer_number"]) == whose[told["session_id"][1:]]
    for record in documents(fresh_engine, "records").values():
        stated = record["rows"][0]["emails"][0]
        assert (record["customer_id"], record["customer_number"]) == whose[stated[1]]
    moves = [d for d in documents(fresh_engine, "identities").values() if d["type"] == "move"]
    assert len(moves) == 5
    assert all(move["swept"] for move in moves)


def test_a_phone_only_row_twice_under_a_contradicted_phone_is_one_person(fresh_engine):
    load_rows(fresh_engine, "one", [{"Phone": PHONE, "Name": "Ivo"}, {"Phone": PHONE, "Name": "Nadia"}])
    load_rows(fresh_engine, "two", [{"Phone": PHONE, "Name": "Nadia"}, {"Phone": PHONE, "Name": "Nadia"}])
    customers = documents(fresh_engine, "customers").values()
    assert sorted(c["name"] for c in customers) == ["Ivo", "Nadia"]
    nadia = next(c for c in customers if c["name"] == "Nadia")
    assert [p["campaign"] for p in nadia["participations"]] == ["one", "two"]


_blocks = st.fixed_dictionaries(
    {},
    optional={
        "external_id": st.sampled_from(["1", "2"]),
        "email": st.sampled_from(["a@example.org", "b@example.org"]),
        "phone": st.sampled_from([PHONE, "+447700900222"]),
        "name": st.sampled_from(["Ann", "Ann Bo", "Ivo"]),
    },
).filter(lambda block: set(block) - {"name"})


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_blocks, min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_one_after_the_other_in_any_order_or_four_at_once(engines, blocks, random):
    lines = _log(blocks)
    shuffled = list(lines)
    random.shuffle(shuffled)
    whole, single, parallel = engines(), engines(), engines()
    load_lines(whole, lines)
    for line in shuffled:
        load_lines(single, [line], f"{line['session_id']}.jsonl")
    shares = [shuffled[start::4] for start in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for future in [
            pool.submit(load_lines, parallel, share, f"{n}.jsonl") for n, share in enumerate(shares) if share
        ]:
            future.result()
    expected = _without_rows(snapshot(whole))
    assert _without_rows(snapshot(single)) == expected
    assert _without_rows(snapshot(parallel)) == expected


def _without_rows(found):
    """Row numbers tell where in which file a session stood."""
    return {
        key: {name: v for name, v in value.items() if name != "row"} if isinstance(value, dict) else value
        for key, value in found.items()
    }
