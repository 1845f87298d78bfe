"""Text and filters over messages -> one query; and which filters a facet leaves out."""

from datetime import date, timedelta
from typing import Any

from search.conditions.reader import zone
from search.query import TextQuery, clauses
from search.requests import MessageFilters

FACET_FIELDS = {"campaign": "campaign_id", "channel": "channel", "author": "author"}
"""Name of a facet -> the field it counts and filters."""


def messages_query(query: TextQuery, filters: MessageFilters, facets: bool = True) -> dict[str, Any]:
    """The messages that match; not `facets`: without the filters that are also facets."""
    return {"bool": {"must": clauses(query, filters.time_zone), "filter": filter_clauses(filters, facets)}}


def filter_clauses(filters: MessageFilters, facets: bool = True) -> list[dict[str, Any]]:
    values = {"customer_id": filters.customer_ids, "session_id": filters.session_ids}
    found: list[dict[str, Any]] = [{"terms": {name: list(chosen)}} for name, chosen in values.items() if chosen]
    if facets:
        found += [one for name in FACET_FIELDS for one in facet_clauses(filters, name)]
    return [*found, *_days(filters)]


def facet_clauses(filters: MessageFilters, name: str) -> list[dict[str, Any]]:
    """The filter that belongs to a facet: one clause or none."""
    chosen = facet_values(filters, name)
    return [{"terms": {FACET_FIELDS[name]: list(chosen)}}] if chosen else []


def facet_values(filters: MessageFilters, name: str) -> tuple[str, ...]:
    """The values of a facet that are chosen."""
    chosen = {"campaign": filters.campaign_ids, "channel": filters.channels, "author": filters.authors}
    return chosen[name]


def _days(filters: MessageFilters) -> list[dict[str, Any]]:
    limits: dict[str, Any] = {}
    if filters.after is not None:
        limits["gte"] = filters.after.isoformat()
    if filters.before is not None and filters.before < date.max:
        limits["lt"] = (filters.before + timedelta(days=1)).isoformat()
    if not limits:
        return []
    zone(filters.time_zone)  # refused with a sentence here, not by the engine
    return [{"range": {"sent_at": {**limits, "format": "yyyy-MM-dd", "time_zone": filters.time_zone}}}]
