"""Undoing a load: what it created goes, what it replaced comes back, and customers are folded again.

Every step can be repeated: cut off in the middle, a second undo completes the first.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import Busy, NotFound
from engine import Engine
from indexing import audit, bulk
from indexing.documents import Stamp
from indexing.identities import Assigned, Resolver
from indexing.kept_versions import batches, drop_asides, newest_asides, stated_identity, while_theirs
from indexing.lock import current_epoch
from indexing.processes import is_alive, now
from indexing.scan import refresh, scan
from indexing.settle import settle
from indexing.undo_sessions import undo_sessions
from indexing.undone import Undone


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
    stamp = Stamp(load_id, document["begun_at"], document["file_name"])
    _undo_rows(engine, load_id, result)
    undo_sessions(engine, stamp, result)
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
        params={"refresh": "true", "retry_on_conflict": 5, "require_alias": "true"},
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
    for batch in batches(scan(engine, "records", mine, "slot", versions=True)):
        older = newest_asides(engine, "row", [hit["_id"] for hit in batch], load_id)
        restored: dict[str, dict[str, Any]] = {}
        for hit in batch:
            result.touched.add(hit["_source"]["customer_id"])
            result.orphans |= set(hit["_source"]["origin_id"])
        for slot, aside in older.items():
            restored[slot] = {name: value for name, value in aside["_source"].items() if name != "replaced_by"}
            whose = _resolve_rows(resolver, restored[slot]["rows"])
            restored[slot] |= {
                "current": True,
                "customer_id": whose.customer_id,
                "customer_number": whose.customer_number,
            }
            result.touched.add(whose.customer_id)
        result.keep(engine)
        done = while_theirs(engine, "records", batch, partial(_put_back, alias, restored))
        drop_asides(engine, [aside for slot, aside in older.items() if slot in done])
        # Who was resolved for nothing, as a later load was quicker.
        result.orphans |= {id for slot in set(older) - done for id in restored[slot]["origin_id"]}
        result.restored += len(done & set(older))
        result.removed += len(done - set(older))


def _put_back(alias: str, restored: dict[str, dict[str, Any]], id: str, met: dict[str, int]) -> bulk.Operation:
    return bulk.index(alias, id, restored[id], **met) if id in restored else bulk.delete(alias, id, **met)


def _resolve_rows(resolver: Resolver, rows: list[dict[str, Any]]) -> Assigned:
    identities = [stated_identity(entry) for entry in rows]
    assigned = resolver.resolve(identities)
    return assigned[identities[0].id]


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


def _is_used(engine: Engine, name: str, field_name: str, value: str) -> bool:
    body = {"size": 0, "terminate_after": 1, "query": {"term": {field_name: value}}}
    return bool(engine.search(name, body)["hits"]["total"]["value"])
