"""The end of everything that changes who is who: what moved is swept along, then customers are folded again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from engine import Engine
from indexing import bulk
from indexing.anchors import ANCHORED
from indexing.bulk import patiently
from indexing.customers import refold
from indexing.edit_moves import keep_edits
from indexing.erasure import complete_deletions
from indexing.identities import Resolver
from indexing.scan import refresh, scan

_CARRIERS = ("records", "sessions", "messages")
"""Indexes whose documents carry a customer."""
_SCRIPT = """
    def origin = ctx._source.origin_id;
    def to = origin instanceof List ? null : params.to[origin];
    if (origin instanceof List) {
        for (id in origin) { if (to == null) { to = params.to[id]; } }
    }
    if (to.id == ctx._source.customer_id) { ctx.op = 'noop'; return; }
    ctx._source.customer_id = to.id;
    ctx._source.customer_number = to.number;
"""
"""Of a record of several identities, the first decides: what is said by hand hangs on it."""
_AT_ONCE = 1000
_TARGETS_AT_ONCE = 250
"""Each is two clauses of a query; the engine takes 1,024."""
_Target = tuple[str, int]
"""A customer's ID and number."""


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
    to_whom: dict[tuple[str, int], list[str]] = defaultdict(list)
    for move in latest.values():
        to_whom[(move["to_id"], move["to_number"])].append(move["origin_id"])
    refresh(engine, *_CARRIERS)
    for targets in _together(to_whom):
        for carrier in _CARRIERS:
            _give(engine, carrier, targets)
    alias = engine.alias("identities")
    bulk.send_all(engine, [bulk.update(alias, id, {"swept": True}) for id in done])
    return customers


def _together(to_whom: dict[_Target, list[str]]) -> Iterator[dict[_Target, list[str]]]:
    """As many identities, and customers, as one request takes."""
    part: dict[_Target, list[str]] = {}
    count = 0
    for target, origin_ids in to_whom.items():
        for start in range(0, len(origin_ids), _AT_ONCE):
            some = origin_ids[start : start + _AT_ONCE]
            if part and (target in part or count + len(some) > _AT_ONCE or len(part) == _TARGETS_AT_ONCE):
                yield part
                part, count = {}, 0
            part[target] = some
            count += len(some)
    if part:
        yield part


def _give(engine: Engine, name: str, targets: dict[_Target, list[str]]) -> None:
    """Give what came under these identities to their customers, unless it is theirs already."""
    astray = [
        {"bool": {"filter": [{"terms": {"origin_id": ids}}], "must_not": [{"term": {"customer_id": customer_id}}]}}
        for (customer_id, _), ids in targets.items()
    ]
    to = {id: {"id": target[0], "number": target[1]} for target, ids in targets.items() for id in ids}
    body = {
        "query": {"bool": {"filter": [{"bool": {"should": astray, "minimum_should_match": 1}}]}},
        "script": {"source": _SCRIPT, "params": {"to": to}},
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
