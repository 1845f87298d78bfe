"""Putting people into campaigns by hand, and their status and stage there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.access import Action, Principal, require
from domain.campaigns import campaign_id, checked_name
from domain.errors import NotFound, Stale, WrongInput
from engine import Engine
from indexing import audit, bulk, versions
from indexing.anchors import anchors_of
from indexing.edit_records import PARTICIPATION, edit_record
from indexing.edit_store import anchor_for, fold_now, holding, participations_by_hand, write_edits
from indexing.processes import now
from indexing.scan import refresh
from indexing.store import Store
from search.people import living
from settings import get_settings

_AT_ONCE = 500
_MAX_LENGTH = 200


@dataclass(frozen=True)
class Changed:
    """How many customers a bulk change changed, found as wanted already, and did not find (any more)."""

    changed: int
    unchanged: int
    missing: int = 0


def set_participation(
    engine: Engine,
    principal: Principal,
    customer_ids: Iterable[str],
    campaign_name: str,
    status: str | None = None,
    stage: str | None = None,
    progress: Callable[[int], None] = lambda _: None,
    expected: Mapping[str, str] | None = None,
) -> Changed:
    """Put customers into a campaign, a new one if there is none of this name, and set their status and stage there.

    None leaves status or stage as it is, "" empties it. What is set wins over uploads. Whoever is added counts as
    loaded today (UTC). `progress` is told how many are done after each batch. Run again, it completes what was cut
    off. `expected` is the "status" and "stage" that their editor saw. Raises WrongInput for a name or text that
    cannot be, and Stale when what is to be set is no longer as expected.
    """
    require(principal, Action.EDIT)
    name = checked_name(campaign_name)
    wanted = {n: _short(n, text) for n, text in (("status", status), ("stage", stage)) if text is not None}
    ids = list(dict.fromkeys(customer_ids))
    versions.ensure(engine, get_settings().language)
    _note_campaign(engine, name)
    changed, missing = 0, 0
    before: dict[str, Any] = {}
    try:
        for start in range(0, len(ids), _AT_ONCE):
            documents, lost = _living(engine, principal, ids[start : start + _AT_ONCE])
            before = next(iter(documents.values()), {}) if len(ids) == 1 else {}
            done, gone = _set_batch(engine, principal, documents, campaign_id(name), wanted, expected or {})
            changed += done
            missing += lost + gone
            progress(min(start + _AT_ONCE, len(ids)))
    finally:
        if changed:  # also when it is stopped half way
            _note(engine, principal, ids, name, wanted, changed, before)
    return Changed(changed, len(ids) - changed - missing, missing)


def _set_batch(
    engine: Engine,
    principal: Principal,
    documents: dict[str, dict[str, Any]],
    campaign: str,
    wanted: dict[str, str],
    expected: Mapping[str, str],
) -> tuple[int, int]:
    """How many customers were changed, and how many were merged or deleted since their documents were read."""
    with holding(engine) as lock:
        anchors = anchors_of(engine, documents)
        by_hand = participations_by_hand(engine, anchors, campaign)
        records = []
        for id, its_anchors in anchors.items():
            old = by_hand[id][0] if by_hand[id] else None
            said: dict[str, Any] = dict(old["values"]) if old else {}
            said.pop("anchor", None)
            _refuse_stale(wanted, expected, _in_campaign(documents[id], campaign) | said)
            new = said | wanted
            if old is None and not _in_campaign(documents[id], campaign).get("uploaded"):
                new["loaded_at"] = datetime.now(UTC).date().isoformat()
            if new == said:
                continue
            anchor = anchor_for(its_anchors, old)
            records.append(edit_record(anchor, principal, PARTICIPATION, new, old, campaign))
        write_edits(engine, lock, records)
    fold_now(engine, [record["customer_id"] for record in records])
    return len(records), len(documents) - len(anchors)


def _refuse_stale(wanted: dict[str, str], expected: Mapping[str, str], present: dict[str, Any]) -> None:
    there = {n: present.get(n) or "" for n in wanted}
    differences = {
        n: (_texts(expected[n]), _texts(there[n]))
        for n in wanted
        if n in expected and there[n] not in (expected[n], wanted[n])
    }
    if differences:
        titles = ", ".join(n.capitalize() for n in differences)
        raise Stale(f"Somebody changed this meanwhile: {titles}. Look at the difference and save again.", differences)


def _texts(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _note(
    engine: Engine,
    principal: Principal,
    ids: list[str],
    name: str,
    wanted: dict[str, str],
    changed: int,
    before: dict[str, Any],
) -> None:
    """One entry for all; what was before is told of a single customer."""
    had = _in_campaign(before, campaign_id(name))
    whom = "a customer" if len(ids) == 1 else f"{changed:,} customers"
    told = {n: {"before": [had[n]] if had.get(n) else [], "after": [text]} for n, text in wanted.items()}
    audit.note(
        engine,
        principal,
        "participation",
        "customer",
        f"Set the participation of {whom} in {name}.",
        object_id=campaign_id(name),
        customer_id=ids[0] if len(ids) == 1 else None,
        count=changed,
        details=told if len(ids) == 1 else {n: {"after": [text]} for n, text in wanted.items()},
    )


def _living(engine: Engine, principal: Principal, ids: list[str]) -> tuple[dict[str, dict[str, Any]], int]:
    """ID of a living customer -> their document, of absorbed ones that of the survivor; and how many are not there."""
    fields_read = [f"participations.{name}" for name in ("campaign_id", "uploaded", "status", "stage")]
    found = Store(engine, "customers").get_versions(ids, fields_read)
    documents = {id: hit["_source"] for id, hit in found.items()}
    missing = 0
    for id in ids:
        if id not in found:
            try:
                person = living(engine, principal, id)
            except NotFound:
                missing += 1
                continue
            documents[person.customer_id] = person.source
    return documents, missing


def _in_campaign(document: dict[str, Any], campaign: str) -> dict[str, Any]:
    """The participation; {} for none."""
    mine = (p for p in document.get("participations") or () if p["campaign_id"] == campaign)
    return next(mine, {})


def _note_campaign(engine: Engine, name: str) -> None:
    document = {"campaign_id": campaign_id(name), "name": name, "created_at": now()}
    bulk.send_all(engine, [bulk.create(engine.alias("campaigns"), document["campaign_id"], document)])
    refresh(engine, "campaigns")


def _short(name: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > _MAX_LENGTH:
        raise WrongInput(f"The {name} has {len(text):,} characters; shorten it to {_MAX_LENGTH} at most.")
    return text
