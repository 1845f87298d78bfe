"""What undoing has in common for all slots: the versions kept below, and changing only what nobody else has changed."""

from collections.abc import Callable, Iterable
from typing import Any

from domain.errors import Busy
from domain.identity import Identity
from engine import Engine
from indexing import bulk
from indexing.store import Store

_AT_ONCE = 200
_ATTEMPTS = 20
Hit = dict[str, Any]


def newest_asides(engine: Engine, kind: str, slots: list[str], load_id: str) -> dict[str, Hit]:
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


def while_theirs(
    engine: Engine, name: str, hits: Iterable[Hit], operation: Callable[[str, dict[str, int]], bulk.Operation]
) -> set[str]:
    """Carry out an operation (of ID and sequence number) on each document that is still the load's that it was when it
    was read (_seq_no, _primary_term, _source.load_id). Returns the IDs of those done; what another load has replaced
    meanwhile is left alone. Raises Busy when documents keep changing."""
    waiting = {hit["_id"]: hit for hit in hits}
    owners = {id: hit["_source"]["load_id"] for id, hit in waiting.items()}
    done: set[str] = set()
    for _ in range(_ATTEMPTS):
        if not waiting:
            return done
        outcomes = bulk.send_each(engine, [operation(id, _condition(hit)) for id, hit in waiting.items()])
        told = dict(zip(waiting, outcomes, strict=True))
        done |= {id for id, refusal in told.items() if refusal is None}
        lost = [id for id, refusal in told.items() if refusal is not None and refusal.status == bulk.CONFLICT]
        found = Store(engine, name).get_versions(lost, ["load_id"])
        waiting = {id: hit for id, hit in found.items() if hit["_source"]["load_id"] == owners[id]}
    raise Busy("A load keeps changing what is to be undone; undo again when it has ended.")


def drop_asides(engine: Engine, asides: Iterable[Hit]) -> None:
    """Take kept versions away that have been put back, unless they were kept anew meanwhile."""
    alias = engine.alias("records")
    bulk.send_all(engine, [bulk.delete(alias, aside["_id"], **_condition(aside)) for aside in asides])


def stated_identity(told: dict[str, Any]) -> Identity:
    """The identity that a stored row or a session's customer block states."""
    pairs = [(pair[0], pair[1]) for pair in told.get("external_ids", [])]
    return Identity.of(pairs, told.get("emails", []), told.get("phones", []), told.get("name"))


def batches(hits: Iterable[Hit]) -> Iterable[list[Hit]]:
    """Taken as a whole first: what is being scanned is being changed."""
    everything = list(hits)
    for start in range(0, len(everything), _AT_ONCE):
        yield everything[start : start + _AT_ONCE]


def _condition(hit: Hit) -> dict[str, int]:
    return {"if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]}
