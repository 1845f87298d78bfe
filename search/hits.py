"""One found message: what is read of it, and how it becomes a Hit."""

from typing import Any

from search.highlight import highlight_body, spans
from search.names import campaign_title
from search.query import TextQuery
from search.results import Hit

HIT_FIELDS = [
    "session_id",
    "customer_id",
    "campaign_id",
    "channel",
    "author",
    "author_name",
    "sent_at",
    "offset_ms",
    "position",
    "text",
]


def hits_part(query: TextQuery, sort: str) -> dict[str, Any]:
    """The part of a body that says what comes back of each hit, and in which order."""
    return {"sort": sort_by(sort), "_source": HIT_FIELDS, "highlight": highlight_body(query)}


def sort_by(sort: str) -> list[dict[str, Any]]:
    """An order in which no two messages are alike, so that pages never repeat or skip one."""
    order = "asc" if sort == "oldest" else "desc"
    chat = [{name: {"order": order}} for name in ("session_at", "session_id", "position")]
    first = {"_score": {"order": "desc"}} if sort == "relevance" else {"sent_at": {"order": order, "missing": "_last"}}
    return [first, *chat]


def parse_hit(hit: dict[str, Any], campaign: str, query: TextQuery) -> Hit:
    source = hit["_source"]
    return Hit(
        message_id=hit["_id"],
        session_id=source["session_id"],
        customer_id=source["customer_id"],
        campaign_id=source["campaign_id"],
        campaign=campaign,
        channel=source["channel"],
        author=source["author"],
        author_name=source.get("author_name"),
        sent_at=source.get("sent_at"),
        offset_ms=source.get("offset_ms"),
        text=source["text"],
        spans=spans(source["text"], hit.get("highlight", {}), query),
        score=hit.get("_score"),
    )


def campaign_of(hit: dict[str, Any], found: dict[tuple[str, str], dict[str, Any]]) -> str:
    """The campaign's name, from documents that were read around the hits."""
    campaign_id = hit["_source"]["campaign_id"]
    return campaign_title(campaign_id, found.get(("campaigns", campaign_id)))
