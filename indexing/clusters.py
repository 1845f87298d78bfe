"""Clusters: the identities that keys and bonds connect, as they are stored and as they are held while deciding."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from domain.identity import NOT_THEIRS, Bond, Identity, Key, Resolution, linking_keys
from engine import Engine
from indexing.store import Store

_MOST_CLUSTERS = 10_000


@dataclass(frozen=True)
class Assigned:
    """Whom an identity belongs to; `conflict_keys` are the `_id`s of its keys that others claim too."""

    customer_id: str
    customer_number: int
    conflict_keys: tuple[str, ...] = ()


@dataclass
class Entry:
    """An identity in a cluster. `first` is the customer it was given first: undoing a join gives it back."""

    identity: Identity
    assigned: Assigned | None = None
    first: tuple[str, int] | None = None


@dataclass
class Pool:
    """What is decided about together: entries by identity ID, the cluster each came from, the keys known to be
    common, and bonds by their ID."""

    entries: dict[str, Entry] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    common: set[Key] = field(default_factory=set)
    bonds: dict[str, Bond] = field(default_factory=dict)

    def parts(self) -> list[list[Identity]]:
        """What keys and bonds connect."""
        return connected_parts([e.identity for e in self.entries.values()], self.common, self.bonds.values())

    def bonds_of(self, part: Iterable[Identity]) -> dict[str, Bond]:
        """Those between identities of a part."""
        if not self.bonds:
            return {}
        ids = {identity.id for identity in part}
        return {id: bond for id, bond in self.bonds.items() if ids.issuperset(bond.identities)}


def load_pool(store: Store, cluster_ids: Iterable[str]) -> Pool:
    """The clusters as they are now."""
    pool = Pool()
    for cluster_id, document in store.get_many(sorted(cluster_ids)).items():
        body = document["body"]
        pool.common |= {Key(*key) for key in body["common"]}
        pool.bonds |= {id: Bond(*bond) for id, bond in body.get("bonds", {}).items()}
        for data in body["identities"]:
            identity = Identity.from_dict(data)
            assigned = Assigned(data["customer_id"], data["customer_number"], tuple(data["conflict_keys"]))
            pool.entries[identity.id] = Entry(identity, assigned, (data["first_id"], data["first_number"]))
            pool.home[identity.id] = cluster_id
    return pool


def clusters_with(engine: Engine, field_name: str, values: Iterable[str]) -> list[dict[str, Any]]:
    """Hits of the clusters that hold these identities (`origin_id`) or customers (`customer_ids`); needs a refresh."""
    query = {"bool": {"filter": [{"term": {"type": "cluster"}}, {"terms": {field_name: sorted(set(values))}}]}}
    hits: list[dict[str, Any]] = engine.search("identities", {"query": query, "size": _MOST_CLUSTERS})["hits"]["hits"]
    return hits


def cluster_document(part: list[Identity], pool: Pool, resolution: Resolution) -> dict[str, Any]:
    """A resolved part as it is stored."""
    own_common = pool.common & {key for identity in part for key in identity.keys}
    body: dict[str, Any] = {
        "identities": [_stored(pool.entries[i.id]) for group in resolution.groups for i in group],
        "common": [list(key) for key in sorted(own_common)],
        "conflicts": [
            {"key": list(c.key), "customers": c.customers, "reason": c.reason, "settled": c.settled}
            for c in resolution.conflicts
        ],
    }
    if bonds := pool.bonds_of(part):
        body["bonds"] = {id: list(bond) for id, bond in sorted(bonds.items())}
    return {
        "type": "cluster",
        "origin_id": [identity.id for identity in part],
        "customer_ids": sorted({assigned_of(pool.entries[i.id]).customer_id for i in part}),
        "conflict_count": sum(not c.settled for c in resolution.conflicts),
        "body": body,
    }


def connected_parts(
    identities: Iterable[Identity], common: set[Key], bonds: Iterable[Bond] = ()
) -> list[list[Identity]]:
    """Split identities into those that linking keys or bonds connect. A key that is not theirs connects all the
    same: whoever states the identity again comes by that key to what was decided about it."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    everyone = list(identities)
    for identity in everyone:
        for key in linking_keys(identity, common):
            parent[root(key.id)] = root(identity.id)
    for bond in bonds:
        if bond.kind != NOT_THEIRS:
            parent[root(bond.one)] = root(bond.other)
    parts: dict[str, list[Identity]] = {}
    for identity in everyone:
        parts.setdefault(root(identity.id), []).append(identity)
    return list(parts.values())


def assigned_of(entry: Entry) -> Assigned:
    """Of an entry that was decided about."""
    assert entry.assigned is not None
    return entry.assigned


def _stored(entry: Entry) -> dict[str, Any]:
    assigned = assigned_of(entry)
    first = entry.first or (assigned.customer_id, assigned.customer_number)
    return entry.identity.as_dict() | {
        "id": entry.identity.id,
        "customer_id": assigned.customer_id,
        "customer_number": assigned.customer_number,
        "conflict_keys": list(assigned.conflict_keys),
        "first_id": first[0],
        "first_number": first[1],
    }
