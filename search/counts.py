"""Totals and facets of a search.

The engine's own count of distinct values is off by one or more from a few thousand on (measured: 9,346 for
9,345), so distinct customers and communications are counted bucket by bucket, up to EXACT_LIMIT; beyond, the
estimate stands, and says so.
"""

from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask
from search.filters import FACET_FIELDS, facet_clauses, facet_values, messages_query
from search.names import author_title, campaign_names, channel_title
from search.query import TextQuery
from search.requests import MessageFilters
from search.results import Count, Facet, Totals

EXACT_LIMIT = 40_000
"""Customers or communications; up to here their number is exact. Also the estimate's best precision."""
_MARGIN = 1000
_FACET_SIZE = 1000
_DISTINCT = {"customers": "customer_id", "communications": "session_id"}


def totals_body(query: TextQuery, filters: MessageFilters) -> dict[str, Any]:
    """The number of messages, and estimates of the number of customers and communications."""
    return {
        "query": messages_query(query, filters),
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            name: {"cardinality": {"field": field, "precision_threshold": EXACT_LIMIT}}
            for name, field in _DISTINCT.items()
        },
    }


def distinct_body(query: TextQuery, filters: MessageFilters, name: str) -> dict[str, Any]:
    """Counts customers or communications one by one; only the number is worth reading from the answer."""
    terms = {"field": _DISTINCT[name], "size": EXACT_LIMIT + _MARGIN, "shard_size": EXACT_LIMIT + _MARGIN}
    return {
        "query": messages_query(query, filters),
        "size": 0,
        "track_total_hits": False,
        "aggs": {"each": {"terms": terms}, "number": {"stats_bucket": {"buckets_path": "each>_count"}}},
    }


def facets_body(query: TextQuery, filters: MessageFilters) -> dict[str, Any]:
    """Each facet counts what would be found if nothing were chosen in it, but everything in the others."""
    return {
        "query": messages_query(query, filters, facets=False),
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            name: {
                "filter": {
                    "bool": {
                        "filter": [
                            one for other in FACET_FIELDS if other != name for one in facet_clauses(filters, other)
                        ]
                    }
                },
                "aggs": {"values": {"terms": {"field": field, "size": _FACET_SIZE}}},
            }
            for name, field in FACET_FIELDS.items()
        },
    }


def read_totals(
    engine: Engine, principal: Principal, query: TextQuery, filters: MessageFilters, answer: dict[str, Any]
) -> Totals:
    """From the answer to `totals_body`, asking again where an exact number can be had."""
    estimates = {name: _value(answer, name) for name in _DISTINCT}
    counts = {name: Count(value, exact=value == 0) for name, value in estimates.items()}
    near = [name for name, value in estimates.items() if 0 < value <= EXACT_LIMIT]
    bodies = [("messages", distinct_body(query, filters, name)) for name in near]
    if bodies:
        wanted = "responses.aggregations.number.count,responses.status,responses.error"
        answers = ask.multi_search(engine, principal, bodies, filter_path=wanted)
        for name, one in zip(near, answers, strict=True):
            number = int(one.get("aggregations", {}).get("number", {}).get("count", 0))
            counts[name] = Count(number, exact=number < EXACT_LIMIT + _MARGIN)
    return Totals(counts["customers"], counts["communications"], Count(ask.total(answer)))


def read_facets(
    engine: Engine, principal: Principal, filters: MessageFilters, answer: dict[str, Any]
) -> dict[str, tuple[Facet, ...]]:
    """From the answer to `facets_body`; a chosen value that finds nothing stays, with 0."""
    counted: dict[str, dict[str, int]] = {}
    for name in FACET_FIELDS:
        buckets = answer.get("aggregations", {}).get(name, {}).get("values", {}).get("buckets", [])
        counted[name] = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        for value in facet_values(filters, name):
            counted[name].setdefault(value, 0)
    names = campaign_names(engine, principal, counted["campaign"])
    titles = {"campaign": lambda value: names[value], "channel": channel_title, "author": author_title}
    return {
        name: tuple(Facet(value, titles[name](value), count) for value, count in values.items())
        for name, values in counted.items()
    }


def _value(answer: dict[str, Any], name: str) -> int:
    return int(answer.get("aggregations", {}).get(name, {}).get("value", 0))
