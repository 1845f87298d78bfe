"""Writing sessions: messages and logs first, what is surplus removed, the session itself last.

A session's content hash is the mark that it is whole. Two loads that bring the same session settle by age: the
later begun load's version stands, the other is kept aside, so that undoing a load uncovers it.
"""

import base64
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from domain.fold import epoch_seconds
from domain.reports import RowError
from engine import Engine
from indexing import bulk, documents
from indexing.documents import PreparedSession, Stamp
from indexing.numbers import Numbers
from indexing.store import Store

_REVISION_STEP = 16
"""Room for the sweeps that a join does between two rewrites of a session by the same load."""
_ATTEMPTS = 10
_STATE_FIELDS = [
    "content_hash",
    "load_id",
    "begun_at",
    "row",
    "revision",
    "message_count",
    "log_count",
    "customer_id",
    "origin_id",
    "session_number",
]


@dataclass
class Outcome:
    """What became of a batch. `touched` are customers to fold again, `orphans` identities that may be gone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[RowError] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    orphans: set[str] = field(default_factory=set)
    superseded: int = 0
    repeats: int = 0

    def add(self, other: "Outcome") -> None:
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.rejected += other.rejected
        self.touched |= other.touched
        self.orphans |= other.orphans
        self.superseded += other.superseded
        self.repeats += other.repeats


@dataclass(frozen=True)
class _Plan:
    """One session to write: over which version of the document, with which external version and number."""

    prepared: PreparedSession
    found: dict[str, Any] | None
    version: int
    number: int
    revision: int


class SessionWriter:
    """Writes the sessions of one load. Give all lines of one session to the same writer, in order."""

    def __init__(self, engine: Engine, stamp: Stamp, touch_unchanged: bool = False, dry: bool = False) -> None:
        self._engine = engine
        self._stamp = stamp
        self._touch_unchanged = touch_unchanged
        self._dry = dry
        self._store = Store(engine, "sessions", dry)
        self._numbers = Numbers(engine, "sessions")

    def write(self, batch: Iterable[PreparedSession]) -> Outcome:
        """Write a batch; sessions that come twice in it are written in their order."""
        outcome = Outcome()
        rest = list(batch)
        while rest:
            now: dict[str, PreparedSession] = {}
            later: list[PreparedSession] = []
            for prepared in rest:
                id = prepared.conversation.session_id
                if id in now:
                    later.append(prepared)
                else:
                    now[id] = prepared
            self._write_distinct(now, outcome)
            rest = later
        return outcome

    def _write_distinct(self, batch: dict[str, PreparedSession], outcome: Outcome) -> None:
        for attempt in range(_ATTEMPTS):
            batch = self._attempt(batch, outcome, wrote_before=attempt > 0)
            if not batch:
                return
        for prepared in batch.values():
            reason = "another load keeps changing this session; load the file again"
            outcome.rejected.append(RowError.of(prepared.row, "session_id", prepared.conversation.session_id, reason))

    def _attempt(
        self, batch: dict[str, PreparedSession], outcome: Outcome, wrote_before: bool
    ) -> dict[str, PreparedSession]:
        """Write what can be written; returns what somebody else changed in between."""
        existing = self._store.get_versions(list(batch), _STATE_FIELDS)
        to_write: dict[str, _Plan] = {}
        aside: list[bulk.Operation] = []
        for id, prepared in batch.items():
            found = existing.get(id)
            old = found["_source"] if found else None
            if old is None or self._replaces(prepared, old, outcome):
                to_write[id] = self._plan(prepared, found)
            elif old["load_id"] != self._stamp.load_id and old["content_hash"] != prepared.content_hash:
                aside.append(self._mine_aside(prepared, old))
                if wrote_before:
                    aside += self._remove_mine(prepared, old)
                outcome.superseded += 1
        if self._dry:
            self._count_dry(to_write, outcome)
            return {}
        found_before = [plan.found for plan in to_write.values() if plan.found]
        replaced = [f for f in found_before if f["_source"]["load_id"] != self._stamp.load_id]
        aside += self._versions_aside(replaced)
        bulk.send_all(self._engine, aside)
        refused = self._write_parts(to_write)
        for id, refusal in refused.items():
            row = to_write.pop(id).prepared.row
            outcome.rejected.append(RowError.of(row, "session_id", id, f"OpenSearch refuses it: {refusal}"))
        return self._write_sessions(to_write, outcome)

    def _replaces(self, prepared: PreparedSession, old: dict[str, Any], outcome: Outcome) -> bool:
        same_load = old["load_id"] == self._stamp.load_id
        if old["content_hash"] == prepared.content_hash:
            newer = False
        elif same_load:
            newer = prepared.row > old["row"]
            outcome.repeats += newer
        else:
            newer = (epoch_seconds(old["begun_at"]), old["load_id"]) < self._stamp.order
        if not newer:
            outcome.unchanged += 1
            if self._touch_unchanged:
                outcome.touched.add(old["customer_id"])
        return newer

    def _write_parts(self, to_write: dict[str, _Plan]) -> dict[str, str]:
        """Messages, logs and the removal of surplus ones; returns session ID -> reason of those refused."""
        messages, logs = self._engine.alias("messages"), self._engine.alias("logs")
        operations: list[bulk.Operation] = []
        for plan in to_write.values():
            c, version = plan.prepared.conversation, plan.version
            operations += documents.message_operations(messages, plan.prepared, plan.number, self._stamp, version)
            operations += documents.log_operations(logs, plan.prepared, self._stamp, version)
            if plan.found:
                old = plan.found["_source"]
                operations += self._surplus(messages, c.session_id, len(c.messages), old["message_count"], version)
                operations += self._surplus(logs, c.session_id, len(c.logs), old["log_count"], version)
        refused: dict[str, str] = {}
        for refusal in bulk.send_all(self._engine, operations):
            refused.setdefault(refusal.document_id.rpartition(":")[0], refusal.reason)
        for id in refused:
            if to_write[id].found is None:
                c = to_write[id].prepared.conversation
                gone = self._surplus(messages, id, 0, len(c.messages), self._stamp.version)
                gone += self._surplus(logs, id, 0, len(c.logs), self._stamp.version)
                bulk.send_all(self._engine, gone)
        return refused

    def _write_sessions(self, to_write: dict[str, _Plan], outcome: Outcome) -> dict[str, PreparedSession]:
        alias = self._engine.alias("sessions")
        operations = []
        for id, plan in to_write.items():
            document = documents.session_document(plan.prepared, plan.number, self._stamp, plan.revision)
            if plan.found is None:
                operations.append(bulk.create(alias, id, document))
            else:
                version = {"if_seq_no": plan.found["_seq_no"], "if_primary_term": plan.found["_primary_term"]}
                operations.append(bulk.index(alias, id, document, **version))
        again: dict[str, PreparedSession] = {}
        done = bulk.send_each(self._engine, operations)
        for (id, plan), refusal in zip(to_write.items(), done, strict=True):
            if refusal is not None and refusal.status == 409:
                again[id] = plan.prepared
            elif refusal is not None:
                reason = f"OpenSearch refuses it: {refusal.reason}"
                outcome.rejected.append(RowError.of(plan.prepared.row, "session_id", id, reason))
            else:
                self._count(plan, outcome)
        return again

    def _count(self, plan: _Plan, outcome: Outcome) -> None:
        outcome.touched.add(plan.prepared.assigned.customer_id)
        if plan.found is None:
            outcome.created += 1
            return
        old = plan.found["_source"]
        outcome.updated += 1
        outcome.touched.add(old["customer_id"])
        if old["origin_id"] != plan.prepared.identity.id:
            outcome.orphans.add(old["origin_id"])

    def _count_dry(self, to_write: dict[str, _Plan], outcome: Outcome) -> None:
        for id, plan in to_write.items():
            self._count(plan, outcome)
            self._store.index(id, documents.session_document(plan.prepared, 0, self._stamp, 0))

    def _plan(self, prepared: PreparedSession, found: dict[str, Any] | None) -> _Plan:
        if found is None:
            number = 0 if self._dry else self._numbers.take()
            return _Plan(prepared, None, self._stamp.version, number, 0)
        old = found["_source"]
        revision = 0
        if old["load_id"] == self._stamp.load_id:
            revision = min(old.get("revision", 0) + _REVISION_STEP, 255)
        return _Plan(prepared, found, self._stamp.version + revision, old["session_number"], revision)

    def _surplus(self, alias: str, session_id: str, have: int, had: int, version: int) -> list[bulk.Operation]:
        return [
            bulk.delete(alias, f"{session_id}:{position}", version=version, version_type="external_gte")
            for position in range(have, had)
        ]

    def _remove_mine(self, prepared: PreparedSession, newer: dict[str, Any]) -> list[bulk.Operation]:
        """A newer load won while this one wrote: what lies beyond the newer one's end is ours to remove."""
        c, version = prepared.conversation, self._stamp.version
        messages, logs = self._engine.alias("messages"), self._engine.alias("logs")
        return [
            *self._surplus(messages, c.session_id, newer["message_count"], len(c.messages), version),
            *self._surplus(logs, c.session_id, newer["log_count"], len(c.logs), version),
        ]

    def _versions_aside(self, replaced: list[dict[str, Any]]) -> list[bulk.Operation]:
        """Keep what another load wrote: read it whole, as it is now, before anything of it is overwritten."""
        if not replaced:
            return []
        whole = self._store.get_versions([found["_id"] for found in replaced])
        parts = read_parts(self._engine, [found["_source"] for found in whole.values()])
        return [self._aside(found["_source"], *parts[id], self._stamp.load_id) for id, found in whole.items()]

    def _mine_aside(self, prepared: PreparedSession, newer: dict[str, Any]) -> bulk.Operation:
        """A newer load was here first: keep what this load says below it."""
        session = documents.session_document(prepared, newer["session_number"], self._stamp, 0)
        messages = documents.message_operations("", prepared, newer["session_number"], self._stamp, 0)
        logs = documents.log_operations("", prepared, self._stamp, 0)
        sources = [[orjson.loads(operation.split(b"\n", 1)[1]) for operation in part] for part in (messages, logs)]
        return self._aside(session, sources[0], sources[1], newer["load_id"])

    def _aside(
        self, session: dict[str, Any], messages: list[dict[str, Any]], logs: list[dict[str, Any]], by: str
    ) -> bulk.Operation:
        payload = zlib.compress(orjson.dumps({"session": session, "messages": messages, "logs": logs}))
        document = {
            "kind": "session",
            "slot": session["session_id"],
            "current": False,
            "customer_id": session["customer_id"],
            "customer_number": session["customer_number"],
            "origin_id": session["origin_id"],
            "load_id": session["load_id"],
            "begun_at": session["begun_at"],
            "replaced_by": by,
            "payload": base64.b64encode(payload).decode(),
        }
        id = aside_id(session["session_id"], session["load_id"])
        return bulk.create(self._engine.alias("records"), id, document)


def aside_id(session_id: str, load_id: str) -> str:
    """The `_id` of the record that keeps a replaced version of a session."""
    return f"session:{load_id}:{session_id}"


def unpack(payload: str) -> dict[str, Any]:
    """A kept version: {session, messages, logs} as their documents."""
    version: dict[str, Any] = orjson.loads(zlib.decompress(base64.b64decode(payload)))
    return version


def read_parts(
    engine: Engine, sessions: list[dict[str, Any]]
) -> dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Session ID -> its messages and its logs in order, read by ID, so also what no refresh has shown yet."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    for name, count in (("messages", "message_count"), ("logs", "log_count")):
        ids = [f"{s['session_id']}:{position}" for s in sessions for position in range(s[count])]
        by_id = Store(engine, name).get_many(ids)
        for s in sessions:
            wanted = [f"{s['session_id']}:{position}" for position in range(s[count])]
            found[s["session_id"]][name] = [by_id[id] for id in wanted if id in by_id]
    return {id: (parts["messages"], parts["logs"]) for id, parts in found.items()}


def read_counts(engine: Engine, session_ids: list[str]) -> dict[str, dict[str, int]]:
    """Session ID -> how many messages and logs its document counts now."""
    found = Store(engine, "sessions").get_versions(session_ids, ["message_count", "log_count"])
    return {
        id: {"messages": hit["_source"]["message_count"], "logs": hit["_source"]["log_count"]}
        for id, hit in found.items()
    }
