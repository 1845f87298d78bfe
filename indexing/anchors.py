"""Where what is known about a customer as a whole is anchored: an identity of theirs, with which it moves."""

from dataclasses import dataclass

from domain.errors import NotFound
from domain.identity import Identity
from engine import Engine
from indexing.scan import refresh

ANCHORED = ("products", "summary")
"""Kinds of records that are about a customer but state no identity: they keep nobody in the index."""
_CLUSTERS = 1000


@dataclass(frozen=True)
class Anchor:
    """A customer's strongest identity. What is stored under its ID goes where joins and splits take it."""

    identity: Identity
    customer_id: str
    customer_number: int


def identities_of(engine: Engine, customer_id: str) -> tuple[Anchor, ...]:
    """All identities of a living customer, in canonical order. Raises NotFound when there is none."""
    refresh(engine, "identities")
    query = {"bool": {"filter": [{"term": {"type": "cluster"}}, {"term": {"customer_ids": customer_id}}]}}
    answer = engine.search("identities", {"query": query, "size": _CLUSTERS})
    found = [
        Anchor(Identity.from_dict(data), customer_id, data["customer_number"])
        for hit in answer["hits"]["hits"]
        for data in hit["_source"]["body"]["identities"]
        if data["customer_id"] == customer_id
    ]
    if not found:
        raise NotFound("There is no customer with this ID (any more); look for the customer in the list.")
    return tuple(sorted(found, key=lambda anchor: anchor.identity.canonical_order))
