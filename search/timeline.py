"""When a customer talked, over their whole life: communications counted by time and channel."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from domain.access import Principal
from engine import Engine
from search import ask
from search.people import living
from search.results import Timeline, TimelineBar

MOST_BARS = 120
"""As many fit into a strip 1,100 pixels wide and can still be told apart and clicked."""
_DAYS = {"day": 1, "week": 7, "month": 30.44, "quarter": 91.31, "year": 365.25}
"""Calendar intervals, from the finest, with their average length in days."""
_DAY_MS = 86_400_000
_CHAT_ORDER = [{"session_at": "asc"}, {"session_id": "asc"}]


def get_timeline(engine: Engine, principal: Principal, customer_id: str, time_zone: str = "UTC") -> Timeline:
    """All communications of a customer. Days, weeks and months are those of `time_zone` (an IANA name).

    A communication stands where its start is, or where that is unknown at its first known message; those without
    any time are counted in `unknown`. Raises NotFound when there is no such customer.
    """
    ids = living(engine, principal, customer_id).ids
    spanned = ask.search(engine, principal, "sessions", span_body(ids)).get("aggregations")
    if spanned is None:  # nothing loaded yet
        return Timeline("day", (), 0, None)
    unknown, first_of_unknown = spanned["unknown"]["doc_count"], _first(spanned["unknown"])
    known = spanned["known"]
    if not known["doc_count"]:
        return Timeline("day", (), unknown, first_of_unknown)
    first, last = known["from"]["value"], known["to"]["value"]
    interval = interval_of(first, last)
    edges = edges_of(first, last, interval, time_zone)
    answer = ask.search(engine, principal, "sessions", histogram_body(ids, edges))
    bars = parse_bars(answer["aggregations"]["bars"]["buckets"], edges)
    return Timeline(interval, bars, unknown, first_of_unknown)


def interval_of(first_ms: float, last_ms: float) -> str:
    """The finest calendar interval that needs at most MOST_BARS bars from one time (epoch ms) to the other."""
    days = (last_ms - first_ms) / _DAY_MS
    return next((name for name, length in _DAYS.items() if days / length < MOST_BARS - 1), "year")


def edges_of(first_ms: float, last_ms: float, interval: str, time_zone: str) -> list[datetime]:
    """Where bars begin by the calendar, from the one that holds the first time; the last edge ends the last bar."""
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):  # a browser may tell one that this machine does not know
        zone = ZoneInfo("UTC")
    midnight = datetime.fromtimestamp(first_ms / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    match interval:
        case "day":
            start = midnight
        case "week":
            start = midnight - timedelta(days=midnight.weekday())
        case "month":
            start = midnight.replace(day=1)
        case "quarter":
            start = midnight.replace(month=(midnight.month - 1) // 3 * 3 + 1, day=1)
        case _:
            start = midnight.replace(month=1, day=1)
    edges = [start]
    while edges[-1].timestamp() * 1000 <= last_ms:
        edges.append(_next(edges[-1], interval))
    return edges


def _next(start: datetime, interval: str) -> datetime:
    """By the clock on the wall: a day may have 23 hours."""
    if interval in ("day", "week"):
        return start + timedelta(days=_DAYS[interval])
    months = {"month": 1, "quarter": 3, "year": 12}[interval]
    years, month = divmod(start.month - 1 + months, 12)
    return start.replace(year=start.year + years, month=month + 1)


def span_body(customer_ids: tuple[str, ...]) -> dict[str, Any]:
    """From when to when, and how many have no time at all (`session_at` is -1 there)."""
    known = {"range": {"session_at": {"gte": 0}}}
    span = {"from": {"min": {"field": "session_at"}}, "to": {"max": {"field": "session_at"}}}
    return {
        "query": _theirs(customer_ids),
        "size": 0,
        "aggs": {
            "known": {"filter": known, "aggs": span},
            "unknown": {"filter": {"bool": {"must_not": known}}, "aggs": _FIRST},
        },
    }


def histogram_body(customer_ids: tuple[str, ...], edges: list[datetime]) -> dict[str, Any]:
    """What lies between one edge and the next, by channel, each with its first communication that has messages.

    Ranges, because the engine knows no time zones for a number, and `session_at` is one.
    """
    ms = [int(edge.timestamp() * 1000) for edge in edges]
    ranges = [{"from": start, "to": end} for start, end in pairwise(ms)]
    return {
        "query": _theirs(customer_ids),
        "size": 0,
        "aggs": {
            "bars": {
                "range": {"field": "session_at", "ranges": ranges},
                "aggs": {"channels": {"terms": {"field": "channel", "size": 100}}, **_FIRST},
            }
        },
    }


_FIRST: dict[str, Any] = {
    "with_messages": {
        "filter": {"range": {"message_count": {"gte": 1}}},
        "aggs": {"first": {"top_hits": {"size": 1, "sort": _CHAT_ORDER, "_source": ["session_id"]}}},
    }
}


def _theirs(customer_ids: tuple[str, ...]) -> dict[str, Any]:
    return {"terms": {"customer_id": list(customer_ids)}}


def parse_bars(buckets: list[dict[str, Any]], edges: list[datetime]) -> tuple[TimelineBar, ...]:
    """The buckets come in the order of the edges; empty ones are left out."""
    return tuple(
        TimelineBar(
            start=start.isoformat(),
            end=end.isoformat(),
            communications=bucket["doc_count"],
            channels=tuple((one["key"], one["doc_count"]) for one in bucket["channels"]["buckets"]),
            message_id=_first(bucket),
        )
        for bucket, (start, end) in zip(buckets, pairwise(edges), strict=True)
        if bucket["doc_count"]
    )


def _first(bucket: dict[str, Any]) -> str | None:
    """The ID of the first message in the bucket's first communication that has any."""
    hits = bucket["with_messages"]["first"]["hits"]["hits"]
    return f"{hits[0]['_source']['session_id']}:0" if hits else None
