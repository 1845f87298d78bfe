"""Phones, e-mails and customer IDs that are typed by hand: what they mean for who is who.

A key that is new is an identity of its own, bonded to the customer; a key that is taken away is bonded as not theirs
to each identity that states it. What came under such an identity stays with the customer.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from domain.access import Principal
from domain.identity import NOT_THEIRS, SAME, Bond, Identity, Key
from domain.values import LIST_FIELDS
from engine import Engine
from indexing.anchors import Anchor
from indexing.bonds import StatedBond, add_bonds, bonds_where, remove_bonds
from indexing.processes import now
from indexing.statements import shown_external_id


@dataclass(frozen=True)
class KeyChange:
    """What a field's new list means: `typed` are identities of keys that no source states of the customer."""

    decision_id: str
    bonds: tuple[Bond, ...] = ()
    typed: dict[str, Identity] = field(default_factory=dict)


def key_change(
    field_name: str, after: tuple[str, ...], anchors: list[Anchor], anchor: Anchor, slot: str, sourced: set[str]
) -> KeyChange:
    """Of a list of phones, e-mails or customer IDs of the customer with these `anchors`; `anchor` is where it is said.
    `sourced` are IDs of identities that something other than such a list states. Pure."""
    kind = LIST_FIELDS[field_name]
    stated: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for identity in (one.identity for one in anchors):
        for key in identity.keys:
            # What only an earlier list stated goes or comes with its bonds.
            if key.kind == kind and (identity.id in sourced or identity != _typed(kind, _shown(key))):
                stated[_shown(key)].append((identity.id, key.id))
    typed = [_typed(kind, text) for text in after if text not in stated]
    bonds = {Bond.of(SAME, anchor.identity.id, identity.id) for identity in typed}
    for text, pairs in stated.items():
        for identity_id, key_id in pairs if text not in after else ():
            bonds.add(Bond.of(NOT_THEIRS, identity_id, key_id))
            bonds.add(Bond.of(SAME, anchor.identity.id, identity_id))
    told = tuple(sorted(bond for bond in bonds if bond.one != bond.other))
    return KeyChange(slot, told, {identity.id: identity for identity in typed})


def bind(engine: Engine, principal: Principal, changes: list[KeyChange]) -> None:
    """Add the bonds that are not there yet. Again, it does nothing."""
    at = now()
    there = {stated.bond for stated in _bonds_of(engine, changes).values()}
    bonds = [
        StatedBond(bond, change.decision_id, principal.identity, at, "typed by hand")
        for change in changes
        for bond in change.bonds
        if bond not in there
    ]
    identities = {id: identity for change in changes for id, identity in change.typed.items()}
    if bonds:
        add_bonds(engine, bonds, identities.values())


def loosen(engine: Engine, changes: list[KeyChange], anchor: Anchor) -> bool:
    """Take away the bonds of earlier lists that the present ones do without; whether there were any. Who has the
    `anchor` stays the customer that they are, whoever parts from them."""
    wanted = {bond for change in changes for bond in change.bonds}
    obsolete = [id for id, stated in _bonds_of(engine, changes).items() if stated.bond not in wanted]
    _remove(engine, obsolete, anchor)
    return bool(obsolete)


def take_back(engine: Engine, tried: list[KeyChange], stored: list[KeyChange], anchor: Anchor) -> None:
    """Take away the bonds of changes that were not written after all, but those that the `stored` lists need."""
    needed = {(change.decision_id, bond) for change in stored for bond in change.bonds}
    added = {(change.decision_id, bond) for change in tried for bond in change.bonds} - needed
    there = _bonds_of(engine, tried)
    _remove(engine, [id for id, stated in there.items() if (stated.decision_id, stated.bond) in added], anchor)


def _remove(engine: Engine, bond_ids: list[str], anchor: Anchor) -> None:
    customer = (anchor.customer_id, anchor.customer_number)
    remove_bonds(engine, bond_ids, {anchor.identity.id: customer}, [anchor.customer_id])


def _bonds_of(engine: Engine, changes: list[KeyChange]) -> dict[str, StatedBond]:
    return bonds_where(engine, "decision_id", [change.decision_id for change in changes])


def _typed(kind: str, text: str) -> Identity:
    """The identity that says this one key alone. A customer ID is one of the default namespace."""
    match kind:
        case "phone":
            return Identity.of(phones=[text])
        case "email":
            return Identity.of(emails=[text])
        case _:
            return Identity.of(external_ids=[("default", text)])


def _shown(key: Key) -> str:
    return shown_external_id(key.namespace, key.value) if key.kind == "external_id" else key.value
