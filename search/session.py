"""The whole record behind one communication: its facts, the transcript and the raw logs."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson

from domain.access import Principal
from domain.errors import NotFound, WrongInput
from engine import Engine
from search import ask
from search.chat import MESSAGE_FIELDS, ORDER, parse_message
from search.communications import with_names
from search.people import living
from search.results import LogLine, LogPage, SessionRecord

_TOLD = ("origin_id", "agent_id", "products", "file_name", "row", "load_id", "begun_at")
_SCAN_BATCH = 2000


def get_session(engine: Engine, principal: Principal, session_id: str) -> SessionRecord:
    """One session with its transcript. Raises NotFound."""
    source = ask.document(engine, principal, "sessions", session_id)
    if source is None:
        raise NotFound("There is no session with this ID (any more); open it again from a chat or a search.")
    customer_id, name = _customer(engine, principal, source["customer_id"])
    answer = ask.search(engine, principal, "messages", transcript_body(session_id))
    return SessionRecord(
        communication=with_names(engine, principal, {session_id: {**source, "customer_id": customer_id}})[session_id],
        customer_name=name,
        messages=tuple(parse_message(hit) for hit in answer["hits"]["hits"]),
        other=_other(source),
    )


def _customer(engine: Engine, principal: Principal, customer_id: str) -> tuple[str, str | None]:
    """ID and name of the living customer; while a load is under way there may be none yet."""
    try:
        found = living(engine, principal, customer_id)
    except NotFound:
        return customer_id, None
    return found.customer_id, found.source.get("name")


def transcript_body(session_id: str) -> dict[str, Any]:
    return {
        "query": {"term": {"session_id": session_id}},
        "sort": [{name: {"order": "asc"}} for name in ORDER],
        "size": ask.MAX_WINDOW,
        "track_total_hits": False,
        "_source": MESSAGE_FIELDS,
    }


def get_logs(
    engine: Engine,
    principal: Principal,
    session_id: str,
    text: str = "",
    level: str | None = None,
    start: int = 0,
    size: int = 500,
) -> LogPage:
    """Log lines in order: of those that match, `size` from the `start`-th on. No session, no lines.

    `text` is looked for, as it is but in any case, in the event and in the data, by reading every line: data
    can be anything and is not indexed.
    """
    if start < 0 or not 0 < size <= ask.MAX_WINDOW:
        raise WrongInput("Log lines are read from 0 on, at most 10,000 at once.")
    levels = _levels(ask.search(engine, principal, "logs", levels_body(session_id)))
    wanted = text.casefold().strip()
    hits: Iterator[dict[str, Any]]
    if wanted:
        found = [hit for hit in _scan(engine, principal, session_id, level) if wanted in _readable(hit["_source"])]
        total, hits = len(found), islice(found, start, start + size)
    else:
        total = dict(levels).get(level, 0) if level else sum(count for _, count in levels)
        if start + size <= ask.MAX_WINDOW:
            answer = ask.search(engine, principal, "logs", logs_body(session_id, level, start, size))
            hits = iter(answer["hits"]["hits"])
        else:
            hits = islice(_scan(engine, principal, session_id, level), start, start + size)
    return LogPage(tuple(_line(hit["_source"]) for hit in hits), total, levels)


def logs_body(session_id: str, level: str | None, start: int = 0, size: int = 500) -> dict[str, Any]:
    which = [{"term": {"session_id": session_id}}]
    if level:
        which.append({"term": {"level": level}})
    return {
        "query": {"bool": {"filter": which}},
        "sort": [{"position": {"order": "asc"}}],
        "from": start,
        "size": size,
        "track_total_hits": False,
    }


def levels_body(session_id: str) -> dict[str, Any]:
    return {
        "query": {"term": {"session_id": session_id}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {"levels": {"terms": {"field": "level", "size": ask.MAX_WINDOW}}},
    }


def _scan(engine: Engine, principal: Principal, session_id: str, level: str | None) -> Iterator[dict[str, Any]]:
    body = logs_body(session_id, level)
    del body["from"]
    for batch in ask.scan(engine, principal, "logs", body, _SCAN_BATCH):
        yield from batch


def _levels(answer: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    buckets = answer.get("aggregations", {}).get("levels", {}).get("buckets", [])
    return tuple((bucket["key"], bucket["doc_count"]) for bucket in buckets)


def _readable(source: dict[str, Any]) -> str:
    """What a person sees of a log line, case-folded."""
    parts = [source.get("event") or ""]
    parts += [
        value if isinstance(value, str) else orjson.dumps(value).decode()
        for name in ("data", "other")
        if (value := source.get(name)) is not None
    ]
    return "\n".join(parts).casefold()


def _line(source: dict[str, Any]) -> LogLine:
    return LogLine(
        position=source["position"],
        at=source.get("at"),
        level=source.get("level") or "",
        event=source.get("event") or "",
        data=source.get("data"),
        other=source.get("other"),
    )


def _other(source: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """What the log held beyond what the product has a name for, the customer as given, and where it came from."""
    pairs = list((source.get("other") or {}).items())
    customer = source.get("customer") or {}
    if given := customer.get("given", customer):
        pairs.append(("customer", given))
    return (*pairs, *((name, source[name]) for name in _TOLD if source.get(name) is not None))
