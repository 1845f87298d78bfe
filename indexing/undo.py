"""Undoing a load: what it created goes, what it replaced comes back, and customers are folded again.

Every step can be repeated: cut off in the middle, a second undo completes the first.
"""

from collections.abc import Iterable
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import Busy, NotFound
from domain.identity import Identity
from engine import Engine
from indexing import audit, bulk
from indexing.documents import Stamp
from indexing.identities import Assigned, Resolver
from indexing.lock import current_epoch
from indexing.processes import is_alive, now
from indexing.scan import refresh, scan
from indexing.sessions import read_counts, unpack
from indexing.settle import settle
from indexing.store import Store
from indexing.undone import Undone

_AT_ONCE = 200


def undo(engine: Engine, principal: Principal, load_id: str) -> Undone:
    """Undo a load and return what was done. Raises NotFound, and Busy while the load is running."""
    require(principal, Action.UNDO)
    document = engine.get("loads", load_id)
    if document is None or document.get("type") != "load":
        raise NotFound(f"There is no load {load_id}; the Load page and 'python -m indexing status' list them.")
    if document["state"] in ("running", "cancelling") and is_alive(document):
        raise Busy("This load is still running; cancel it first.")
    result = Undone(load_id)
    for part in reversed(document.get("parts", [])):
        done = undo(engine, principal, part)
        result.removed += done.removed
        result.restored += done.restored
        result.kept += done.kept
    if document["state"] == "undone":
        return result
    epoch = current_epoch(engine)
    refresh(engine, "records", "sessions", "agents", "campaigns")
    result.read(engine)
    stamp = Stamp(load_id, now(), document["file_name"])
    _undo_rows(engine, load_id, result)
    _undo_sessions(engine, load_id, stamp, result)
    _undo_agents(engine, load_id, result)
    _drop_asides(engine, load_id, result)
    refresh(engine, "records", "sessions")
    _undo_campaigns(engine, load_id, result)
    settle(engine, epoch, result.touched, result.orphans)
    result.end(engine)
    engine.client.update(
        index=engine.alias("loads"),
        id=load_id,
        body={"doc": {"state": "undone", "finished_at": now()}},
        params={"refresh": "true", "retry_on_conflict": 5},
    )
    sentence = f"Undid a load: {result.removed:,} removed, {result.restored:,} put back, {result.kept:,} kept."
    audit.note(engine, principal, "undo", "load", sentence, object_id=load_id, count=result.removed + result.restored)
    return result


def _undo_rows(engine: Engine, load_id: str, result: Undone) -> None:
    mine = {
        "bool": {"filter": [{"term": {"load_id": load_id}}, {"term": {"kind": "row"}}, {"term": {"current": True}}]}
    }
    alias = engine.alias("records")
    resolver = Resolver(engine)
    for batch in _batches(scan(engine, "records", mine, "slot")):
        older = _newest_asides(engine, "row", [hit["_id"] for hit in batch], load_id)
        operations: list[bulk.Operation] = []
        for hit in batch:
            record = hit["_source"]
            result.touched.add(record["customer_id"])
            result.orphans |= set(record["origin_id"])
            aside = older.get(hit["_id"])
            if aside is None:
                operations.append(bulk.delete(alias, hit["_id"]))
                result.removed += 1
                continue
            restored = {name: value for name, value in aside["_source"].items() if name != "replaced_by"}
            whose = _resolve_rows(resolver, restored["rows"])
            restored |= {
                "current": True,
                "customer_id": whose.customer_id,
                "customer_number": whose.customer_number,
            }
            result.touched.add(whose.customer_id)
            operations += [bulk.index(alias, hit["_id"], restored), bulk.delete(alias, aside["_id"])]
            result.restored += 1
        result.keep(engine)
        bulk.send_all(engine, operations)


def _resolve_rows(resolver: Resolver, rows: list[dict[str, Any]]) -> Assigned:
    identities = [stated_identity(entry) for entry in rows]
    assigned = resolver.resolve(identities)
    return assigned[identities[0].id]


def stated_identity(told: dict[str, Any]) -> Identity:
    """The identity that a stored row or a session's customer block states."""
    pairs = [(pair[0], pair[1]) for pair in told.get("external_ids", [])]
    return Identity.of(pairs, told.get("emails", []), told.get("phones", []), told.get("name"))


def _undo_sessions(engine: Engine, load_id: str, stamp: Stamp, result: Undone) -> None:
    mine = {"term": {"load_id": load_id}}
    resolver = Resolver(engine)
    state = ["session_id", "customer_id", "origin_id"]
    for batch in _batches(scan(engine, "sessions", mine, "session_number", state)):
        older = _newest_asides(engine, "session", [hit["_id"] for hit in batch], load_id)
        for hit in batch:
            result.touched.add(hit["_source"]["customer_id"])
            result.orphans.add(hit["_source"]["origin_id"])
        _restore(engine, resolver, list(older.values()), stamp, result)
        gone = [hit["_id"] for hit in batch if hit["_id"] not in older]
        result.keep(engine)
        _delete_parts(engine, load_id, gone)
        bulk.send_all(engine, [bulk.delete(engine.alias("sessions"), id) for id in gone])
        result.removed += len(gone)
    # A load that was cut off may have overwritten messages of sessions that it never came to replace.
    half_done = {"bool": {"filter": [{"term": {"replaced_by": load_id}}, {"term": {"kind": "session"}}]}}
    refresh(engine, "records")
    for batch in _batches(scan(engine, "records", half_done, "slot")):
        # Below a version that has been put back, or of a later load, kept ones stay where they are.
        stands = Store(engine, "sessions").get_versions([hit["_source"]["slot"] for hit in batch], ["load_id"])
        owners = {id: found["_source"]["load_id"] for id, found in stands.items()}
        mixed = [hit for hit in batch if owners.get(hit["_source"]["slot"]) == hit["_source"]["load_id"]]
        _restore(engine, resolver, mixed, stamp, result)
    _delete_parts(engine, load_id, None)


def _restore(engine: Engine, resolver: Resolver, asides: list[dict[str, Any]], stamp: Stamp, result: Undone) -> None:
    """Put kept versions of sessions back: messages and logs first, the session last, then the kept copy goes."""
    parts: list[bulk.Operation] = []
    sessions: list[bulk.Operation] = []
    counts = read_counts(engine, [aside["_source"]["slot"] for aside in asides])
    for aside in asides:
        version = unpack(aside["_source"]["payload"])
        session = version["session"]
        id = session["session_id"]
        identity = stated_identity(session["customer"])
        whose = resolver.resolve([identity])[identity.id]
        owner = {"customer_id": whose.customer_id, "customer_number": whose.customer_number}
        result.touched.add(whose.customer_id)
        for name, documents in (("messages", version["messages"]), ("logs", version["logs"])):
            alias = engine.alias(name)
            meta = {"version": stamp.version, "version_type": "external_gte"}
            for document in documents:
                whole = {**document, **owner} if name == "messages" else document
                parts.append(bulk.index(alias, f"{id}:{document['position']}", whole, **meta))
            had = counts.get(id, {}).get(name, 0)
            parts += [bulk.delete(alias, f"{id}:{position}", **meta) for position in range(len(documents), had)]
        sessions.append(bulk.index(engine.alias("sessions"), id, {**session, **owner}))
        result.restored += 1
    result.keep(engine)
    bulk.send_all(engine, parts)
    bulk.send_all(engine, sessions)
    bulk.send_all(engine, [bulk.delete(engine.alias("records"), aside["_id"]) for aside in asides])


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


def _undo_agents(engine: Engine, load_id: str, result: Undone) -> None:
    alias = engine.alias("agents")
    operations: list[bulk.Operation] = []
    changed: set[str] = set()
    for hit in scan(engine, "agents", {"match_all": {}}, "agent_id"):
        agent = hit["_source"]
        kept = [old for old in agent.get("replaced", []) if old["load_id"] != load_id]
        if agent["load_id"] == load_id:
            changed.add(hit["_id"])
            result.restored += bool(kept)
            if kept:
                operations.append(bulk.index(alias, hit["_id"], {**kept[-1], "replaced": kept[:-1]}))
            elif _is_used(engine, "sessions", "agent_id", hit["_id"]):
                stub = {"agent_id": hit["_id"], "name": agent["name"], "result_fields": [], "defined": False}
                operations.append(bulk.index(alias, hit["_id"], {**stub, "load_id": load_id}))
            else:
                operations.append(bulk.delete(alias, hit["_id"]))
                result.removed += 1
        elif len(kept) != len(agent.get("replaced", [])):
            operations.append(bulk.index(alias, hit["_id"], {**agent, "replaced": kept}))
    result.touched |= customers_of_agents(engine, changed)
    result.keep(engine)
    bulk.send_all(engine, operations)
    refresh(engine, "agents")


def customers_of_agents(engine: Engine, agent_ids: Iterable[str]) -> set[str]:
    """Customers with a session of one of these agents."""
    query = {"terms": {"agent_id": sorted(agent_ids)}}
    hits = scan(engine, "sessions", query, "session_number", ["customer_id"])
    return {hit["_source"]["customer_id"] for hit in hits}


def _undo_campaigns(engine: Engine, load_id: str, result: Undone) -> None:
    mine = {"term": {"load_id": load_id}}
    for hit in list(scan(engine, "campaigns", mine, "campaign_id")):
        used = any(_is_used(engine, name, "campaign_id", hit["_id"]) for name in ("records", "sessions"))
        if not used:
            bulk.send_all(engine, [bulk.delete(engine.alias("campaigns"), hit["_id"])])
            result.removed += 1


def _drop_asides(engine: Engine, load_id: str, result: Undone) -> None:
    """What this load said below a later load's version goes too; the later version stays."""
    refresh(engine, "records")
    query = {"bool": {"filter": [{"term": {"load_id": load_id}}, {"term": {"current": False}}]}}
    hits = list(scan(engine, "records", query, "slot", ["slot"]))
    bulk.send_all(engine, [bulk.delete(engine.alias("records"), hit["_id"]) for hit in hits])
    result.kept += len(hits)


def _newest_asides(engine: Engine, kind: str, slots: list[str], load_id: str) -> dict[str, dict[str, Any]]:
    """Slot -> the newest kept version by any other load, of at most 10,000 slots."""
    query = {
        "bool": {
            "filter": [{"term": {"kind": kind}}, {"term": {"current": False}}, {"terms": {"slot": slots}}],
            "must_not": [{"term": {"load_id": load_id}}],
        }
    }
    body = {
        "size": len(slots),
        "query": query,
        "sort": [{"begun_at": "desc"}, {"load_id": "desc"}],
        "collapse": {"field": "slot"},
        "seq_no_primary_term": True,
    }
    return {hit["_source"]["slot"]: hit for hit in engine.search("records", body)["hits"]["hits"]}


def _is_used(engine: Engine, name: str, field_name: str, value: str) -> bool:
    body = {"size": 0, "terminate_after": 1, "query": {"term": {field_name: value}}}
    return bool(engine.search(name, body)["hits"]["total"]["value"])


def _batches(hits: Iterable[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    # Taken as a whole first: what is being scanned is being changed.
    everything = list(hits)
    for start in range(0, len(everything), _AT_ONCE):
        yield everything[start : start + _AT_ONCE]
