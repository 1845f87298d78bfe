"""Who is who, in the index: identities are gathered in clusters (everything that keys connect), each cluster is
resolved as a whole by `domain.identity.resolve`, and each resulting group of identities is one customer.

Documents: `key:…` says which cluster a key leads to; `cluster:…` holds the identities with their customers and
the conflicts; `redirect:…` leads from an absorbed customer to the surviving one; `move:…` says that what came
under an identity now belongs to another customer, until it has been swept (see `settle`).
"""

import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from domain.identity import Identity, Key, Resolution, linking_keys, resolve
from engine import Engine
from indexing import bulk
from indexing.lock import HeldLock, current_epoch, identity_lock
from indexing.numbers import Numbers
from indexing.scan import refresh
from indexing.store import Store

_CACHE_SIZE = 300_000


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
class _Change:
    """Operations that one decision needs; `moves` are (identity ID, from, to)."""

    operations: list[bulk.Operation] = field(default_factory=list)
    moves: list[tuple[str, str, Assigned]] = field(default_factory=list)
    absorbed: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    rekeyed: set[str] = field(default_factory=set)
    is_complex: bool = False


class Resolver:
    """Resolves identities for one load. Not for sharing between threads.

    With `dry` nothing is written and what would have been is remembered, so that a dry run sees itself.
    """

    def __init__(self, engine: Engine, dry: bool = False) -> None:
        self._engine = engine
        self._store = Store(engine, "identities", dry)
        self._dry = dry
        numbers = Numbers(engine, "customers")
        self._take_number: Callable[[], int] = (lambda: 0) if dry else numbers.take
        self._cache: OrderedDict[str, Assigned] = OrderedDict()
        self._epoch = -1

    def resolve(self, identities: Iterable[Identity]) -> dict[str, Assigned]:
        """Identity ID -> its customer, creating and joining customers where that is called for."""
        wanted = {identity.id: identity for identity in identities}
        unknown = [identity for id, identity in wanted.items() if id not in self._cache]
        if unknown:
            if self._dry:
                self._decide(unknown, None)
            else:
                with identity_lock(self._engine) as lock:
                    self._finish_plan(lock)
                    if lock.epoch != self._epoch:
                        self._cache.clear()
                        self._epoch = lock.epoch
                    self._decide([i for i in wanted.values() if i.id not in self._cache], lock)
                    self._epoch = lock.epoch
        found = {id: self._cache[id] for id in wanted}
        while len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)
        return found

    def claim(self, identity: Identity, refuse: Callable[[Key, str], None]) -> Assigned:
        """A customer for somebody new. `refuse` is told each key that is claimed already, and by which customer;
        what it raises ends it with nothing written."""
        with identity_lock(self._engine) as lock:
            self._finish_plan(lock)
            self._cache.clear()
            pool, _, common = self._load_connected([identity])
            for entry in pool.values():
                for key in linking_keys(entry.identity, common):
                    if key in linking_keys(identity, common) and entry.assigned is not None:
                        refuse(key, entry.assigned.customer_id)
            self._decide([identity], lock)
            self._epoch = lock.epoch
        return self._cache[identity.id]

    def forget(self, identity_ids: set[str]) -> None:
        """Take identities that no record states any more out of their clusters and resolve what is left."""
        with identity_lock(self._engine) as lock:
            self._finish_plan(lock)
            refresh(self._engine, "identities")
            query = {
                "bool": {"filter": [{"term": {"type": "cluster"}}, {"terms": {"origin_id": sorted(identity_ids)}}]}
            }
            clusters = [
                hit["_id"]
                for hit in self._engine.search("identities", {"query": query, "size": 10_000})["hits"]["hits"]
            ]
            pool, home, common = self._load_clusters(clusters)
            gone = [pool.pop(id).identity for id in identity_ids if id in pool]
            left = {key.id for entry in pool.values() for key in linking_keys(entry.identity, common)}
            change = _Change(is_complex=True)
            for identity in gone:
                for key in linking_keys(identity, common):
                    if key.id not in left:
                        change.operations.append(self._store.delete(key.id))
            self._settle_pool(pool, home, common, change, everything=True)
            emptied = set(clusters) - set(home.values())
            change.operations += [self._store.delete(cluster_id) for cluster_id in sorted(emptied)]
            lock.epoch += 1  # others must not go on trusting what they remember
            self._write(change, lock)
        self._cache.clear()

    def _finish_plan(self, lock: HeldLock) -> None:
        if lock.plan:
            bulk.send_all(self._engine, [operation.encode() for operation in lock.plan])

    def _decide(self, identities: list[Identity], lock: HeldLock | None) -> None:
        pool, home, common = self._load_connected(identities)
        change = _Change()
        new = {i.id for i in identities if i.id not in pool}
        for identity in identities:
            pool.setdefault(identity.id, Entry(identity))
        self._settle_pool(pool, home, common, change, new)
        if change.operations:
            self._write(change, lock)

    def _load_connected(self, identities: list[Identity]) -> tuple[dict[str, Entry], dict[str, str], set[Key]]:
        """The clusters that the identities' keys lead to."""
        keys = {key.id: key for identity in identities for key in identity.keys}
        documents = self._store.get_many(list(keys))
        common = {keys[id] for id, document in documents.items() if document.get("common")}
        if common:
            named = {key.id for identity in identities for key in linking_keys(identity, common)} - set(keys)
            documents |= self._store.get_many(list(named))
        clusters = {d["cluster_id"] for d in documents.values() if not d.get("common")}
        pool, home, more_common = self._load_clusters(clusters)
        return pool, home, common | more_common

    def _load_clusters(self, cluster_ids: Iterable[str]) -> tuple[dict[str, Entry], dict[str, str], set[Key]]:
        """Identity ID -> entry, identity ID -> its cluster, and the keys known to be common."""
        pool: dict[str, Entry] = {}
        home: dict[str, str] = {}
        common: set[Key] = set()
        for cluster_id, document in self._store.get_many(sorted(cluster_ids)).items():
            body = document["body"]
            common |= {Key(*key) for key in body["common"]}
            for data in body["identities"]:
                identity = Identity.from_dict(data)
                assigned = Assigned(data["customer_id"], data["customer_number"], tuple(data["conflict_keys"]))
                pool[identity.id] = Entry(identity, assigned, (data["first_id"], data["first_number"]))
                home[identity.id] = cluster_id
        return pool, home, common

    def _settle_pool(
        self,
        pool: dict[str, Entry],
        home: dict[str, str],
        common: set[Key],
        change: _Change,
        new: set[str] | None = None,
        everything: bool = False,
    ) -> None:
        """Resolve each connected part of the pool that holds something new, and note what must be written."""
        used_clusters: set[str] = set()
        done: set[str] = set()
        queue = connected_parts([entry.identity for entry in pool.values()], common)
        while queue:
            part = queue.pop()
            if not everything and not any(identity.id in (new or ()) for identity in part):
                for identity in part:
                    self._remember(identity.id, pool[identity.id].assigned)
                continue
            resolution = resolve(part, common)
            if resolution.common - common:
                common |= resolution.common
                change.operations += [
                    self._store.index(key.id, {"type": "key", "kind": key.kind, "common": True})
                    for key in resolution.common
                ]
                new = (new or set()) | {identity.id for identity in part}
                change.rekeyed |= {identity.id for identity in part}
                queue += connected_parts(part, common)
                continue
            clusters = sorted({home[i.id] for i in part if i.id in home} - used_clusters)
            cluster_id = clusters[0] if clusters else f"cluster:{uuid.uuid4().hex}"
            used_clusters.add(cluster_id)
            done |= set(clusters[1:])
            change.is_complex = change.is_complex or len(clusters) > 1
            self._assign(resolution, pool, change)
            self._note_cluster(cluster_id, part, pool, home, resolution, common, change)
        emptied = (done | (set(home.values()) if everything else set())) - used_clusters
        change.operations += [self._store.delete(cluster_id) for cluster_id in sorted(emptied)]

    def _assign(self, resolution: Resolution, pool: dict[str, Entry], change: _Change) -> None:
        """Give each group a customer: the one its first member had; what it had first if that is free; or a new one."""
        held: dict[str, int] = {}
        for number, group in enumerate(resolution.groups):
            for identity in group:
                assigned = pool[identity.id].assigned
                if assigned is not None:
                    held.setdefault(assigned.customer_id, number)
        conflicts = {conflict.key.id for conflict in resolution.conflicts}
        living = {entry.assigned.customer_id for entry in pool.values() if entry.assigned is not None}
        originals = {entry.first[0] for entry in pool.values() if entry.first is not None}
        chosen: list[str] = []
        for number, group in enumerate(resolution.groups):
            entries = [pool[identity.id] for identity in group]
            before = [e.assigned for e in entries if e.assigned is not None]
            firsts = {e.first[0] for e in entries if e.first is not None}
            # In a split, a customer stays with those who were that customer first.
            own = [
                a
                for a in before
                if a.customer_id not in change.given
                and (a.customer_id in firsts or (held[a.customer_id] == number and a.customer_id not in originals))
            ]
            taken = living | change.given
            free = [e.first for e in entries if e.first is not None and e.first[0] not in taken]
            if own:
                customer_id, customer_number = own[0].customer_id, own[0].customer_number
            elif free:
                customer_id, customer_number = free[0]
                change.operations.append(self._store.delete(f"redirect:{customer_id}"))
            else:
                customer_id, customer_number = uuid.uuid4().hex, self._take_number()
            change.given.add(customer_id)
            chosen.append(customer_id)
            for entry in entries:
                keys = tuple(key.id for key in entry.identity.keys if key.id in conflicts)
                assigned = Assigned(customer_id, customer_number, keys)
                if entry.assigned is not None and entry.assigned.customer_id != customer_id:
                    change.moves.append((entry.identity.id, entry.assigned.customer_id, assigned))
                entry.assigned = assigned
                entry.first = entry.first or (customer_id, customer_number)
                self._remember(entry.identity.id, assigned)
        change.absorbed |= {old: chosen[number] for old, number in held.items() if old not in chosen}

    def _note_cluster(
        self,
        cluster_id: str,
        part: list[Identity],
        pool: dict[str, Entry],
        home: dict[str, str],
        resolution: Resolution,
        common: set[Key],
        change: _Change,
    ) -> None:
        """Keys first, then the cluster: a key whose cluster is missing after a crash is completed by the next."""
        keys = {
            key.id: key
            for identity in part
            if home.get(identity.id) != cluster_id or identity.id in change.rekeyed
            for key in linking_keys(identity, common)
        }
        change.operations += [
            self._store.index(id, {"type": "key", "kind": key.kind, "cluster_id": cluster_id})
            for id, key in keys.items()
        ]
        own_common = common & {key for identity in part for key in identity.keys}
        document = {
            "type": "cluster",
            "origin_id": [identity.id for identity in part],
            "customer_ids": sorted({_assigned(pool[i.id]).customer_id for i in part}),
            "conflict_count": len(resolution.conflicts),
            "body": {
                "identities": [_stored(pool[i.id]) for group in resolution.groups for i in group],
                "common": [list(key) for key in sorted(own_common)],
                "conflicts": [
                    {"key": list(c.key), "customers": c.customers, "reason": c.reason} for c in resolution.conflicts
                ],
            },
        }
        change.operations.append(self._store.index(cluster_id, document))

    def _write(self, change: _Change, lock: HeldLock | None) -> None:
        for number, (identity_id, old, assigned) in enumerate(change.moves, 1):
            epoch = (lock.epoch if lock else 0) + number
            move = {
                "type": "move",
                "origin_id": identity_id,
                "from_id": old,
                "to_id": assigned.customer_id,
                "to_number": assigned.customer_number,
                "epoch": epoch,
                "swept": False,
            }
            change.operations.append(self._store.index(f"move:{epoch}", move))
        for old, survivor in change.absorbed.items():
            if old in change.given:  # another part of a split kept it
                continue
            redirect = {"type": "redirect", "from_id": old, "to_id": survivor}
            change.operations.append(self._store.index(f"redirect:{old}", redirect))
        if lock is None:
            return
        if change.moves or change.is_complex:
            lock.epoch += len(change.moves)
            lock.write([operation.decode() for operation in change.operations])
        bulk.send_all(self._engine, change.operations)

    def _remember(self, identity_id: str, assigned: Assigned | None) -> None:
        if assigned is not None:
            self._cache[identity_id] = assigned
            self._cache.move_to_end(identity_id)

    @property
    def epoch(self) -> int:
        """The epoch of what this resolver last saw."""
        return self._epoch if self._epoch >= 0 else current_epoch(self._engine)


def connected_parts(identities: Iterable[Identity], common: set[Key]) -> list[list[Identity]]:
    """Split identities into those that linking keys connect."""
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
    parts: dict[str, list[Identity]] = {}
    for identity in everyone:
        parts.setdefault(root(identity.id), []).append(identity)
    return list(parts.values())


def _assigned(entry: Entry) -> Assigned:
    assert entry.assigned is not None
    return entry.assigned


def _stored(entry: Entry) -> dict[str, Any]:
    assigned = _assigned(entry)
    first = entry.first or (assigned.customer_id, assigned.customer_number)
    return entry.identity.as_dict() | {
        "id": entry.identity.id,
        "customer_id": assigned.customer_id,
        "customer_number": assigned.customer_number,
        "conflict_keys": list(assigned.conflict_keys),
        "first_id": first[0],
        "first_number": first[1],
    }
