"""Who is who, for people: why each key is a customer's, what was decided about them, and what is contested."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from domain.access import Principal
from domain.identity import DIFFERENT, NOT_THEIRS, SAME, Identity, Key, linking_keys
from engine import Engine
from search import ask
from search.brief import Brief, briefs
from search.people import living
from search.stating import Stating, statements_of

STATEMENTS_SHOWN = 20
PAGE_SIZE = 20
_MOST_CLUSTERS = 1000
_MOST_DECISIONS = 500
_AT_ONCE = 10_000
_BATCH = 1000


@dataclass(frozen=True)
class TheirKey:
    """An identity key of a customer. `stated` are the newest of `statements` in all; `contested` says why others
    claim it too; `not_theirs` when a person said so: then it identifies them no more."""

    kind: str
    namespace: str
    value: str
    statements: int
    stated: tuple[Stating, ...]
    contested: str = ""
    not_theirs: bool = False


@dataclass(frozen=True)
class Decision:
    """What a person decided and still holds. `kind` is "merge" or "apart"; `people` are (customer ID, name) as they
    were then, of a merge the survivor first."""

    decision_id: str
    kind: str
    people: tuple[tuple[str, str], ...]
    by: str
    at: str
    reason: str


@dataclass(frozen=True)
class OpenConflict:
    """A key that several customers claim and nobody has decided about."""

    cluster_id: str
    key_id: str
    kind: str
    value: str
    reason: str
    customers: tuple[Brief, ...]


@dataclass(frozen=True)
class ConflictsPage:
    """`total` counts all contested keys. Those of one cluster stay together on a page."""

    total: int
    conflicts: tuple[OpenConflict, ...]
    has_more: bool


def keys_of(engine: Engine, principal: Principal, customer_id: str) -> tuple[TheirKey, ...]:
    """Why each key is theirs, strongest first. Raises NotFound."""
    found = living(engine, principal, customer_id)
    identities: dict[str, Identity] = {}
    hidden: set[tuple[str, str]] = set()
    contested: dict[str, str] = {}
    for body in _cluster_bodies(engine, principal, "customer_ids", [found.customer_id]):
        identities |= {
            data["id"]: Identity.from_dict(data)
            for data in body["identities"]
            if data["customer_id"] == found.customer_id
        }
        hidden |= {(bond[1], bond[2]) for bond in body.get("bonds", {}).values() if bond[0] == NOT_THEIRS}
        contested |= {Key(*c["key"]).id: c["reason"] for c in body["conflicts"] if not c.get("settled")}
    stated, counts = statements_of(engine, principal, list(identities))
    keys: dict[Key, list[str]] = defaultdict(list)
    for id, identity in identities.items():
        for key in identity.keys:
            keys[key].append(id)
    strength = ("external_id", "email", "phone")
    told = []
    for key, ids in sorted(keys.items(), key=lambda item: (strength.index(item[0].kind), item[0])):
        newest = sorted((s for id in ids for s in stated[id]), key=lambda s: s.at or "", reverse=True)
        total = sum(counts[id] for id in ids)
        ignored = all((id, key.id) in hidden for id in ids)
        shown = tuple(dict.fromkeys(newest))[:STATEMENTS_SHOWN]
        told.append(TheirKey(*key, total, shown, contested.get(key.id, ""), ignored))
    return tuple(told)


def decisions_of(engine: Engine, principal: Principal, customer_id: str | None = None) -> tuple[Decision, ...]:
    """What people decided (about this customer; None: about anybody) and still holds, newest first; at most 500."""
    # Bonds of edited keys are about nobody but their customer, and name none.
    holds: list[dict[str, Any]] = [
        {"term": {"type": "bond"}},
        {"terms": {"bond": [SAME, DIFFERENT]}},
        {"exists": {"field": "customer_ids"}},
    ]
    if customer_id is not None:
        found = living(engine, principal, customer_id)
        bodies = _cluster_bodies(engine, principal, "customer_ids", [found.customer_id])
        mine = [d["id"] for body in bodies for d in body["identities"] if d["customer_id"] == found.customer_id]
        about = [{"terms": {"customer_ids": list(found.ids)}}, {"terms": {"origin_id": mine}}]
        holds.append({"bool": {"should": about, "minimum_should_match": 1}})
    body = {
        "query": {"bool": {"filter": holds}},
        "sort": [{"at": "desc"}],
        "size": 0,
        "aggs": {
            "decisions": {
                "terms": {"field": "decision_id", "size": _MOST_DECISIONS, "order": {"at": "desc"}},
                "aggs": {"at": {"max": {"field": "at"}}, "one": {"top_hits": {"size": 1}}},
            }
        },
    }
    answer = ask.search(engine, principal, "identities", body)
    buckets = answer.get("aggregations", {}).get("decisions", {}).get("buckets", [])
    sources = [bucket["one"]["hits"]["hits"][0]["_source"] for bucket in buckets]
    return tuple(_decision(source) for source in sources if source["body"].get("details", {}).get("decision"))


def _decision(source: dict[str, Any]) -> Decision:
    details = source["body"]["details"]
    people = tuple((person["customer_id"], person.get("name") or "") for person in details["people"])
    return Decision(
        source["decision_id"], details["decision"], people, source["by"], source["at"], source.get("reason") or ""
    )


def conflicts(engine: Engine, principal: Principal, page: int = 1) -> ConflictsPage:
    """Contested keys that nobody has decided about, the most contested clusters first. `page` counts from 1."""
    body = {
        "query": {"bool": {"filter": [{"term": {"type": "cluster"}}, {"range": {"conflict_count": {"gt": 0}}}]}},
        "sort": [{"conflict_count": "desc"}, {"customer_ids": {"order": "asc"}}, {"_seq_no": "asc"}],
        "from": (page - 1) * PAGE_SIZE,
        "size": PAGE_SIZE,
        "track_total_hits": True,
        "aggs": {"all": {"sum": {"field": "conflict_count"}}},
    }
    answer = ask.search(engine, principal, "identities", body)
    hits = answer["hits"]["hits"]
    found: list[tuple[str, Key, str, list[str]]] = []
    for hit in hits:
        stored = hit["_source"]["body"]
        for conflict in stored["conflicts"]:
            key = Key(*conflict["key"])
            if not conflict.get("settled"):
                found.append((hit["_id"], key, conflict["reason"], _claimants(stored, key)))
    people = briefs(engine, principal, [id for *_, ids in found for id in ids])
    told = tuple(
        OpenConflict(
            cluster_id,
            key.id,
            key.kind.removesuffix("+name"),
            key.value.partition("\0")[0],
            reason,
            tuple(people[id] for id in ids if id in people),
        )
        for cluster_id, key, reason, ids in found
    )
    total = int(answer.get("aggregations", {}).get("all", {}).get("value", 0))
    return ConflictsPage(total, told, bool(hits) and ask.total(answer) > page * PAGE_SIZE)


def _claimants(body: dict[str, Any], key: Key) -> list[str]:
    """The customers that claim a key, the strongest first."""
    common = {Key(*stored) for stored in body["common"]}
    hidden = {(bond[1], bond[2]) for bond in body.get("bonds", {}).values() if bond[0] == NOT_THEIRS}
    claimants: dict[str, None] = {}
    for data in body["identities"]:
        if key in linking_keys(Identity.from_dict(data), common) and (data["id"], key.id) not in hidden:
            claimants[data["customer_id"]] = None
    return list(claimants)


def apart(engine: Engine, principal: Principal, customer_ids: list[str]) -> set[frozenset[str]]:
    """Pairs of these customers of whom a person said that they are different."""
    found: set[frozenset[str]] = set()
    for start in range(0, len(customer_ids), _AT_ONCE):
        shared = [
            {"term": {"type": "cluster"}},
            {"terms": {"customer_ids": customer_ids[start : start + _AT_ONCE]}},
            {"script": {"script": "doc['customer_ids'].size() > 1"}},  # a bond's identities are in one cluster
        ]
        query = {
            "query": {"bool": {"filter": shared}},
            "sort": [{"_shard_doc": "asc"}],
            "_source": ["body.bonds", "body.identities.id", "body.identities.customer_id"],
        }
        for hits in ask.scan(engine, principal, "identities", query, _BATCH):
            for hit in hits:
                found |= _kept_apart(hit["_source"]["body"])
    wanted = set(customer_ids)
    return {pair for pair in found if pair <= wanted}


def _kept_apart(cluster: dict[str, Any]) -> set[frozenset[str]]:
    """Pairs of customers that a cluster's bonds hold to be different."""
    bonds = [bond for bond in cluster.get("bonds", {}).values() if bond[0] == DIFFERENT]
    if not bonds:
        return set()
    whose = {data["id"]: data["customer_id"] for data in cluster["identities"]}
    return {frozenset((whose[one], whose[other])) for _, one, other in bonds if one in whose and other in whose}


def _cluster_bodies(engine: Engine, principal: Principal, field_name: str, values: list[str]) -> list[dict[str, Any]]:
    wanted: list[dict[str, Any]] = [{"term": {"type": "cluster"}}, {"terms": {field_name: values}}]
    body = {"query": {"bool": {"filter": wanted}}, "size": _MOST_CLUSTERS, "_source": ["body"]}
    hits = ask.search(engine, principal, "identities", body)["hits"]["hits"]
    return [hit["_source"]["body"] for hit in hits]
