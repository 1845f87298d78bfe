"""Who would be one customer with whom: looked up and tried out before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import NotFound, WrongInput
from domain.fold import Activity, fold
from domain.identity import SAME, Bond, Identity, resolve
from engine import Engine
from indexing.anchors import anchor_order
from indexing.clusters import Pool, assigned_of, clusters_with, connected_parts, load_pool
from indexing.customers import read_said
from indexing.scan import refresh
from indexing.store import Store

_MOST_REDIRECTS = 20


@dataclass(frozen=True)
class Person:
    """A living customer with its identities; the first is its anchor: the strongest of those that
    were this customer from the start."""

    customer_id: str
    customer_number: int
    name: str
    identities: tuple[Identity, ...]

    @property
    def anchor(self) -> str:
        return self.identities[0].id

    @property
    def whose(self) -> tuple[str, int]:
        return self.customer_id, self.customer_number


@dataclass(frozen=True)
class MergePreview:
    """What a merge would make: customer documents (without IDs and clock) of each as they are, in the order asked
    for, and of the one that they become. `others` are further customers whom the rules would then join to them."""

    customer_ids: tuple[str, ...]
    documents: tuple[dict[str, Any], ...]
    merged: dict[str, Any]
    others: tuple[str, ...]


def people_of(engine: Engine, customer_ids: Sequence[str]) -> tuple[list[Person], Pool]:
    """The living customers behind these IDs, also retired ones, in their order, and the clusters they are in.
    Raises NotFound when one is not there, and WrongInput when two of them are one."""
    refresh(engine, "identities")
    living = [_living(engine, id) for id in customer_ids]
    if len(set(living)) < len(living):
        raise WrongInput("These are one customer already.")
    store = Store(engine, "identities")
    pool = load_pool(store, [hit["_id"] for hit in clusters_with(engine, "customer_ids", living)])
    names = Store(engine, "customers").get_many(living)
    people = []
    for id in living:
        entries = [e for e in pool.entries.values() if e.assigned is not None and e.assigned.customer_id == id]
        if not entries:
            raise NotFound("There is no customer with this ID (any more); look for the customer in the list.")
        entries.sort(key=lambda e: anchor_order(id, e.first[0] if e.first else None, e.identity))
        number = assigned_of(entries[0]).customer_number
        name = names.get(id, {}).get("name") or ""
        people.append(Person(id, number, name, tuple(entry.identity for entry in entries)))
    return people, pool


def _living(engine: Engine, customer_id: str) -> str:
    at = customer_id
    for _ in range(_MOST_REDIRECTS):
        redirect = engine.get("identities", f"redirect:{at}")
        if redirect is None:
            return at
        at = redirect["to_id"]
    return at


def joining_bonds(people: Sequence[Person], pool: Pool) -> list[Bond]:
    """The fewest bonds that make these people one whatever contradicts it: between their anchors, and to each of
    their identities that would otherwise fall away."""
    anchor = people[0].anchor
    bonds = [Bond.of(SAME, anchor, person.anchor) for person in people[1:]]
    wanted = [identity.id for person in people for identity in person.identities]
    while True:
        together = _group_of(anchor, pool, bonds)
        away = next((id for id in wanted if id not in together), None)
        if away is None:
            return bonds
        bonds.append(Bond.of(SAME, anchor, away))


def also_joined(people: Sequence[Person], pool: Pool, bonds: Iterable[Bond]) -> list[str]:
    """Further customers whom the rules would join to these people with the bonds."""
    together = _group_of(people[0].anchor, pool, bonds)
    ids = {assigned_of(pool.entries[id]).customer_id for id in together}
    return sorted(ids - {person.customer_id for person in people})


def _group_of(identity_id: str, pool: Pool, more: Iterable[Bond]) -> set[str]:
    """IDs of the identities that would be one with this one."""
    bonds = [*pool.bonds.values(), *more]
    everyone = [entry.identity for entry in pool.entries.values()]
    parts = connected_parts(everyone, pool.common, bonds)
    part = next(part for part in parts if any(identity.id == identity_id for identity in part))
    groups = resolve(part, pool.common, bonds).groups
    return next(ids for group in groups if identity_id in (ids := {identity.id for identity in group}))


def preview_merge(engine: Engine, principal: Principal, customer_ids: Sequence[str]) -> MergePreview:
    """What merging these customers would make of them, the first being the survivor; nothing is written. Raises
    NotFound and WrongInput as a merge does."""
    require(principal, Action.READ)
    people, pool = people_of(engine, customer_ids)
    own = [person.customer_id for person in people]
    others = also_joined(people, pool, joining_bonds(people, pool))
    ids = [*own, *others]
    said = read_said(engine, ids)
    apart = tuple(fold(said.statements[id], said.activities[id]) for id in own)
    activities: dict[str, Activity] = {}
    for campaign_id, activity in ((c, a) for id in ids for c, a in said.activities[id].items()):
        activities.setdefault(campaign_id, Activity()).include(activity)
    merged = fold([statement for id in ids for statement in said.statements[id]], activities)
    return MergePreview(tuple(own), apart, merged, tuple(others))
