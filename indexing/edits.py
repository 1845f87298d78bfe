"""Editing customers by hand: correcting values, releasing them again, adding people, putting them into campaigns.

What is typed is a record of its own beside what sources said; the fold lets it win until it is released.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import NotFound, Stale, WrongInput
from domain.values import LIST_FIELDS, known_field, own_field, title_of
from engine import Engine
from indexing import audit, bulk, fields
from indexing.additions import add_customer
from indexing.anchors import Anchor, anchors_beside, anchors_of
from indexing.claims import refuse_taken
from indexing.edit_changes import FieldChange, Texts, checked_changes, is_same, refuse_stale, value_now
from indexing.edit_records import KEYS, edit_record, slot_of, with_texts
from indexing.edit_store import anchor_for, edits_of, fold_now, holding, write_edits
from indexing.key_edits import KeyChange, bind, key_change, loosen, take_back
from indexing.lock import HeldLock
from indexing.participations import Changed, set_participation
from indexing.scan import refresh
from indexing.settle import stated_by_sources
from search.people import living

__all__ = ["Changed", "FieldChange", "add_customer", "edit_customer", "release_value", "set_participation"]

_GONE = "There is no customer with this ID (any more); look for the customer in the list."


def edit_customer(
    engine: Engine,
    principal: Principal,
    customer_id: str,
    changes: Sequence[FieldChange],
    region: str | None = None,
) -> None:
    """Give fields of a customer values that win over what sources say, now and later, until they are released.

    All changes or none. Raises WrongInput for a value that cannot be, NotFound, AlreadyThere when a key is somebody
    else's, and Stale when a field no longer has the value that its editor saw.
    """
    require(principal, Action.EDIT)
    wanted = checked_changes(changes, region)
    with holding(engine) as lock:
        edit = _prepare(engine, principal, customer_id, wanted)
        _register(engine, principal, changes, edit.changed)
        if not edit.keys:
            _write(engine, principal, edit, lock)
    if not edit.changed:
        return
    if edit.keys:
        edit = _write_keys(engine, principal, customer_id, wanted, edit)
        if not edit.changed:  # somebody else made the very same change meanwhile
            return
    fold_now(engine, [edit.customer_id])
    details = {f: {"before": list(edit.present[f]), "after": list(after)} for f, after in edit.changed.items()}
    titles = ", ".join(title_of(f) for f in edit.changed)
    audit.note(
        engine,
        principal,
        "edit",
        "customer",
        f"Edited a customer: {titles}.",
        customer_id=edit.customer_id,
        details=details,
    )


def release_value(engine: Engine, principal: Principal, customer_id: str, field: str) -> None:
    """Take back what was said by hand of a field: what sources say comes back. Raises NotFound."""
    require(principal, Action.EDIT)
    field = known_field(field)
    with holding(engine) as lock:
        person = living(engine, principal, customer_id)
        anchors = anchors_of(engine, [person.customer_id]).get(person.customer_id, [])
        records = edits_of(engine, anchors, [field])[field]
        lock.keep()
        bulk.send_all(engine, [bulk.delete(engine.alias("records"), record["slot"]) for record in records])
    loosened = False
    if field in LIST_FIELDS and anchors:
        # Without a record too: of a release that was cut off here, the bonds are left.
        decisions = [record["values"]["decision"] for record in records] or [slot_of(a, field) for a in anchors]
        loosened = loosen(engine, [KeyChange(id) for id in decisions], anchor_for(anchors, next(iter(records), None)))
    if not records and not loosened:
        raise NotFound(f"{title_of(field)} has no value that was given by hand; open the customer again.")
    fold_now(engine, [person.customer_id])
    audit.note(
        engine,
        principal,
        "release",
        "customer",
        f"Released a value that was given by hand: {title_of(field)}.",
        customer_id=person.customer_id,
        details={field: {"before": records[0]["values"]["texts"]}} if records else None,
    )


@dataclass(frozen=True)
class _Edit:
    """What is to be done: field -> the values of this moment, the new values, the record of before, the anchor."""

    customer_id: str
    present: dict[str, Texts]
    changed: dict[str, Texts]
    old: dict[str, dict[str, Any] | None]
    anchors: dict[str, Anchor]
    keys: dict[str, KeyChange]


def _prepare(
    engine: Engine, principal: Principal, customer_id: str, wanted: dict[str, FieldChange], before: _Edit | None = None
) -> _Edit:
    """Look at the customer as they are now, and refuse what cannot be. With `before`, what was decided then about
    anchors and keys stands."""
    person = living(engine, principal, customer_id)
    anchors = anchors_of(engine, [person.customer_id]).get(person.customer_id)
    if not anchors:
        raise NotFound(_GONE)
    by_hand = edits_of(engine, anchors, {*wanted, *LIST_FIELDS, KEYS})
    old = {f: by_hand[f][0] if by_hand[f] else None for f in by_hand}
    present = {f: value_now(person.source, old[f], f) for f in {*wanted, *LIST_FIELDS}}
    refuse_stale(wanted, present)
    changed = {f: change.after for f, change in wanted.items() if not is_same(f, present[f], change.after)}
    if before is not None:
        changed = {f: after for f, after in changed.items() if f in before.changed}
        by_id = {anchor.identity.id: anchor for anchor in anchors}
        at = {f: by_id.get(before.anchors[f].identity.id, anchors[0]) for f in changed}
        return _Edit(person.customer_id, present, changed, old, at, before.keys)
    at = {f: anchor_for(anchors, old[f]) for f in changed}
    listed = {f: after for f, after in changed.items() if f in LIST_FIELDS}
    if listed and not any((present | changed)[f] for f in LIST_FIELDS):
        raise WrongInput("A customer needs a phone, an e-mail address or a customer ID; leave one of them.")
    sourced = _sourced(engine, anchors, by_hand[KEYS]) if listed else set()
    keys = {}
    for field, after in listed.items():
        record = old[field]
        decision_id = record["values"]["decision"] if record else slot_of(at[field], field)
        keys[field] = key_change(field, after, anchors, at[field], decision_id, sourced)
        refuse_taken(engine, principal, keys[field].typed.values(), person.customer_id)
    return _Edit(person.customer_id, present, changed, old, at, keys)


def _write_keys(
    engine: Engine, principal: Principal, customer_id: str, wanted: dict[str, FieldChange], first: _Edit
) -> _Edit:
    """Who is who first: cut off after this, the edit can simply be made again. What somebody else wrote meanwhile
    stands, and then nothing that was bound for this edit is left."""
    bind(engine, principal, list(first.keys.values()))
    try:
        with holding(engine) as lock:
            edit = _prepare(engine, principal, customer_id, wanted, first)
            _write(engine, principal, edit, lock)
    except (NotFound, Stale, WrongInput):
        _take_back(engine, first, set(first.keys))
        raise
    written = [keys for field, keys in first.keys.items() if field in edit.changed]
    if written:
        loosen(engine, written, first.anchors[next(iter(first.keys))])
    _take_back(engine, first, first.keys.keys() - edit.changed.keys())
    return edit


def _take_back(engine: Engine, edit: _Edit, unwritten: AbstractSet[str]) -> None:
    """Loosen what was bound for these fields, but for what the lists that are stored now mean."""
    if not unwritten:
        return
    anchor = edit.anchors[next(iter(edit.keys))]
    stored = []
    with holding(engine):
        anchors = anchors_beside(engine, anchor.identity.id)
        by_hand = edits_of(engine, anchors, {*unwritten, KEYS})
        sourced = _sourced(engine, anchors, by_hand[KEYS])
        for field in unwritten:
            for record in by_hand[field][:1]:
                texts, decision_id = tuple(record["values"]["texts"]), record["values"]["decision"]
                at = anchor_for(anchors, record)
                stored.append(key_change(field, texts, anchors, at, decision_id, sourced))
    take_back(engine, [edit.keys[field] for field in unwritten], stored, anchor)


def _sourced(engine: Engine, anchors: list[Anchor], added: list[dict[str, Any]]) -> set[str]:
    """The identities that a source states, or by which somebody was added by hand."""
    refresh(engine, "records", "sessions")
    stated = stated_by_sources(engine, [anchor.identity.id for anchor in anchors])
    return stated | {record["origin_id"][0] for record in added}


def _write(engine: Engine, principal: Principal, edit: _Edit, lock: HeldLock) -> None:
    records = []
    for field, after in edit.changed.items():
        values = with_texts(after, edit.old[field])
        keys = edit.keys.get(field)
        if keys:
            values["decision"] = keys.decision_id
        stated = tuple(keys.typed) if keys else ()
        records.append(edit_record(edit.anchors[field], principal, field, values, edit.old[field], stated=stated))
    write_edits(engine, lock, records)


def _register(engine: Engine, principal: Principal, changes: Sequence[FieldChange], changed: dict[str, Texts]) -> None:
    """A field of the users' own that is typed for the first time becomes known."""
    own = [own_field(change.field) for change in changes]
    titles = {one[0]: one[1] for one in own if one and f"fields.{one[0]}" in changed}
    if titles:
        fields.register(engine, principal, fields.CONTACT, titles)
