"""Undoing a load's conversations: what it brought goes, what it replaced comes back whole."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from engine import Engine
from indexing import bulk
from indexing.documents import Stamp
from indexing.identities import Resolver
from indexing.kept_versions import Hit, batches, drop_asides, newest_asides, stated_identity, while_theirs
from indexing.scan import refresh, scan
from indexing.sessions import read_counts, unpack
from indexing.store import Store
from indexing.undone import Undone

_ROOM = timedelta(milliseconds=10)
"""What is put back counts as written so long after the load that is undone: over all that it wrote, however often
that was swept along since, and below what a load says that was begun later."""


def undo_sessions(engine: Engine, stamp: Stamp, result: Undone) -> None:
    """Undo what the load of this stamp did to sessions, messages and logs; needs a refresh."""
    load_id = stamp.load_id
    begun_at = (datetime.fromisoformat(stamp.begun_at) + _ROOM).isoformat()
    restorer = _Restorer(engine, Stamp(load_id, begun_at, stamp.file_name).version, result)
    state = ["session_id", "customer_id", "origin_id", "load_id"]
    mine = {"term": {"load_id": load_id}}
    alias = engine.alias("sessions")
    for batch in batches(scan(engine, "sessions", mine, "session_number", state, versions=True)):
        older = newest_asides(engine, "session", [hit["_id"] for hit in batch], load_id)
        for hit in batch:
            result.touched.add(hit["_source"]["customer_id"])
            result.orphans.add(hit["_source"]["origin_id"])
        restorer.restore([(hit, older[hit["_id"]]) for hit in batch if hit["_id"] in older])
        gone = [hit for hit in batch if hit["_id"] not in older]
        result.keep(engine)
        _delete_parts(engine, load_id, [hit["_id"] for hit in gone])
        result.removed += len(while_theirs(engine, "sessions", gone, lambda id, met: bulk.delete(alias, id, **met)))
    # A load that was cut off may have overwritten messages of sessions that it never came to replace.
    half_done = {"bool": {"filter": [{"term": {"replaced_by": load_id}}, {"term": {"kind": "session"}}]}}
    refresh(engine, "records")
    for batch in batches(scan(engine, "records", half_done, "slot", versions=True)):
        stands = Store(engine, "sessions").get_versions([hit["_source"]["slot"] for hit in batch], ["load_id"])
        mixed = [(stands[hit["_source"]["slot"]], hit) for hit in batch if hit["_source"]["slot"] in stands]
        # Below a version that has been put back, or of a later load, kept ones stay where they are.
        restorer.restore([(now, hit) for now, hit in mixed if now["_source"]["load_id"] == hit["_source"]["load_id"]])
    _delete_parts(engine, load_id, None)


class _Restorer:
    """Puts kept versions of sessions back: messages and logs first, the session last, then the kept copy goes."""

    def __init__(self, engine: Engine, version: int, result: Undone) -> None:
        self._engine = engine
        self._version = version
        self._result = result
        self._resolver = Resolver(engine)

    def restore(self, pairs: list[tuple[Hit, Hit]]) -> None:
        """Of (session as it stands, kept version); a session that another load replaces meanwhile stays its own."""
        engine = self._engine
        kept = {now["_id"]: unpack(aside["_source"]["payload"]) for now, aside in pairs}
        counts = read_counts(engine, list(kept))
        versions = self._versions(kept, counts, {now["_id"]: now["_source"]["load_id"] for now, _ in pairs})
        parts: list[bulk.Operation] = []
        sessions: dict[str, dict[str, Any]] = {}
        for id, version in kept.items():
            session = version["session"]
            identity = stated_identity(session["customer"])
            whose = self._resolver.resolve([identity])[identity.id]
            owner = {"customer_id": whose.customer_id, "customer_number": whose.customer_number}
            self._result.touched.add(whose.customer_id)
            sessions[id] = {**session, **owner}
            meta = {"version": versions[id], "version_type": "external_gte"}
            for name in ("messages", "logs"):
                for document in version[name]:
                    whole = {**document, **owner} if name == "messages" else document
                    parts.append(bulk.index(engine.alias(name), f"{id}:{document['position']}", whole, **meta))
                parts += self._beyond(name, id, len(version[name]), counts.get(id, {}).get(name, 0), versions[id])
        self._result.keep(engine)
        bulk.send_all(engine, parts)
        alias = engine.alias("sessions")
        hits = [now for now, _ in pairs]
        done = while_theirs(engine, "sessions", hits, lambda id, met: bulk.index(alias, id, sessions[id], **met))
        self._result.restored += len(done)
        lost = set(kept) - done
        self._result.orphans |= {sessions[id]["origin_id"] for id in lost}
        self._take_back(kept, versions, lost)
        drop_asides(engine, [aside for now, aside in pairs if now["_id"] in done])

    def _take_back(self, kept: dict[str, dict[str, Any]], versions: dict[str, int], lost: Iterable[str]) -> None:
        """Another load was quicker: what was put beyond the end of its version goes again."""
        lost = sorted(lost)
        counts = read_counts(self._engine, lost)
        operations: list[bulk.Operation] = []
        for id in lost:
            for name in ("messages", "logs"):
                had = counts.get(id, {}).get(name, 0)
                operations += self._beyond(name, id, had, len(kept[id][name]), versions[id])
        bulk.send_all(self._engine, operations)

    def _beyond(self, name: str, id: str, have: int, had: int, version: int) -> list[bulk.Operation]:
        meta = {"version": version, "version_type": "external_gte"}
        return [bulk.delete(self._engine.alias(name), f"{id}:{position}", **meta) for position in range(have, had)]

    def _versions(
        self, kept: dict[str, dict[str, Any]], counts: dict[str, dict[str, int]], owners: dict[str, str]
    ) -> dict[str, int]:
        """Session ID -> the version to write its messages and logs with: no less than what is there of the load that
        is undone, or was put back by an earlier undo; a later load's own ones are not looked at and stay."""
        found = dict.fromkeys(kept, self._version)
        for name in ("messages", "logs"):
            ids = [
                f"{id}:{position}"
                for id, version in kept.items()
                for position in range(max(len(version[name]), counts.get(id, {}).get(name, 0)))
            ]
            for part_id, hit in Store(self._engine, name).get_versions(ids, ["load_id"]).items():
                id = part_id.rpartition(":")[0]
                if hit["_source"]["load_id"] in (owners[id], self._result.load_id):
                    found[id] = max(found[id], hit["_version"])
        return found


def _delete_parts(engine: Engine, load_id: str, session_ids: list[str] | None) -> None:
    """Remove messages and logs that this load wrote: of these sessions, or (None) all that are left."""
    if session_ids == []:
        return
    wanted: list[dict[str, Any]] = [{"term": {"load_id": load_id}}]
    if session_ids is not None:
        wanted.append({"terms": {"session_id": session_ids}})
    refresh(engine, "messages", "logs")
    for attempt in bulk.patiently():
        with attempt:
            engine.client.delete_by_query(
                index=f"{engine.alias('messages')},{engine.alias('logs')}",
                body={"query": {"bool": {"filter": wanted}}},
                params={"conflicts": "proceed", "refresh": "true", "request_timeout": 600},
            )
