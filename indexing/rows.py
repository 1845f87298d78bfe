"""Writing the rows of campaign uploads as records.

A record is one document a slot (campaign and strongest key); its `rows` are what one load said there, by row
number, so that repeats in a file add up the same whichever way they come in. The later begun load's version is
the current one; others are kept aside.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.fold import Rank, epoch_seconds
from domain.identity import Identity
from domain.reports import RowError
from domain.upload import UploadRow
from engine import Engine
from indexing import bulk
from indexing.documents import Stamp
from indexing.identities import Assigned
from indexing.sessions import Outcome
from indexing.store import Store

_ATTEMPTS = 50


@dataclass(frozen=True)
class PreparedRow:
    """A row with whom it belongs to."""

    row: UploadRow
    identity: Identity
    assigned: Assigned


def slot_id(campaign_id: str, identity: Identity) -> str:
    """The `_id` of the record about this person in this campaign."""
    text = f"{campaign_id}\0{identity.slot_key}"
    return "row:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class RowWriter:
    """Writes the rows of one campaign upload. For one thread."""

    def __init__(
        self, engine: Engine, stamp: Stamp, campaign_id: str, touch_unchanged: bool = False, dry: bool = False
    ) -> None:
        self._engine = engine
        self._stamp = stamp
        self._campaign_id = campaign_id
        self._touch_unchanged = touch_unchanged
        self._dry = dry
        self._store = Store(engine, "records", dry)
        self._alias = engine.alias("records")

    def write(self, batch: Iterable[PreparedRow]) -> Outcome:
        """Write a batch; rows about one slot are taken together."""
        outcome = Outcome()
        slots: dict[str, list[PreparedRow]] = {}
        for prepared in batch:
            slots.setdefault(slot_id(self._campaign_id, prepared.identity), []).append(prepared)
        for _ in range(_ATTEMPTS):
            slots = self._attempt(slots, outcome)
            if not slots:
                return outcome
        for rows in slots.values():
            reason = "another load keeps changing this record; load the file again"
            outcome.rejected += [RowError.of(p.row.row, "", "", reason) for p in rows]
        return outcome

    def _attempt(self, slots: dict[str, list[PreparedRow]], outcome: Outcome) -> dict[str, list[PreparedRow]]:
        existing = self._store.get_versions(list(slots))
        operations: list[bulk.Operation] = []
        aside: list[bulk.Operation] = []
        writing: list[tuple[str, list[PreparedRow], Outcome]] = []
        for id, rows in slots.items():
            found = existing.get(id)
            old: dict[str, Any] | None = found["_source"] if found else None
            counted = Outcome()
            if found and old and old["load_id"] != self._stamp.load_id:
                if self._same(rows, old):
                    self._leave(rows, old, outcome)
                    continue
                aside.append(self._aside(old, self._stamp.load_id))
                if (epoch_seconds(old["begun_at"]), old["load_id"]) > self._stamp.order:
                    aside[-1] = self._aside(self._document(rows, []), old["load_id"])
                    outcome.superseded += len(rows)
                    self._leave(rows, old, outcome)
                    continue
                counted.orphans |= set(old["origin_id"]) - {p.identity.id for p in rows}
            document = self._merge(id, rows, old, counted)
            if document is None:
                self._leave(rows, old or {}, outcome)
                continue
            counted.touched |= {document["customer_id"], *([old["customer_id"]] if old else [])}
            if found is None:
                operations.append(bulk.create(self._alias, id, document))
            else:
                version = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
                operations.append(bulk.index(self._alias, id, document, **version))
            writing.append((id, rows, counted))
            if self._dry:
                self._store.index(id, document)
        if self._dry:
            for _, _, counted in writing:
                outcome.add(counted)
            return {}
        bulk.send_all(self._engine, aside)
        again: dict[str, list[PreparedRow]] = {}
        done = bulk.send_each(self._engine, operations)
        for (id, rows, counted), refusal in zip(writing, done, strict=True):
            if refusal is not None and refusal.status == 409:
                again[id] = rows
            elif refusal is not None:
                reason = f"OpenSearch refuses it: {refusal.reason}"
                outcome.rejected += [RowError.of(p.row.row, "", "", reason) for p in rows]
            else:
                outcome.add(counted)
        return again

    def _merge(
        self, id: str, rows: list[PreparedRow], old: dict[str, Any] | None, counted: Outcome
    ) -> dict[str, Any] | None:
        """The record with these rows added; None when this load said all of it before."""
        mine = old if old is not None and old["load_id"] == self._stamp.load_id else None
        told: list[dict[str, Any]] = list(mine["rows"]) if mine else []
        numbers = {entry["row"] for entry in told}
        fresh = [p for p in rows if p.row.row not in numbers]
        if not fresh:
            return None
        counted.unchanged += len(rows) - len(fresh)
        started = bool(told)
        for prepared in fresh:
            if started:
                counted.repeats += 1
                before = merged_values(told)
                told = sorted([*told, stored_row(prepared)], key=lambda entry: int(entry["row"]))
                changed = merged_values(told) != before
                counted.updated += changed
                counted.unchanged += not changed
            else:
                told.append(stored_row(prepared))
                counted.created += old is None
                counted.updated += old is not None
                started = True
        return self._document(rows, told)

    def _document(self, rows: list[PreparedRow], told: list[dict[str, Any]]) -> dict[str, Any]:
        entries = told or [stored_row(p) for p in rows]
        first = rows[0]
        loaded = [entry["loaded_at"] for entry in entries if entry.get("loaded_at")]
        return {
            "kind": "row",
            "slot": slot_id(self._campaign_id, first.identity),
            "current": True,
            "campaign_id": self._campaign_id,
            "customer_id": first.assigned.customer_id,
            "customer_number": first.assigned.customer_number,
            "origin_id": sorted({entry["origin_id"] for entry in entries}),
            "rank": int(Rank.UPLOAD),
            "at": loaded[-1] if loaded else self._stamp.begun_at,
            "load_id": self._stamp.load_id,
            "begun_at": self._stamp.begun_at,
            "file_name": self._stamp.file_name,
            "rows": entries,
        }

    def _aside(self, document: dict[str, Any], replaced_by: str) -> bulk.Operation:
        kept = {**document, "current": False, "replaced_by": replaced_by}
        return bulk.index(self._alias, f"{document['slot']}:{document['load_id']}", kept)

    def _same(self, rows: list[PreparedRow], old: dict[str, Any]) -> bool:
        """True when these rows say nothing but what the record of another load says already."""
        mine = [stored_row(p) for p in rows]
        same_people = {entry["origin_id"] for entry in mine} == set(old["origin_id"])
        return same_people and merged_values(mine) == merged_values(old["rows"])

    def _leave(self, rows: list[PreparedRow], old: dict[str, Any], outcome: Outcome) -> None:
        outcome.unchanged += len(rows)
        if self._touch_unchanged and old:
            outcome.touched.add(old["customer_id"])


def stored_row(prepared: PreparedRow) -> dict[str, Any]:
    """What one row says, as kept in its record; empty values are left out."""
    row = prepared.row
    entry = {
        "row": row.row,
        "origin_id": prepared.identity.id,
        "external_ids": [list(pair) for pair in row.external_ids],
        "emails": list(row.emails),
        "phones": list(row.phones),
        "name": row.name,
        "contact": dict(row.contact),
        "status": row.status,
        "stage": row.stage,
        "loaded_at": row.loaded_at,
        "summary": row.summary,
        "fields": dict(row.fields),
        "products": [{"name": name, "fields": dict(attributes)} for name, attributes in row.products],
    }
    return {name: value for name, value in entry.items() if value not in (None, "", [], {})}


def merged_values(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """What the rows of one slot say together: the later non-empty value wins, lists and maps add up."""
    merged: dict[str, Any] = {}
    for entry in entries:
        for name, value in entry.items():
            if name in ("row", "origin_id"):
                continue
            if isinstance(value, dict):
                merged[name] = {**merged.get(name, {}), **value}
            elif isinstance(value, list):
                kept = [item for item in merged.get(name, []) if item not in value]
                merged[name] = [*value, *kept]
            else:
                merged[name] = value
    return merged
