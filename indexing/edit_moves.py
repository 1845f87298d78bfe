"""When no source states an identity any more: what people said by hand under it is not lost."""

from collections.abc import Iterable
from typing import Any

from engine import Engine
from indexing import bulk
from indexing.anchors import Anchor, anchors_of
from indexing.edit_records import KEYS, slot_of
from indexing.edit_store import holding
from indexing.lock import HeldLock
from indexing.scan import refresh, scan
from indexing.store import Store

_AT_ONCE = 1000


def keep_edits(engine: Engine, identity_ids: Iterable[str]) -> set[str]:
    """Move what hangs on these identities to another one of the same customer. Returns those that have to stay: what
    was said by hand of their customer would otherwise be about nobody, or they were themselves typed by hand."""
    gone = set(identity_ids)
    wanted = sorted(gone)
    stay: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        stay |= _keep_edits_of(engine, wanted[start : start + _AT_ONCE], gone)
    return stay


def _keep_edits_of(engine: Engine, identity_ids: list[str], gone: set[str]) -> set[str]:
    """The same for some of those that are `gone`: nothing moves to another one of these, as long as one is left."""
    of_these = {"bool": {"filter": [{"term": {"kind": "edit"}}, {"terms": {"origin_id": identity_ids}}]}}
    if not any(True for _ in scan(engine, "records", of_these, "slot", ["slot"])):
        return set()
    with holding(engine) as lock:
        refresh(engine, "records")
        edits = [hit["_source"] for hit in scan(engine, "records", of_these, "slot")]
        anchors = anchors_of(engine, {edit["customer_id"] for edit in edits})
        stay: set[str] = set()
        moves: list[tuple[dict[str, Any], Anchor]] = []
        for edit in edits:
            anchor_id, *typed = edit["origin_id"]
            stay.update(edit["origin_id"] if edit["field"] == KEYS else typed)
            theirs = anchors.get(edit["customer_id"], [])
            target = next((a for a in theirs if a.identity.id not in gone), next(iter(theirs), None))
            if anchor_id not in gone or target is None or edit["field"] == KEYS:
                continue
            if target.identity.id in gone:
                stay.add(target.identity.id)
            if target.identity.id != anchor_id:
                moves.append((edit, target))
        _move(engine, lock, moves)
    refresh(engine, "records")
    return stay


def _move(engine: Engine, lock: HeldLock, moves: list[tuple[dict[str, Any], Anchor]]) -> None:
    """Put edits under other anchors. Where something was said of the same field already, the later one stays."""
    slots = [slot_of(target, edit["field"], edit.get("campaign_id", "")) for edit, target in moves]
    newest = Store(engine, "records").get_many(slots)
    old: list[str] = []
    for (edit, target), slot in zip(moves, slots, strict=True):
        old.append(edit["slot"])
        if slot in newest and newest[slot]["at"] >= edit["at"]:
            continue
        values = edit["values"] | {"anchor": target.identity.as_dict()}
        newest[slot] = edit | {
            "slot": slot,
            "origin_id": [target.identity.id, *edit["origin_id"][1:]],
            "values": values,
            "customer_id": target.customer_id,
            "customer_number": target.customer_number,
        }
    alias = engine.alias("records")
    lock.keep()
    bulk.send_all(engine, [bulk.index(alias, slot, record) for slot, record in newest.items()])
    bulk.send_all(engine, [bulk.delete(alias, slot) for slot in old])
