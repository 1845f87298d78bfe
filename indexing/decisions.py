"""What people decide about who is who: two are one, two are not, a conflict is settled; and undoing it exactly.

A decision is the bonds that share its ID. It holds for every later load, in whatever order, until it is undone.
"""

import uuid
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import NotFound
from domain.identity import DIFFERENT, Bond, Key, linking_keys
from engine import Engine
from indexing.audit import note
from indexing.bonds import StatedBond, add_bonds, bonds_where, read_bonds, remove_bonds
from indexing.clusters import Pool, assigned_of, clusters_with, load_pool
from indexing.merging import Person, also_joined, joining_bonds, people_of
from indexing.processes import now
from indexing.scan import refresh
from indexing.store import Store

MERGE, APART = "merge", "apart"


def merge_customers(engine: Engine, principal: Principal, survivor_id: str, other_id: str, reason: str = "") -> str:
    """Make two customers one, under the ID of the survivor; returns the decision's ID.

    Raises Forbidden, NotFound when one is not there, WrongInput when they are one already, and Busy.
    """
    require(principal, Action.MERGE)
    people, pool = people_of(engine, (survivor_id, other_id))
    return _join(engine, principal, people, pool, reason)


def keep_apart(engine: Engine, principal: Principal, customer_a: str, customer_b: str, reason: str = "") -> str:
    """Hold two customers to be different people, whatever joins them; returns the decision's ID, that of the earlier
    decision where there is one. Raises as `merge_customers`."""
    require(principal, Action.MERGE)
    people, pool = people_of(engine, (customer_a, customer_b))
    return _part(engine, principal, people, pool, reason)


def settle_conflict(
    engine: Engine, principal: Principal, cluster_id: str, key_id: str, same: bool, reason: str = ""
) -> str:
    """Settle a key that several customers claim: all of them are one person, or all are different people. Returns
    the decision's ID. Raises Forbidden, and NotFound when the key is not contested (any more)."""
    require(principal, Action.MERGE)
    people, pool, key = _claimants(engine, cluster_id, key_id)
    decide = _join if same else _part
    return decide(engine, principal, people, pool, reason or f"conflict over a {_KINDS[key.kind.partition('+')[0]]}")


def undo_decision(engine: Engine, principal: Principal, decision_id: str) -> None:
    """Take a decision back. Of a merge, both customers return with their IDs, numbers and documents; what came under
    an identity meanwhile goes with whose it is. Raises Forbidden, NotFound when it is undone already, and Busy."""
    require(principal, Action.MERGE)
    bonds = bonds_where(engine, "decision_id", [decision_id])
    # What a typed phone, e-mail or customer ID binds is no decision: it is released with the value.
    if not bonds or not all(stated.details.get("decision") for stated in bonds.values()):
        raise NotFound("This decision is undone already.")
    first = next(iter(bonds.values()))
    kind = first.details.get("decision")
    people = [*first.details.get("people", []), *first.details.get("also", [])]
    remove_bonds(engine, bonds, _wishes(engine, people) if kind == MERGE else None)
    sentence = "Undid a merge: the customers are apart again." if kind == MERGE else "No longer keeps customers apart."
    _note(engine, principal, "unmerge" if kind == MERGE else "undo", sentence, decision_id, first.customers)


def _join(engine: Engine, principal: Principal, people: Sequence[Person], pool: Pool, reason: str) -> str:
    decision_id = uuid.uuid4().hex
    bonds = joining_bonds(people, pool)
    others = also_joined(people, pool, bonds)
    also = people_of(engine, others)[0] if others else []
    stated = _stated(bonds, MERGE, decision_id, principal, people, reason, also)
    survivor = people[0]
    add_bonds(engine, stated, wishes={survivor.anchor: survivor.whose})
    _note(engine, principal, "merge", "Merged customers into one.", decision_id, [p.customer_id for p in people])
    return decision_id


def _part(engine: Engine, principal: Principal, people: Sequence[Person], pool: Pool, reason: str) -> str:
    held = {frozenset(bond.identities): id for id, bond in pool.bonds.items() if bond.kind == DIFFERENT}
    missing, said = [], []
    for one, other in combinations(people, 2):
        pairs = (frozenset((a.id, b.id)) for a in one.identities for b in other.identities) if held else ()
        if found := next((held[pair] for pair in pairs if pair in held), None):
            said.append(found)
        else:
            missing.append(Bond.of(DIFFERENT, one.anchor, other.anchor))
    if not missing:
        return next(iter(read_bonds(engine, said).values())).decision_id
    decision_id = uuid.uuid4().hex
    add_bonds(engine, _stated(missing, APART, decision_id, principal, people, reason))
    customers = [p.customer_id for p in people]
    _note(engine, principal, "keep apart", "Holds customers to be different people.", decision_id, customers)
    return decision_id


def _stated(
    bonds: Iterable[Bond],
    kind: str,
    decision_id: str,
    principal: Principal,
    people: Sequence[Person],
    reason: str,
    also: Sequence[Person] = (),
) -> list[StatedBond]:
    """`also` are those whom a merge of `people` took in by the rules: undoing it gives them back too."""
    at, customers = now(), tuple(person.customer_id for person in (*people, *also))
    details = {"decision": kind, "people": [_as_dict(p) for p in people], "also": [_as_dict(p) for p in also]}
    return [StatedBond(bond, decision_id, principal.identity, at, reason, customers, details) for bond in bonds]


def _as_dict(person: Person) -> dict[str, Any]:
    return {
        "anchor": person.anchor,
        "customer_id": person.customer_id,
        "customer_number": person.customer_number,
        "name": person.name,
    }


def _wishes(engine: Engine, people: Sequence[dict[str, Any]]) -> dict[str, tuple[str, int]]:
    """Who is to be whom after a merge is undone: the survivor whoever it is by now, the others who they were."""
    if not people:
        return {}
    refresh(engine, "identities")
    anchors = [person["anchor"] for person in people]
    pool = load_pool(Store(engine, "identities"), [h["_id"] for h in clusters_with(engine, "origin_id", anchors)])
    wishes = {person["anchor"]: (person["customer_id"], int(person["customer_number"])) for person in people}
    if anchors[0] in pool.entries:
        assigned = assigned_of(pool.entries[anchors[0]])
        wishes[anchors[0]] = (assigned.customer_id, assigned.customer_number)
    return wishes


def _claimants(engine: Engine, cluster_id: str, key_id: str) -> tuple[list[Person], Pool, Key]:
    """The customers that claim a contested key, the strongest first."""
    store = Store(engine, "identities")
    # The cluster may have become another's part since it was shown; the key knows.
    at = store.get_many([key_id]).get(key_id, {}).get("cluster_id", cluster_id)
    document = store.get_many([at]).get(at)
    contested = [Key(*c["key"]) for c in document["body"]["conflicts"]] if document else []
    key = next((key for key in contested if key.id == key_id), None)
    if key is None:
        raise NotFound("This conflict is settled already.")
    pool = load_pool(store, [at])
    hidden = {(bond.one, bond.other) for bond in pool.bonds.values()}
    claimants: dict[str, None] = {}
    for id, entry in pool.entries.items():
        if key in linking_keys(entry.identity, pool.common) and (id, key_id) not in hidden:
            claimants[assigned_of(entry).customer_id] = None
    people, pool = people_of(engine, list(claimants))
    return people, pool, key


_KINDS = {"external_id": "customer ID", "email": "e-mail", "phone": "phone"}


def _note(
    engine: Engine, principal: Principal, action: str, sentence: str, decision_id: str, customers: Sequence[str]
) -> None:
    """One entry for each customer concerned, so that whoever looks for one of them finds it."""
    for customer_id in customers:
        more = {"object_id": decision_id, "customer_id": customer_id, "count": len(customers)}
        note(engine, principal, action, "customer", sentence, **more)  # type: ignore[arg-type]
