"""A customer's chat: all messages of one campaign, or of all, in one order, read in windows."""

from typing import Any

from domain.access import Principal
from domain.campaigns import CUSTOMER_SERVICE_ID
from engine import Engine
from search import ask
from search.communications import read_communications
from search.highlight import highlight_body, spans
from search.names import campaign_names
from search.people import living
from search.query import TextQuery, clauses, parse, resolved
from search.requests import ChatRequest
from search.results import ChatCampaign, ChatMessage, ChatWindow

ORDER = ("session_at", "session_id", "position")
"""The order of a chat; also what a cursor holds."""
MESSAGE_FIELDS = [
    "session_id",
    "position",
    "author",
    "author_name",
    "text",
    "subject",
    "sent_at",
    "offset_ms",
]
_MAX_SIZE = 2000
_MATCHES = "matches"
_Cursor = tuple[int | str, ...]


def get_chat(engine: Engine, principal: Principal, request: ChatRequest) -> ChatWindow:
    """One window. An anchor that is not in this chat gives the newest messages and `anchor_found` False.

    Raises NotFound when there is no such customer.
    """
    ids = living(engine, principal, request.customer_id).ids
    query = resolved(engine, principal, parse(request.find))
    size = min(max(request.size, 1), _MAX_SIZE)

    def body(count: int, cursor: _Cursor | None, forward: bool) -> dict[str, Any]:
        return chat_body(ids, request.campaign_id, query, count, cursor, forward)

    def ask_one(cursor: _Cursor | None, forward: bool) -> list[dict[str, Any]]:
        return _hits(ask.search(engine, principal, "messages", body(size + 1, cursor, forward)))

    anchor = _anchor(engine, principal, request, ids) if request.anchor else None
    if anchor is not None:
        # The anchor itself is the first message after the place just before it.
        just_before = (*anchor[:-1], int(anchor[-1]) - 1)
        bodies = [("messages", body(size + 1, anchor, False)), ("messages", body(size + 2, just_before, True))]
        older, newer = (_hits(answer) for answer in ask.multi_search(engine, principal, bodies))
        hits = [*reversed(older[:size]), *newer[: size + 1]]
        found_oldest, found_newest = len(older) <= size, len(newer) <= size + 1
    elif request.after is not None:
        newer = ask_one(request.after, True)
        hits, found_oldest, found_newest = newer[:size], False, len(newer) <= size
    else:
        older = ask_one(request.before, False)
        hits = list(reversed(older[:size]))
        found_oldest, found_newest = len(older) <= size, request.before is None
    messages = tuple(_message(hit, query) for hit in hits)
    communications = read_communications(engine, principal, [message.session_id for message in messages])
    return ChatWindow(messages, communications, found_oldest, found_newest, anchor is not None or not request.anchor)


def chat_body(
    customer_ids: tuple[str, ...],
    campaign_id: str | None,
    query: TextQuery,
    size: int,
    cursor: _Cursor | None = None,
    forward: bool = False,
) -> dict[str, Any]:
    """`size` messages after the cursor, oldest first, or (not `forward`) before it, newest first."""
    chat = [{"terms": {"customer_id": list(customer_ids)}}]
    if campaign_id is not None:
        chat.append({"term": {"campaign_id": campaign_id}})  # type: ignore[dict-item]
    order = "asc" if forward else "desc"
    body: dict[str, Any] = {
        "query": {"bool": {"filter": chat}},
        "sort": [{name: {"order": order}} for name in ORDER],
        "size": size,
        "track_total_hits": False,
        "_source": MESSAGE_FIELDS,
    }
    if query:
        body["query"]["bool"]["should"] = [{"bool": {"must": clauses(query), "_name": _MATCHES}}]
        body["highlight"] = highlight_body(query)
    if cursor is not None:
        body["search_after"] = list(cursor)
    return body


def chat_campaigns(engine: Engine, principal: Principal, customer_id: str) -> tuple[ChatCampaign, ...]:
    """The campaigns that have communications with the customer, newest last communication first."""
    ids = living(engine, principal, customer_id).ids
    answer = ask.search(engine, principal, "sessions", chat_campaigns_body(ids))
    buckets = answer.get("aggregations", {}).get("campaigns", {}).get("buckets", [])
    names = campaign_names(engine, principal, [bucket["key"] for bucket in buckets])
    ordered = sorted(buckets, key=lambda b: (-_last(b)[0], names[b["key"]].casefold()))
    return tuple(
        ChatCampaign(
            campaign_id=bucket["key"],
            campaign=names[bucket["key"]],
            inbound=bucket["key"] == CUSTOMER_SERVICE_ID,
            communications=bucket["doc_count"],
            last_communication_at=_last(bucket)[1],
            channels=tuple(sorted(channel["key"] for channel in bucket["channels"]["buckets"])),
            active=bucket["active"]["doc_count"] > 0,
        )
        for bucket in ordered
    )


def chat_campaigns_body(customer_ids: tuple[str, ...]) -> dict[str, Any]:
    each: dict[str, Any] = {
        "last_message_at": {"max": {"field": "last_message_at"}},
        "started_at": {"max": {"field": "started_at"}},
        "channels": {"terms": {"field": "channel", "size": 100}},
        "active": {"filter": {"term": {"status": "active"}}},
    }
    return {
        "query": {"terms": {"customer_id": list(customer_ids)}},
        "size": 0,
        "aggs": {"campaigns": {"terms": {"field": "campaign_id", "size": 10_000}, "aggs": each}},
    }


def _last(bucket: dict[str, Any]) -> tuple[float, str | None]:
    """The last known time of a campaign's communications: epoch ms and text; unknown is the oldest."""
    known = [bucket[name] for name in ("last_message_at", "started_at") if bucket[name]["value"]]
    if not known:
        return float("-inf"), None
    last = max(known, key=lambda entry: entry["value"])
    return last["value"], last["value_as_string"]


def _anchor(
    engine: Engine, principal: Principal, request: ChatRequest, ids: tuple[str, ...]
) -> tuple[int, str, int] | None:
    source = ask.document(engine, principal, "messages", request.anchor or "")
    if source is None or source["customer_id"] not in ids:
        return None
    if request.campaign_id is not None and source["campaign_id"] != request.campaign_id:
        return None
    return source["session_at"], source["session_id"], source["position"]


def _hits(answer: dict[str, Any]) -> list[dict[str, Any]]:
    hits: list[dict[str, Any]] = answer["hits"]["hits"]
    return hits


def _message(hit: dict[str, Any], query: TextQuery) -> ChatMessage:
    found = _MATCHES in hit.get("matched_queries", ())
    text = hit["_source"]["text"]
    return parse_message(hit, spans(text, hit.get("highlight", {}), query) if found else ())


def parse_message(hit: dict[str, Any], found: tuple[tuple[int, int], ...] = ()) -> ChatMessage:
    """One hit of a search that was sorted by ORDER."""
    source = hit["_source"]
    return ChatMessage(
        message_id=hit["_id"],
        session_id=source["session_id"],
        position=source["position"],
        author=source["author"],
        author_name=source.get("author_name"),
        text=source["text"],
        subject=source.get("subject"),
        sent_at=source.get("sent_at"),
        offset_ms=source.get("offset_ms"),
        spans=found,
        cursor=tuple(hit["sort"]),
    )
