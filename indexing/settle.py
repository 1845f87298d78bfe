"""The end of everything that changes who is who: what moved is swept along, then customers are folded again."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from engine import Engine
from indexing.anchors import ANCHORED
from indexing.bulk import patiently
from indexing.customers import refold
from indexing.edit_moves import keep_edits
from indexing.erasure import complete_deletions
from indexing.identities import Resolver
from indexing.scan import refresh, scan

_CARRIERS = ("records", "sessions", "messages")
"""Indexes whose documents carry a customer."""
_SCRIPT = "ctx._source.customer_id = params.id; ctx._source.customer_number = params.number"
_AT_ONCE = 1000


def settle(
    engine: Engine,
    since_epoch: int,
    touched: set[str],
    orphans: set[str],
    progress: Callable[[int], None] = lambda _: None,
    load_id: str = "",
) -> int:
    """Sweep every move since `since_epoch` (and any unswept one), take out identities that nothing states any
    more, and fold the touched customers again; afterwards everything is searchable. Returns how many customer
    documents changed. `load_id` is the load that ends with this: deletions need wait for it no longer."""
    with ThreadPoolExecutor(1) as beside:
        # The fold reads neither, so the engine may take its time with the two large ones.
        large = beside.submit(refresh, engine, "messages", "logs")
        everyone = touched | sweep(engine, since_epoch)
        of_deleted, no_longer_stated = complete_deletions(engine, load_id)
        everyone |= of_deleted
        orphans = orphans | no_longer_stated
        if orphans:
            forget_unstated(engine, orphans)
            everyone |= sweep(engine, since_epoch)
        changed = refold(engine, everyone, progress)
        refresh(engine, "customers", "identities", "campaigns", "agents", "fields")
        large.result()
    return changed


def sweep(engine: Engine, since_epoch: int) -> set[str]:
    """Give what came under a moved identity to its customer of now; returns the customers on either side."""
    refresh(engine, "identities")
    recent = {"bool": {"should": [{"range": {"epoch": {"gt": since_epoch}}}, {"term": {"swept": False}}]}}
    query = {"bool": {"filter": [{"term": {"type": "move"}}, recent]}}
    moved = {hit["_source"]["origin_id"] for hit in scan(engine, "identities", query, "epoch")}
    if not moved:
        return set()
    latest: dict[str, dict[str, Any]] = {}
    customers: set[str] = set()
    done: list[str] = []
    origins = sorted(moved)
    for start in range(0, len(origins), _AT_ONCE):
        of_these = {"terms": {"origin_id": origins[start : start + _AT_ONCE]}}
        query = {"bool": {"filter": [{"term": {"type": "move"}}, of_these]}}
        for hit in scan(engine, "identities", query, "epoch"):
            move = hit["_source"]
            latest[move["origin_id"]] = move
            customers |= {move["from_id"], move["to_id"]}
            if not move["swept"]:
                done.append(hit["_id"])
    by_customer: dict[tuple[str, int], list[str]] = defaultdict(list)
    for move in latest.values():
        by_customer[(move["to_id"], move["to_number"])].append(move["origin_id"])
    refresh(engine, *_CARRIERS)
    for (customer_id, number), origin_ids in by_customer.items():
        for start in range(0, len(origin_ids), _AT_ONCE):
            for carrier in _CARRIERS:
                _give(engine, carrier, origin_ids[start : start + _AT_ONCE], customer_id, number)
    for id in done:
        for attempt in patiently():
            with attempt:
                engine.client.update(
                    index=engine.alias("identities"),
                    id=id,
                    body={"doc": {"swept": True}},
                    params={"retry_on_conflict": 5, "require_alias": "true", "ignore": 404},
                )
    return customers


def _give(engine: Engine, name: str, origin_ids: list[str], customer_id: str, number: int) -> None:
    body = {
        "query": {
            "bool": {
                "filter": [{"terms": {"origin_id": origin_ids}}],
                "must_not": [{"term": {"customer_id": customer_id}}],
            }
        },
        "script": {"source": _SCRIPT, "params": {"id": customer_id, "number": number}},
    }
    while True:
        for attempt in patiently():
            with attempt:
                answer = engine.client.update_by_query(
                    index=engine.alias(name),
                    body=body,
                    params={"conflicts": "proceed", "refresh": "true", "request_timeout": 600},
                )
        if not answer["version_conflicts"]:
            return


def forget_unstated(engine: Engine, identity_ids: set[str]) -> None:
    """Take those of the identities out that no current record and no session states any more, with what was
    anchored to them. What people said by hand goes to another identity of the customer, or keeps the last one."""
    refresh(engine, "records", "sessions", "identities")
    unstated = set(identity_ids) - stated_by_sources(engine, identity_ids)
    gone = sorted(unstated - keep_edits(engine, unstated))
    for start in range(0, len(gone), _AT_ONCE):
        Resolver(engine).forget(set(gone[start : start + _AT_ONCE]))
        _drop_anchored(engine, gone[start : start + _AT_ONCE])


def _drop_anchored(engine: Engine, identity_ids: list[str]) -> None:
    """Products and summaries say nothing of who somebody is: they go with their identity."""
    mine = [{"terms": {"origin_id": identity_ids}}, {"terms": {"kind": list(ANCHORED)}}]
    for attempt in patiently():
        with attempt:
            engine.client.delete_by_query(
                index=engine.alias("records"),
                body={"query": {"bool": {"filter": mine}}},
                params={"conflicts": "proceed", "refresh": "true", "request_timeout": 600},
            )


def stated_by_sources(engine: Engine, identity_ids: Iterable[str]) -> set[str]:
    """Those of the identities that a current record of an upload or a session states; needs a refresh."""
    stated: set[str] = set()
    wanted = sorted(identity_ids)
    anchored = {"terms": {"kind": [*ANCHORED, "edit"]}}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        of_these = {"terms": {"origin_id": some}}
        for name, query in (
            ("sessions", of_these),
            ("records", {"bool": {"filter": [of_these, {"term": {"current": True}}], "must_not": [anchored]}}),
        ):
            body = {
                "size": 0,
                "query": query,
                "aggs": {"ids": {"terms": {"field": "origin_id", "include": some, "size": len(some)}}},
            }
            for attempt in patiently():
                with attempt:
                    answer = engine.client.search(index=engine.alias(name), body=body)
            stated |= {bucket["key"] for bucket in answer["aggregations"]["ids"]["buckets"]}
    return stated
