"""The audit log as administrators read it: who did what to what, newest first."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.access import Action, Principal, require
from domain.errors import WrongInput
from engine import Engine
from search import ask
from search.results import Count

_CHOICES = {"by": "by", "action": "action", "what": "what"}
_MOST_CHOICES = 500


@dataclass(frozen=True)
class AuditRequest:
    """All combined with AND. `text`: every word begins a word of the sentence, or the whole is an ID. Days are whole
    days in `time_zone`, inclusive. `page` counts from 1; page * size <= 10,000."""

    text: str = ""
    by: str = ""
    action: str = ""
    what: str = ""
    customer_id: str = ""
    after: date | None = None
    before: date | None = None
    page: int = 1
    size: int = 50
    time_zone: str = "UTC"


@dataclass(frozen=True)
class AuditEntry:
    """`at` is an ISO 8601 text with an offset; `details` what was there before and after, as it was noted."""

    entry_id: str
    at: str
    by: str
    role: str
    action: str
    what: str
    sentence: str
    object_id: str | None
    customer_id: str | None
    count: int | None
    details: dict[str, Any] | None


@dataclass(frozen=True)
class AuditPage:
    """Newest first. `choices` are the values in the whole log, by "by", "action" and "what", in order."""

    total: Count
    entries: tuple[AuditEntry, ...]
    choices: dict[str, tuple[str, ...]]


def find_audit(engine: Engine, principal: Principal, request: AuditRequest) -> AuditPage:
    """One page of the log. Raises Forbidden, and WrongInput for a page beyond what can be turned to."""
    require(principal, Action.READ_AUDIT)
    if request.page < 1 or request.page * request.size > ask.MAX_WINDOW:
        raise WrongInput("So many pages cannot be turned; narrow the log down by a day or a name.")
    bodies = [("audit", audit_body(request)), ("audit", choices_body())]
    found, known = ask.multi_search(engine, principal, bodies)
    counted = known.get("aggregations", {})
    return AuditPage(
        Count(ask.total(found)),
        tuple(_entry(hit) for hit in found["hits"]["hits"]),
        {name: tuple(bucket["key"] for bucket in counted.get(name, {}).get("buckets", [])) for name in _CHOICES},
    )


def audit_body(request: AuditRequest) -> dict[str, Any]:
    filters: list[dict[str, Any]] = [
        {"term": {field: value}}
        for field, value in (
            ("by", request.by),
            ("action", request.action),
            ("what", request.what),
            ("customer_id", request.customer_id),
        )
        if value
    ]
    if text := request.text.strip():
        # each by itself: of several words only the last would be a beginning
        words = [{"match_bool_prefix": {"sentence": {"query": word, "operator": "and"}}} for word in _words(text)]
        ids = [{"term": {field: text}} for field in ("object_id", "customer_id", "by")]
        filters.append({"bool": {"should": [{"bool": {"filter": words}}, *ids], "minimum_should_match": 1}})
    filters += _days(request)
    return {
        "query": {"bool": {"filter": filters}},
        "sort": [{"at": {"order": "desc"}}, {"_id": {"order": "asc"}}],
        "from": (request.page - 1) * request.size,
        "size": request.size,
        "track_total_hits": True,
    }


def _words(text: str) -> list[str]:
    return [word for word in text.split() if any(map(str.isalnum, word))] or [text]


def choices_body() -> dict[str, Any]:
    return {
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            name: {"terms": {"field": field, "size": _MOST_CHOICES, "order": {"_key": "asc"}}}
            for name, field in _CHOICES.items()
        },
    }


def _days(request: AuditRequest) -> list[dict[str, Any]]:
    limits: dict[str, Any] = {}
    if request.after is not None:
        limits["gte"] = request.after.isoformat()
    if request.before is not None and request.before < date.max:
        limits["lt"] = (request.before + timedelta(days=1)).isoformat()
    if not limits:
        return []
    try:
        ZoneInfo(request.time_zone)
    except (ValueError, OSError, KeyError):
        raise WrongInput(f"There is no time zone {request.time_zone!r}; use a name such as Europe/London.") from None
    return [{"range": {"at": {**limits, "format": "yyyy-MM-dd", "time_zone": request.time_zone}}}]


def _entry(hit: dict[str, Any]) -> AuditEntry:
    source = hit["_source"]
    return AuditEntry(
        entry_id=hit["_id"],
        at=source["at"],
        by=source["by"],
        role=source["role"],
        action=source["action"],
        what=source["what"],
        sentence=source["sentence"],
        object_id=source.get("object_id"),
        customer_id=source.get("customer_id"),
        count=source.get("count"),
        details=source.get("details"),
    )
