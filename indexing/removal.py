"""Removing what matches a query, also while others write."""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.errors import EngineUnavailable
from engine import Engine
from indexing import bulk
from indexing.scan import refresh

_PAGE = 5000
_TERMS = 10_000
Query = dict[str, Any]


def delete_matching(engine: Engine, name: str, query: Query, by_version: bool = False) -> int:
    """Delete what matches, also what begins to match meanwhile. Messages and logs are deleted `by_version`: their
    versions are their loads', and a deletion that counted on would make the engine turn the same load away."""
    alias = engine.alias(name)
    count = 0
    while hits := hits_of(engine, name, query, []):
        if by_version:
            operations = [
                bulk.delete(alias, h["_id"], version=h["_version"], version_type="external_gte") for h in hits
            ]
        else:
            operations = [
                bulk.delete(alias, h["_id"], if_seq_no=h["_seq_no"], if_primary_term=h["_primary_term"]) for h in hits
            ]
        outcomes = bulk.send_each(engine, operations)
        if refused := [o for o in outcomes if o is not None and o.status != 409]:
            raise EngineUnavailable(f"OpenSearch refuses to delete ({refused[0].reason}); delete again.")
        count += outcomes.count(None)
        refresh(engine, name)
    return count


def hits_of(engine: Engine, name: str, query: Query, fields: list[str]) -> list[dict[str, Any]]:
    body = {"size": _PAGE, "query": query, "_source": fields, "version": True, "seq_no_primary_term": True}
    hits: list[dict[str, Any]] = engine.search(name, body)["hits"]["hits"]
    return hits


def count_of(engine: Engine, name: str, query: Query) -> int:
    body = {"size": 0, "query": query, "track_total_hits": True}
    return int(engine.search(name, body)["hits"]["total"]["value"])


def parts_of(ids: Iterable[str]) -> Iterator[list[str]]:
    everything = sorted(ids)
    for start in range(0, len(everything), _TERMS):
        yield everything[start : start + _TERMS]
