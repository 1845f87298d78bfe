"""What people said by hand hangs on identities of customers: finding these, reading and writing what hangs on them.

Read and write under `identity_lock`, so that nobody joins or splits the customer, or edits it, in between.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from domain.errors import WrongInput
from engine import Engine
from indexing import bulk
from indexing.anchors import Anchor
from indexing.customers import refold
from indexing.edit_records import PARTICIPATION, slot_of
from indexing.lock import HeldLock, identity_lock
from indexing.scan import refresh
from indexing.store import Store


@contextmanager
def holding(engine: Engine) -> Iterator[HeldLock]:
    """Hold the identity lock, with what a holder before left half done completed."""
    with identity_lock(engine) as lock:
        lock.finish_plan()
        yield lock


def edits_of(
    engine: Engine, anchors: list[Anchor], wanted: Iterable[str], campaign_id: str = ""
) -> dict[str, list[dict[str, Any]]]:
    """Field -> what was said by hand of it under these anchors, the latest first; read as it is now, before any
    refresh."""
    slots = {field: [slot_of(anchor, field, campaign_id) for anchor in anchors] for field in wanted}
    return _latest(engine, slots)


def participations_by_hand(
    engine: Engine, anchors: dict[str, list[Anchor]], campaign_id: str
) -> dict[str, list[dict[str, Any]]]:
    """Customer ID -> what was said by hand of them in a campaign, the latest first; read as it is now."""
    slots = {id: [slot_of(anchor, PARTICIPATION, campaign_id) for anchor in some] for id, some in anchors.items()}
    return _latest(engine, slots)


def _latest(engine: Engine, slots: dict[str, list[str]]) -> dict[str, list[dict[str, Any]]]:
    found = Store(engine, "records").get_many([id for ids in slots.values() for id in ids])
    latest = {name: [found[id] for id in ids if id in found] for name, ids in slots.items()}
    for records in latest.values():
        records.sort(key=lambda record: (record["at"], record["slot"]), reverse=True)
    return latest


def anchor_for(anchors: list[Anchor], old: dict[str, Any] | None) -> Anchor:
    """Where to say something: where it was said before, else the strongest identity."""
    return next((a for a in anchors if old and a.identity.id == old["origin_id"][0]), anchors[0])


def write_edits(engine: Engine, lock: HeldLock, records: list[dict[str, Any]]) -> None:
    """Put records into their slots. Raises WrongInput when OpenSearch refuses one, and Busy when the lock is lost."""
    lock.keep()
    alias = engine.alias("records")
    refused = bulk.send_all(engine, [bulk.index(alias, record["slot"], record) for record in records])
    if refused:
        raise WrongInput(f"OpenSearch refuses the values: {refused[0].reason}; shorten them.")


def fold_now(engine: Engine, customer_ids: Iterable[str]) -> None:
    """Fold customers again and make that searchable."""
    refold(engine, customer_ids)
    refresh(engine, "customers")
