"""Summaries that a model wrote, kept so that it is asked again only when what it was given has changed.

One record a customer and campaign. It is no statement, so the fold passes over it (`current` is false) and no campaign
is in use because of it; it moves and goes with the customer as every record does.
"""

import hashlib

from domain.access import Action, Principal, require
from domain.errors import NotFound
from engine import Engine
from indexing import bulk
from indexing.anchors import identities_of
from indexing.edit_store import holding
from indexing.processes import now


def kept_summary(engine: Engine, principal: Principal, customer_id: str, campaign_id: str, digest: str) -> str | None:
    """The summary that was written from material of this digest; None when there is none, or of other material."""
    require(principal, Action.READ)
    record = engine.get("records", _id(customer_id, campaign_id))
    if record is None or record["values"]["digest"] != digest:
        return None
    return str(record["values"]["text"])


def keep_summary(
    engine: Engine, principal: Principal, customer_id: str, campaign_id: str, digest: str, text: str
) -> None:
    """Keep a living customer's summary in place of the one before. A customer who has gone meanwhile has none."""
    require(principal, Action.READ)  # whoever reads a profile has it written
    id = _id(customer_id, campaign_id)
    with holding(engine) as lock:
        try:
            anchor = identities_of(engine, customer_id)[0]
        except NotFound:
            return
        record = {
            "kind": "summary",
            "slot": id,
            "current": False,
            "customer_id": customer_id,
            "customer_number": anchor.customer_number,
            "origin_id": [anchor.identity.id],
            "at": now(),
            "values": {"digest": digest, "text": text},
        }
        lock.keep()
        bulk.send_all(engine, [bulk.index(engine.alias("records"), id, record)])


def _id(customer_id: str, campaign_id: str) -> str:
    return "summary:" + hashlib.sha256(f"{customer_id}\0{campaign_id}".encode("utf-8", "surrogatepass")).hexdigest()
