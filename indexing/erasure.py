"""Taking everything out that is about deleted customers, so that it can be begun again at any point.

A deletion is a document of its own (`deletion:…`) from before its first step until its last: who, their identities,
and the loads that were running. Such a load may know whose a row is from before, and write it after everything was
taken out; when it ends, what it brought of them goes too. Whoever settles next completes what was cut off.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.access import Principal, Role
from engine import Engine
from indexing import audit, bulk
from indexing.anchors import ANCHORED, anchors_of
from indexing.clusters import clusters_with
from indexing.edit_store import holding
from indexing.identities import Resolver
from indexing.loads import running_loads
from indexing.processes import now
from indexing.references import references_left, take_references
from indexing.removal import Query, count_of, delete_matching, hits_of, parts_of
from indexing.scan import refresh, scan

_PAGE = 5000
_CARRIERS = ("messages", "logs", "records", "sessions")


@dataclass
class Deletion:
    """`customer_ids` are all IDs that the deleted went by; `identity_ids` what they were known by; `loads` those that
    may still write of them. `people` are those of the IDs to note as deleted, `by` whoever deletes them. `counts` are
    of what was taken out, by index."""

    id: str
    customer_ids: list[str]
    people: list[str]
    by: Principal | None
    identity_ids: set[str] = field(default_factory=set)
    loads: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    touched: set[str] = field(default_factory=set)
    session_ids: set[str] = field(default_factory=set)

    def store(self, engine: Engine) -> None:
        document: dict[str, Any] = {
            "type": "deletion",
            "customer_ids": self.customer_ids,
            "origin_id": sorted(self.identity_ids),
            "at": now(),
            "body": {"loads": sorted(self.loads), "people": self.people},
        }
        if self.by is not None:
            document["by"] = self.by.identity
            document["body"]["role"] = self.by.role.value
        bulk.send_all(engine, [bulk.index(engine.alias("identities"), self.id, document)])


def begin(engine: Engine, people: Mapping[str, Iterable[str]], by: Principal) -> Deletion:
    """Note that these customers (ID -> all IDs that they went by) are to be deleted; from here on it will be
    completed."""
    ids = sorted({id for theirs in people.values() for id in theirs})
    deletion = Deletion(f"deletion:{uuid.uuid4().hex}", ids, sorted(people), by)
    deletion.store(engine)
    return deletion


def unfinished(engine: Engine) -> list[Deletion]:
    """Deletions that wait for a load to end, or were cut off."""
    refresh(engine, "identities")
    hits = scan(engine, "identities", {"term": {"type": "deletion"}}, "at")
    return [_stored(hit["_id"], hit["_source"]) for hit in hits]


def _stored(id: str, document: dict[str, Any]) -> Deletion:
    body = document["body"]
    # One that was begun before this was kept is completed all the same, but not noted.
    by = Principal(document["by"], Role(body["role"])) if "by" in document else None
    return Deletion(
        id,
        list(document["customer_ids"]),
        list(body.get("people", [])),
        by,
        set(document["origin_id"]),
        set(body["loads"]),
    )


def complete_deletions(engine: Engine, load_id: str) -> tuple[set[str], set[str]]:
    """Complete what waits, at the end of a load (or "" for none). Returns customers to fold again, and identities that
    may be stated no more."""
    touched: set[str] = set()
    orphans: set[str] = set()
    for deletion in unfinished(engine):
        take_out(engine, deletion)
        touched |= deletion.touched | set(deletion.customer_ids)
        orphans |= deletion.identity_ids
        end(engine, deletion, load_id)
    return touched, orphans


def take_out(engine: Engine, deletion: Deletion) -> None:
    """Take everything out but the customer documents' own last trace in the audit log."""
    _forget(engine, deletion)
    _take_documents(engine, deletion)
    theirs = {"terms": {"customer_id": deletion.customer_ids}}
    deletion.counts["customers"] += delete_matching(engine, "customers", theirs)
    take_references(engine, deletion.customer_ids, deletion.identity_ids)


def end(engine: Engine, deletion: Deletion, load_id: str = "") -> None:
    """Done, unless a load still runs that may write of them. Either way, the audit log tells of it, once, and no more
    of what it told of them, edits included that were noted only now."""
    audit.scrub(engine, deletion.customer_ids)
    if deletion.by is not None:
        for id in deletion.people:
            sentence = "Deleted a customer for good."
            note_id = f"{deletion.id}:{id}"
            audit.note(engine, deletion.by, "delete", "customer", sentence, customer_id=id, entry_id=note_id)
    still = deletion.loads & {load["load_id"] for load in running_loads(engine)} - {load_id}
    if still:
        deletion.loads = still
        deletion.store(engine)
    else:
        bulk.send_all(engine, [bulk.delete(engine.alias("identities"), deletion.id)])
    refresh(engine, "identities")


def remaining(engine: Engine, deletion: Deletion) -> int:
    """How many documents of any index are still about them, details in the audit log included."""
    refresh(engine, "audit")
    entries = scan(engine, "audit", {"terms": {"customer_id": deletion.customer_ids}}, "at", ["details"])
    return left(engine, deletion) + sum(1 for entry in entries if "details" in entry["_source"])


def left(engine: Engine, deletion: Deletion) -> int:
    """How many documents are still about them; what later loads bring is not."""
    refresh(engine, "customers", "identities", *_CARRIERS)
    ids = {"terms": {"customer_id": deletion.customer_ids}}
    found = sum(count_of(engine, name, ids) for name in ("customers", "sessions", "messages", "records"))
    found += count_of(engine, "customers", {"terms": {"absorbed_ids": deletion.customer_ids}})
    for of_sessions in parts_of(deletion.session_ids - _stored_sessions(engine, deletion.session_ids)):
        found += sum(count_of(engine, name, {"terms": {"session_id": of_sessions}}) for name in ("messages", "logs"))
    kept = {"bool": {"filter": [{"term": {"current": False}}, *_any_origin(deletion)]}}
    found += count_of(engine, "records", kept)
    found += references_left(engine, deletion.customer_ids, deletion.identity_ids)
    return found


def _forget(engine: Engine, deletion: Deletion) -> None:
    """First nobody knows them any more: then no edit can be begun, and no load decides that a row is theirs."""
    while True:
        with holding(engine) as lock:
            anchors = anchors_of(engine, deletion.customer_ids)
            known = {anchor.identity.id for theirs in anchors.values() for anchor in theirs}
            if known:
                deletion.identity_ids |= known
                lock.keep()
                deletion.store(engine)
        if not known:
            break
        deletion.counts["identities"] += len(known)
        Resolver(engine).forget(known, with_bonds=True)
    loads = {load["load_id"] for load in running_loads(engine)}
    if deletion.identity_ids and loads - deletion.loads:
        deletion.loads |= loads
        deletion.store(engine)


def _take_documents(engine: Engine, deletion: Deletion) -> None:
    """Messages and logs, then records, and sessions last: by these a second run finds the rest."""
    refresh(engine, *_CARRIERS)
    theirs = _theirs(deletion)
    sessions = [
        hit["_source"] for hit in scan(engine, "sessions", theirs, "session_number", ["session_id", "customer_id"])
    ]
    session_ids = {session["session_id"] for session in sessions}
    deletion.touched |= {session["customer_id"] for session in sessions}
    written = _sessions_of_messages(engine, theirs) - session_ids
    session_ids |= written - _stored_sessions(engine, written)
    deletion.session_ids |= session_ids
    deletion.counts["messages"] += delete_matching(engine, "messages", theirs, by_version=True)
    for part in parts_of(session_ids):
        of_sessions = {"terms": {"session_id": part}}
        deletion.counts["messages"] += delete_matching(engine, "messages", of_sessions, by_version=True)
        deletion.counts["logs"] += delete_matching(engine, "logs", of_sessions, by_version=True)
    deletion.counts["records"] += _take_records(engine, deletion, session_ids)
    deletion.counts["sessions"] += delete_matching(engine, "sessions", theirs)


def _take_records(engine: Engine, deletion: Deletion, session_ids: set[str]) -> int:
    """Theirs of any kind, and versions that newer loads replaced in the same slots, unless somebody else's."""
    kinds = {"terms": {"kind": ["edit", *ANCHORED]}}
    loose = {"bool": {"should": [{"term": {"current": False}}, kinds]}}
    mine = {"bool": {"should": [_theirs(deletion), {"bool": {"filter": [loose, *_any_origin(deletion)]}}]}}
    hits = list(scan(engine, "records", mine, "slot", ["slot", "customer_id"]))
    deletion.touched |= {hit["_source"]["customer_id"] for hit in hits if "customer_id" in hit["_source"]}
    slots = {hit["_source"]["slot"] for hit in hits} | session_ids
    count = delete_matching(engine, "records", mine)
    for part in parts_of(slots):
        kept = {"bool": {"filter": [{"term": {"current": False}}, {"terms": {"slot": part}}]}}
        origins = {o for hit in hits_of(engine, "records", kept, ["origin_id"]) for o in _origins(hit)}
        others = {o for hit in clusters_with(engine, "origin_id", origins) for o in hit["_source"]["origin_id"]}
        kept["bool"]["must_not"] = [{"terms": {"origin_id": sorted(origins & others)}}]
        count += delete_matching(engine, "records", kept)
    return count


def _theirs(deletion: Deletion) -> Query:
    """What is under one of their IDs, and what a load brings of them that was running when they were deleted."""
    ways: list[Query] = [{"terms": {"customer_id": deletion.customer_ids}}]
    if deletion.loads:
        by_load = {"terms": {"load_id": sorted(deletion.loads)}}
        ways.append({"bool": {"filter": [by_load, *_any_origin(deletion)]}})
    return {"bool": {"should": ways, "minimum_should_match": 1}}


def _any_origin(deletion: Deletion) -> list[Query]:
    return [{"terms": {"origin_id": sorted(deletion.identity_ids)}}]


def _origins(hit: dict[str, Any]) -> list[str]:
    origin: str | list[str] = hit["_source"]["origin_id"]
    return [origin] if isinstance(origin, str) else origin


def _sessions_of_messages(engine: Engine, query: Query) -> set[str]:
    by_session = {"sources": [{"session": {"terms": {"field": "session_id"}}}], "size": _PAGE}
    found: set[str] = set()
    while True:
        body = {"size": 0, "query": query, "aggs": {"sessions": {"composite": by_session}}}
        answer = engine.search("messages", body)["aggregations"]["sessions"]
        found |= {bucket["key"]["session"] for bucket in answer["buckets"]}
        if "after_key" not in answer:
            return found
        by_session = by_session | {"after": answer["after_key"]}


def _stored_sessions(engine: Engine, session_ids: set[str]) -> set[str]:
    found: set[str] = set()
    for part in parts_of(session_ids):
        query = {"terms": {"session_id": part}}
        found |= {h["_id"] for h in scan(engine, "sessions", query, "session_number", ["session_id"])}
    return found
