"""Bonds: what people decided about who is who, kept beside what sources say and held for every later load.

A bond is a document of its own (`bond:…`) and stands in the body of the cluster of its identities too, so that a load
finds it in what it reads anyway.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.identity import NOT_THEIRS, Bond, Identity
from engine import Engine
from indexing.identities import Resolver
from indexing.lock import current_epoch
from indexing.scan import refresh
from indexing.settle import settle
from indexing.store import Store

_MOST_BONDS = 10_000


@dataclass(frozen=True)
class StatedBond:
    """A bond with the decision that it is part of (bonds of one decision are undone together), who stated it, when
    (ISO 8601) and why. `customers` are those it was about; `details` are the decision's own, unsearched."""

    bond: Bond
    decision_id: str
    by: str
    at: str
    reason: str = ""
    customers: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The `_id` of its document: a decision states a bond once."""
        text = "\0".join((self.decision_id, *self.bond))
        return "bond:" + hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def document(self) -> dict[str, Any]:
        document = {
            "type": "bond",
            "bond": self.bond.kind,
            "origin_id": list(self.bond.identities),
            "key_id": self.bond.other if self.bond.kind == NOT_THEIRS else None,
            "decision_id": self.decision_id,
            "customer_ids": list(self.customers) or None,
            "by": self.by,
            "at": self.at,
            "reason": self.reason or None,
            "body": {"bond": list(self.bond), "details": self.details},
        }
        return {name: value for name, value in document.items() if value is not None}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "StatedBond":
        body = document["body"]
        return cls(
            Bond(*body["bond"]),
            document["decision_id"],
            document["by"],
            document["at"],
            document.get("reason", ""),
            tuple(document.get("customer_ids", ())),
            body.get("details", {}),
        )


def add_bonds(
    engine: Engine,
    bonds: Sequence[StatedBond],
    identities: Iterable[Identity] = (),
    wishes: Mapping[str, tuple[str, int]] | None = None,
    touched: Iterable[str] = (),
) -> tuple[str, ...]:
    """Add bonds and give everything that came under an identity to whom it belongs now; returns the bonds' IDs.

    `identities` are new ones that the bonds name, added in the same step. `wishes` (identity ID -> customer ID and
    number) say which customer the identity's group should be. `touched` are customers to fold again besides those
    concerned. Raises NotFound when a bond names an identity that is not there, and Busy.
    """
    epoch = current_epoch(engine)
    stated = {bond.id: bond for bond in bonds}
    documents = {id: bond.document for id, bond in stated.items()}
    concerned = Resolver(engine).bind({id: b.bond for id, b in stated.items()}, documents, identities, wishes)
    settle(engine, epoch, concerned | set(touched), set())
    return tuple(stated)


def remove_bonds(
    engine: Engine,
    bond_ids: Iterable[str],
    wishes: Mapping[str, tuple[str, int]] | None = None,
    touched: Iterable[str] = (),
) -> None:
    """Take bonds away, resolve anew whom they concerned, and forget identities that only a bond had kept; bonds that
    are not there (any more) are passed over. `wishes` and `touched` as for `add_bonds`. Raises Busy."""
    epoch = current_epoch(engine)
    found = read_bonds(engine, bond_ids)
    if not found:
        return
    orphans = {id for stated in found.values() for id in stated.bond.identities}
    concerned = Resolver(engine).release({id: stated.bond for id, stated in found.items()}, wishes)
    settle(engine, epoch, concerned | set(touched), orphans)


def read_bonds(engine: Engine, bond_ids: Iterable[str]) -> dict[str, StatedBond]:
    """Bonds by ID, of those that exist."""
    found = Store(engine, "identities").get_many(sorted(set(bond_ids)))
    return {id: StatedBond.from_document(document) for id, document in found.items()}


def bonds_where(engine: Engine, field_name: str, values: Iterable[str]) -> dict[str, StatedBond]:
    """Bonds by ID with one of these values in `origin_id`, `decision_id`, `customer_ids` or `key_id`, as of now, newest
    first."""
    refresh(engine, "identities")
    query = {"bool": {"filter": [{"term": {"type": "bond"}}, {"terms": {field_name: sorted(set(values))}}]}}
    hits = engine.search("identities", {"query": query, "size": _MOST_BONDS, "sort": [{"at": "desc"}]})["hits"]["hits"]
    return {hit["_id"]: StatedBond.from_document(hit["_source"]) for hit in hits}
