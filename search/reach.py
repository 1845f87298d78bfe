"""By which channels a customer could be written to, and why not."""

from dataclasses import dataclass
from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask
from search.results import Profile

CONNECTED: frozenset[str] = frozenset()
"""Channels by which the product can send; whatever sends adds its own."""
BY_PHONE = ("voice", "sms", "whatsapp", "telegram", "viber", "signal")
"""Channels for which a phone number is an address."""
NOT_REACHED = ("web",)
"""Channels in which only the customer can begin."""

NO_ADDRESS = "No channel reaches this customer: no phone, e-mail or messenger address is known. Edit adds one."
NO_CONNECTOR = "No outbound channel is connected, so nothing can be sent from here."


@dataclass(frozen=True)
class Reach:
    """`channels` by which a conversation can be started now; where there are none, `reason` says why."""

    channels: tuple[str, ...]
    reason: str


def reachable(profile: Profile, connected: frozenset[str] = CONNECTED) -> Reach:
    """The channels that both have an address of the customer and are `connected`."""
    known = (
        *(BY_PHONE if profile.phones else ()),
        *(("email",) if profile.emails else ()),
        *profile.messengers,
    )
    if not known:
        return Reach((), NO_ADDRESS)
    usable = tuple(channel for channel in dict.fromkeys(known) if channel in connected)
    return Reach(usable, "" if usable else NO_CONNECTOR)


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
