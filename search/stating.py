"""What states an identity: uploads, conversations and people."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask

_MOST_READ = 200


@dataclass(frozen=True)
class Stating:
    """What states a key. `kind` is "upload", "conversation" or "manual"; `name` the file, session or editor; `at`
    from the data; `load_id` and `session_id` lead there."""

    kind: str
    name: str
    at: str | None
    load_id: str | None = None
    session_id: str | None = None


def statements_of(
    engine: Engine, principal: Principal, identity_ids: list[str]
) -> tuple[dict[str, list[Stating]], dict[str, int]]:
    """By identity: the newest records and sessions that state it, and how many there are."""
    stated: dict[str, list[Stating]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    if not identity_ids:
        return stated, counts
    of_these = {"terms": {"origin_id": identity_ids}}
    count = {"ids": {"terms": {"field": "origin_id", "include": identity_ids, "size": len(identity_ids)}}}
    records = {
        "query": {"bool": {"filter": [of_these, {"term": {"current": True}}]}},
        "sort": [{"at": "desc"}],
        "size": _MOST_READ,
        "_source": ["kind", "origin_id", "file_name", "load_id", "at", "by"],
        "aggs": count,
    }
    sessions = {
        "query": of_these,
        "sort": [{"session_at": "desc"}],
        "size": _MOST_READ,
        "_source": ["origin_id", "session_id", "load_id", "started_at"],
        "aggs": count,
    }
    asked = [("records", records), ("sessions", sessions)]
    for (name, _), answer in zip(asked, ask.multi_search(engine, principal, asked), strict=True):
        for hit in answer["hits"]["hits"]:
            source = hit["_source"]
            said = _of_session(source) if name == "sessions" else _of_record(source)
            origins = source["origin_id"] if isinstance(source["origin_id"], list) else [source["origin_id"]]
            for id in origins:
                stated[id].append(said)
        for bucket in answer.get("aggregations", {}).get("ids", {}).get("buckets", []):
            counts[bucket["key"]] += bucket["doc_count"]
    return stated, counts


def _of_session(source: dict[str, Any]) -> Stating:
    id = source["session_id"]
    return Stating("conversation", id, source.get("started_at"), source.get("load_id"), id)


def _of_record(source: dict[str, Any]) -> Stating:
    if source.get("kind") == "edit":
        return Stating("manual", source.get("by") or "", source.get("at"))
    return Stating("upload", source.get("file_name") or "", source.get("at"), source.get("load_id"))
