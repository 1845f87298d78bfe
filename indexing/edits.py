"""Editing customers by hand: correcting values, releasing them again, adding people, putting them into campaigns.

What is typed is a record of its own beside what sources said; the fold lets it win until it is released.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import NotFound, Stale, WrongInput
from domain.values import LIST_FIELDS, checked, known_field, own_field, title_of
from engine import Engine
from indexing import audit, bulk, fields
from indexing.additions import add_customer
from indexing.edit_records import edit_record, values_of, with_texts
from indexing.edit_store import anchor_for, anchors_of, edits_of, fold_now, holding, write_edits
from indexing.participations import Changed, set_participation
from search.people import living

__all__ = ["Changed", "FieldChange", "add_customer", "edit_customer", "release_value", "set_participation"]

Texts = tuple[str, ...]
_GONE = "There is no customer with this ID (any more); look for the customer in the list."


@dataclass(frozen=True)
class FieldChange:
    """A field, the values that its editor saw, and those that it is to have; () is none.

    One of the users' own fields is named by its ID, `fields.ID`, or a new one by its title, `fields.Title`.
    """

    field: str
    before: Texts
    after: Texts


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
    wanted = _wanted(changes, region)
    with holding(engine):
        person = living(engine, principal, customer_id)
        anchors = anchors_of(engine, [person.customer_id]).get(person.customer_id)
        if not anchors:
            raise NotFound(_GONE)
        by_hand = edits_of(engine, anchors, wanted)
        present = {f: _present(person.source, by_hand[f], f) for f in wanted}
        _refuse_stale(wanted, present)
        changed = {f: change for f, change in wanted.items() if not _same(f, present[f], change.after)}
        _register(engine, principal, changes, changed)
        records = []
        for field, change in changed.items():
            old = by_hand[field][0] if by_hand[field] else None
            anchor = anchor_for(anchors, old)
            records.append(edit_record(anchor, principal, field, with_texts(change.after, old), old))
        write_edits(engine, records)
    if not changed:
        return
    fold_now(engine, [person.customer_id])
    details = {f: {"before": list(present[f]), "after": list(change.after)} for f, change in changed.items()}
    titles = ", ".join(title_of(f) for f in changed)
    audit.note(
        engine,
        principal,
        "edit",
        "customer",
        f"Edited a customer: {titles}.",
        customer_id=person.customer_id,
        details=details,
    )


def release_value(engine: Engine, principal: Principal, customer_id: str, field: str) -> None:
    """Take back what was said by hand of a field: what sources say comes back. Raises NotFound."""
    require(principal, Action.EDIT)
    field = known_field(field)
    with holding(engine):
        person = living(engine, principal, customer_id)
        anchors = anchors_of(engine, [person.customer_id]).get(person.customer_id, [])
        records = edits_of(engine, anchors, [field])[field]
        if not records:
            raise NotFound(f"{title_of(field)} has no value that was given by hand; open the customer again.")
        bulk.send_all(engine, [bulk.delete(engine.alias("records"), record["slot"]) for record in records])
    fold_now(engine, [person.customer_id])
    audit.note(
        engine,
        principal,
        "release",
        "customer",
        f"Released a value that was given by hand: {title_of(field)}.",
        customer_id=person.customer_id,
        details={field: {"before": records[0]["values"]["texts"]}},
    )


def _wanted(changes: Sequence[FieldChange], region: str | None) -> dict[str, FieldChange]:
    """Field -> its change, with checked values. All that is wrong is told at once."""
    found: dict[str, FieldChange] = {}
    wrong: list[str] = []
    for change in changes:
        try:
            field = known_field(change.field)
            after = checked(change.field, change.after, region)
        except WrongInput as error:
            wrong.append(str(error))
            continue
        found[field] = FieldChange(field, tuple(v for v in change.before if v), after)
    if wrong:
        raise WrongInput(" ".join(wrong))
    return found


def _present(document: dict[str, Any], by_hand: list[dict[str, Any]], field: str) -> Texts:
    """The value of this moment: a record by hand wins, also where the document has not been folded since."""
    return tuple(by_hand[0]["values"]["texts"]) if by_hand else values_of(document, field)


def _same(field: str, one: Texts, other: Texts) -> bool:
    return sorted(one) == sorted(other) if field in LIST_FIELDS else one == other


def _refuse_stale(wanted: dict[str, FieldChange], present: dict[str, Texts]) -> None:
    differences = {
        f: (change.before, present[f])
        for f, change in wanted.items()
        if not _same(f, change.before, present[f]) and not _same(f, change.after, present[f])
    }
    if differences:
        titles = ", ".join(title_of(f) for f in differences)
        sentence = f"Somebody changed this meanwhile: {titles}. Look at the difference and save again."
        raise Stale(sentence, differences)


def _register(
    engine: Engine, principal: Principal, changes: Sequence[FieldChange], changed: dict[str, FieldChange]
) -> None:
    """A field of the users' own that is typed for the first time becomes known."""
    own = [own_field(change.field) for change in changes]
    titles = {one[0]: one[1] for one in own if one and f"fields.{one[0]}" in changed}
    if titles:
        fields.register(engine, principal, fields.CONTACT, titles)
