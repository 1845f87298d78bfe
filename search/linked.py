"""What is linked to a customer and goes with them when they are deleted."""

from dataclasses import dataclass

from domain.access import Principal
from engine import Engine
from search import ask
from search.people import living


@dataclass(frozen=True)
class Linked:
    """Counts. `communications` are sessions too: one to one."""

    communications: int
    messages: int
    logs: int
    campaigns: int


def linked(engine: Engine, principal: Principal, customer_id: str) -> Linked:
    """Counted as it is now. Raises NotFound when there is no such customer."""
    person = living(engine, principal, customer_id)
    of_them = {"terms": {"customer_id": list(person.ids)}}
    sessions, messages = ask.multi_search(
        engine,
        principal,
        [
            (
                "sessions",
                {
                    "size": 0,
                    "query": of_them,
                    "track_total_hits": True,
                    "aggs": {"logs": {"sum": {"field": "log_count"}}},
                },
            ),
            ("messages", {"size": 0, "query": of_them, "track_total_hits": True}),
        ],
    )
    return Linked(
        communications=ask.total(sessions),
        messages=ask.total(messages),
        logs=int(sessions["aggregations"]["logs"]["value"]),
        campaigns=len(person.source.get("participations") or ()),
    )
