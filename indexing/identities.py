"""Who is who, in the index: identities are gathered in clusters (everything that keys or bonds connect), each cluster
is resolved as a whole by `domain.identity.resolve`, and each resulting group of identities is one customer.

Documents: `key:…` says which cluster a key leads to; `cluster:…` holds the identities with their customers, the bonds
between them and the conflicts; `bond:…` is what a person decided; `redirect:…` leads from an absorbed customer to the
surviving one; `move:…` says that what came under an identity now belongs to another customer, until it has been
swept (see `settle`).
"""

import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from domain.errors import NotFound
from domain.identity import Bond, Identity, linking_keys, resolve
from engine import Engine
from indexing import bulk
from indexing.assignment import Change, assign
from indexing.clusters import Assigned as Assigned
from indexing.clusters import Entry, Pool, cluster_document, clusters_with, load_pool
from indexing.clusters import connected_parts as connected_parts
from indexing.lock import HeldLock, current_epoch, identity_lock
from indexing.numbers import Numbers
from indexing.scan import refresh
from indexing.store import Store

_CACHE_SIZE = 300_000


class Resolver:
    """Resolves identities for one load, and carries out what people decided. Not for sharing between threads.

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
                    lock.finish_plan()
                    if lock.epoch != self._epoch:
                        self._cache.clear()
                        self._epoch = lock.epoch
                    self._decide([i for i in wanted.values() if i.id not in self._cache], lock)
                    self._epoch = lock.epoch
        found = {id: self._cache[id] for id in wanted}
        while len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)
        return found

    def claim(
        self, identity: Identity, check: Callable[[], None], tell: Callable[[Assigned, HeldLock], None]
    ) -> Assigned:
        """A customer for somebody new. Nobody else can decide meanwhile: what `check` raises ends it unwritten, and
        `tell` stores what is known of them, so that the next one finds them."""
        with identity_lock(self._engine) as lock:
            lock.finish_plan()
            self._cache.clear()
            check()
            self._decide([identity], lock)
            self._epoch = lock.epoch
            tell(self._cache[identity.id], lock)
        return self._cache[identity.id]

    def forget(self, identity_ids: set[str], with_bonds: bool = False) -> None:
        """Take identities that no record states any more out of their clusters and resolve what is left. Those that a
        bond names stay, so that the decision holds when they are stated again, unless the bonds go `with` them."""
        with identity_lock(self._engine) as lock:
            lock.finish_plan()
            pool = self._pool_of(identity_ids)
            change = Change(is_complex=True)
            named = {id: bond for id, bond in pool.bonds.items() if not identity_ids.isdisjoint(bond.identities)}
            if with_bonds:
                self._drop_bonds(named, pool, change)
            else:
                identity_ids = identity_ids - {id for bond in named.values() for id in bond.identities}
            gone = [pool.entries.pop(id).identity for id in sorted(identity_ids) if id in pool.entries]
            left = {key.id for e in pool.entries.values() for key in linking_keys(e.identity, pool.common)}
            unclaimed = {key.id for identity in gone for key in linking_keys(identity, pool.common)} - left
            change.operations += [self._store.delete(key_id) for key_id in sorted(unclaimed)]
            self._settle_pool(pool, change, everything=True)
            lock.epoch += 1  # others must not go on trusting what they remember
            self._write(change, lock)
        self._cache.clear()

    def bind(
        self,
        bonds: Mapping[str, Bond],
        documents: Mapping[str, dict[str, Any]],
        identities: Iterable[Identity] = (),
        wishes: Mapping[str, tuple[str, int]] | None = None,
    ) -> set[str]:
        """Add bonds (ID -> bond, ID -> what is stored) and resolve the clusters they concern, as one step that a crash
        cannot halve. `identities` are new ones that bonds may name. Returns the customers concerned, from before
        and after. Raises NotFound when a bond names an identity that is not there."""
        with identity_lock(self._engine) as lock:
            lock.finish_plan()
            new = list(identities)
            named = {id for bond in bonds.values() for id in bond.identities}
            known = {hit["_id"] for hit in self._clusters_with(named | {identity.id for identity in new})}
            connected, common = self._connected(new)
            pool = load_pool(self._store, known | connected)
            pool.common |= common
            concerned = _customers(pool, named)
            for identity in new:
                pool.entries.setdefault(identity.id, Entry(identity))
            if not named <= set(pool.entries):
                raise NotFound("Somebody this is about is not there any more; look the customer up again.")
            pool.bonds |= bonds
            change = Change(is_complex=True, wishes=dict(wishes or {}))
            change.operations += [self._store.index(id, documents[id]) for id in bonds]
            self._settle_pool(pool, change, named | {identity.id for identity in new})
            self._write(change, lock)
        self._cache.clear()
        return concerned | _customers(pool, named)

    def release(self, bonds: Mapping[str, Bond], wishes: Mapping[str, tuple[str, int]] | None = None) -> set[str]:
        """Take bonds away and resolve anew what they concerned; returns the customers concerned, before and after."""
        named = {id for bond in bonds.values() for id in bond.identities}
        with identity_lock(self._engine) as lock:
            lock.finish_plan()
            pool = self._pool_of(named)
            concerned = _customers(pool, named)
            change = Change(is_complex=True, wishes=dict(wishes or {}))
            self._drop_bonds(bonds, pool, change)
            self._settle_pool(pool, change, everything=True)
            lock.epoch += 1
            self._write(change, lock)
        self._cache.clear()
        return concerned | _customers(pool, named)

    def _drop_bonds(self, bonds: Iterable[str], pool: Pool, change: Change) -> None:
        for id in sorted(bonds):
            pool.bonds.pop(id, None)
            change.operations.append(self._store.delete(id))

    def _decide(self, identities: list[Identity], lock: HeldLock | None) -> None:
        connected, common = self._connected(identities)
        pool = load_pool(self._store, connected)
        pool.common |= common
        new = {i.id for i in identities if i.id not in pool.entries}
        for identity in identities:
            pool.entries.setdefault(identity.id, Entry(identity))
        change = Change()
        self._settle_pool(pool, change, new)
        if change.operations:
            self._write(change, lock)

    def _connected(self, identities: list[Identity]) -> tuple[set[str], set[Any]]:
        """The clusters that the identities' keys lead to, and those of the keys that are known to be common."""
        keys = {key.id: key for identity in identities for key in identity.keys}
        documents = self._store.get_many(list(keys))
        common = {keys[id] for id, document in documents.items() if document.get("common")}
        if common:
            named = {key.id for identity in identities for key in linking_keys(identity, common)} - set(keys)
            documents |= self._store.get_many(list(named))
        return {d["cluster_id"] for d in documents.values() if not d.get("common")}, common

    def _clusters_with(self, identity_ids: Iterable[str]) -> list[dict[str, Any]]:
        refresh(self._engine, "identities")
        return clusters_with(self._engine, "origin_id", identity_ids)

    def _pool_of(self, identity_ids: Iterable[str]) -> Pool:
        return load_pool(self._store, [hit["_id"] for hit in self._clusters_with(identity_ids)])

    def _settle_pool(self, pool: Pool, change: Change, new: set[str] | None = None, everything: bool = False) -> None:
        """Resolve each connected part of the pool that holds something new, and note what must be written."""
        used_clusters: set[str] = set()
        done: set[str] = set()
        queue = pool.parts()
        while queue:
            part = queue.pop()
            if not everything and not any(identity.id in (new or ()) for identity in part):
                for identity in part:
                    self._remember(identity.id, pool.entries[identity.id].assigned)
                continue
            bonds = pool.bonds_of(part)
            resolution = resolve(part, pool.common, bonds.values())
            if resolution.common - pool.common:
                pool.common |= resolution.common
                change.operations += [
                    self._store.index(key.id, {"type": "key", "kind": key.kind, "common": True})
                    for key in resolution.common
                ]
                new = (new or set()) | {identity.id for identity in part}
                change.rekeyed |= {identity.id for identity in part}
                queue += connected_parts(part, pool.common, bonds.values())
                continue
            clusters = sorted({pool.home[i.id] for i in part if i.id in pool.home} - used_clusters)
            cluster_id = clusters[0] if clusters else f"cluster:{uuid.uuid4().hex}"
            used_clusters.add(cluster_id)
            done |= set(clusters[1:])
            change.is_complex = change.is_complex or len(clusters) > 1
            assign(resolution, pool, change, self._store, self._take_number)
            for identity in part:
                self._remember(identity.id, pool.entries[identity.id].assigned)
            self._note_cluster(cluster_id, part, pool, change, cluster_document(part, pool, resolution))
        emptied = (done | (set(pool.home.values()) if everything else set())) - used_clusters
        change.operations += [self._store.delete(cluster_id) for cluster_id in sorted(emptied)]

    def _note_cluster(
        self, cluster_id: str, part: list[Identity], pool: Pool, change: Change, document: dict[str, Any]
    ) -> None:
        """Keys first, then the cluster: a key whose cluster is missing after a crash is completed by the next."""
        keys = {
            key.id: key
            for identity in part
            if pool.home.get(identity.id) != cluster_id or identity.id in change.rekeyed
            for key in linking_keys(identity, pool.common)
        }
        change.operations += [
            self._store.index(id, {"type": "key", "kind": key.kind, "cluster_id": cluster_id})
            for id, key in keys.items()
        ]
        change.operations.append(self._store.index(cluster_id, document))

    def _write(self, change: Change, lock: HeldLock | None) -> None:
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
        lock.keep()
        bulk.send_all(self._engine, change.operations)

    def _remember(self, identity_id: str, assigned: Assigned | None) -> None:
        if assigned is not None:
            self._cache[identity_id] = assigned
            self._cache.move_to_end(identity_id)

    @property
    def epoch(self) -> int:
        """The epoch of what this resolver last saw."""
        return self._epoch if self._epoch >= 0 else current_epoch(self._engine)


def _customers(pool: Pool, identity_ids: Iterable[str]) -> set[str]:
    entries = [pool.entries[id] for id in identity_ids if id in pool.entries]
    return {entry.assigned.customer_id for entry in entries if entry.assigned is not None}
