"""Where what is known about a customer as a whole is anchored: an identity of theirs, with which it moves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.errors import NotFound
from domain.identity import Identity
from engine import Engine
from indexing.scan import refresh, scan

ANCHORED = ("products", "summary")
"""Kinds of records that are about a customer but state no identity: they keep nobody in the index."""


@dataclass(frozen=True)
class Anchor:
    """An identity of a customer. What is stored under its ID goes where joins and splits take it."""

    identity: Identity
    customer_id: str
    customer_number: int


def anchor_order(customer_id: str, first_id: str | None, identity: Identity) -> tuple[Any, ...]:
    """Sorts a customer's identities, where to anchor something first. One that came by a join is the last choice:
    undoing that join would take it elsewhere. `first_id` is the customer that the identity was given first."""
    return (first_id != customer_id, identity.canonical_order)


def anchors_of(engine: Engine, customer_ids: Iterable[str]) -> dict[str, list[Anchor]]:
    """Customer ID -> its identities in the order of `anchor_order`; customers without any are left out."""
    wanted = set(customer_ids)
    refresh(engine, "identities")
    query = {"bool": {"filter": [{"term": {"type": "cluster"}}, {"terms": {"customer_ids": sorted(wanted)}}]}}
    found: dict[str, list[tuple[tuple[Any, ...], Anchor]]] = defaultdict(list)
    for hit in scan(engine, "identities", query, "origin_id", ["body"]):
        for data in hit["_source"]["body"]["identities"]:
            id = data["customer_id"]
            if id in wanted:
                anchor = Anchor(Identity.from_dict(data), id, data["customer_number"])
                found[id].append((anchor_order(id, data["first_id"], anchor.identity), anchor))
    return {id: [anchor for _, anchor in sorted(some, key=lambda each: each[0])] for id, some in found.items()}


def anchors_beside(engine: Engine, identity_id: str) -> list[Anchor]:
    """All identities of the customer whose this one is now, in the same order; none when it is not there."""
    refresh(engine, "identities")
    query = {"bool": {"filter": [{"term": {"type": "cluster"}}, {"term": {"origin_id": identity_id}}]}}
    for hit in scan(engine, "identities", query, "origin_id", ["body"]):
        for data in hit["_source"]["body"]["identities"]:
            if data["id"] == identity_id:
                return anchors_of(engine, [data["customer_id"]]).get(data["customer_id"], [])
    return []


def identities_of(engine: Engine, customer_id: str) -> tuple[Anchor, ...]:
    """All identities of a living customer, in the order of `anchor_order`. Raises NotFound when there is none."""
    found = anchors_of(engine, [customer_id]).get(customer_id)
    if not found:
        raise NotFound("There is no customer with this ID (any more); look for the customer in the list.")
    return tuple(found)
