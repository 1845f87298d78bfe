"""Loads and what they reported."""

from collections.abc import Iterator
from typing import Any

from domain.access import Principal
from domain.errors import NotFound
from domain.reports import RowError
from engine import Engine
from search import ask
from search.results import LoadRecord

_ERRORS_BATCH = 20
"""Documents of up to 500 rejected rows each."""


def get_loads(engine: Engine, principal: Principal, size: int = 20) -> tuple[LoadRecord, ...]:
    """The last loads, newest first; at most 10,000."""
    answer = ask.search(engine, principal, "loads", loads_body(size))
    return tuple(_load(hit["_id"], hit["_source"]) for hit in answer["hits"]["hits"])


def loads_body(size: int) -> dict[str, Any]:
    return {
        "query": {"term": {"type": "load"}},
        "sort": [{"begun_at": {"order": "desc", "missing": "_last"}}, {"load_id": {"order": "asc"}}],
        "size": min(max(size, 0), ask.MAX_WINDOW),
        "track_total_hits": False,
    }


def get_load(engine: Engine, principal: Principal, load_id: str) -> LoadRecord:
    """One load, as it stands at this moment. Raises NotFound."""
    source = ask.document(engine, principal, "loads", load_id)
    if source is None or source.get("type") != "load":
        raise NotFound("There is no load with this ID (any more); look for it in the list of loads.")
    return _load(load_id, source)


def load_errors(engine: Engine, principal: Principal, load_id: str) -> Iterator[RowError]:
    """The rejected rows of a load in order, read as they are taken; none for an unknown load."""
    body = {
        "query": {"bool": {"filter": [{"term": {"type": "errors"}}, {"term": {"load_id": load_id}}]}},
        "sort": [{"chunk": {"order": "asc"}}],
        "_source": ["errors"],
    }
    for hits in ask.scan(engine, principal, "loads", body, _ERRORS_BATCH):
        for hit in hits:
            for error in hit["_source"]["errors"]:
                yield RowError(error["row"], error["field"], error["value"], error["reason"])


def _load(load_id: str, source: dict[str, Any]) -> LoadRecord:
    return LoadRecord(
        load_id=load_id,
        kind=source.get("kind") or "",
        state=source.get("state") or "",
        file_name=source.get("file_name") or "",
        by=source.get("by"),
        begun_at=source.get("begun_at"),
        finished_at=source.get("finished_at"),
        heartbeat_at=source.get("heartbeat_at"),
        message=source.get("message"),
        report=source.get("report") or {},
        options=source.get("options") or {},
        parts=tuple(source.get("parts") or ()),
    )
