"""Why nobody can be written to from here, and the messengers in which one could be."""

from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask
from search.results import Profile

NOT_REACHED = ("web",)
"""Channels in which only the customer can begin."""

NO_ADDRESS = "No channel reaches this customer: no phone, e-mail or messenger address is known. Edit adds one."
NO_CONNECTOR = "No outbound channel is connected, so nothing can be sent from here."


def why_unreachable(profile: Profile) -> str:
    """Why a conversation cannot be started: nothing here sends, and some customers have no address either."""
    return NO_CONNECTOR if profile.phones or profile.emails or profile.messengers else NO_ADDRESS


def messengers(engine: Engine, principal: Principal, customer_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Channels in which conversations with these customers had an address to write to, by ID."""
    answer = ask.search(engine, principal, "sessions", messengers_body(customer_ids))
    buckets = answer.get("aggregations", {}).get("channels", {}).get("buckets", [])
    return tuple(sorted(bucket["key"] for bucket in buckets))


def messengers_body(customer_ids: tuple[str, ...]) -> dict[str, Any]:
    return {
        "query": {
            "bool": {
                "filter": [{"terms": {"customer_id": list(customer_ids)}}, {"exists": {"field": "customer_address"}}],
                "must_not": {"terms": {"channel": list(NOT_REACHED)}},
            }
        },
        "size": 0,
        "aggs": {"channels": {"terms": {"field": "channel", "size": 100}}},
    }
