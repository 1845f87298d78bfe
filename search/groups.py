"""Found messages by customer and communication: the body that groups them, and what it answers."""

from typing import Any

from domain.access import Principal
from domain.errors import NotFound
from engine import Engine
from search import ask
from search.filters import messages_query
from search.hits import campaign_of, hits_part, parse_hit, sort_by
from search.names import campaign_title
from search.people import living
from search.query import TextQuery
from search.requests import MessageFilters, SearchRequest
from search.results import CustomerGroup, SessionGroup

_INNER = "messages"
_Documents = dict[tuple[str, str], dict[str, Any]]


def groups_body(request: SearchRequest, query: TextQuery) -> dict[str, Any]:
    """One page of customers, by their first message in the order asked for, each with its first messages."""
    inner = {"name": _INNER, "size": request.hits_per_group, **hits_part(query, request.sort)}
    return {
        "query": messages_query(query, request.filters),
        "from": (request.page - 1) * request.size,
        "size": request.size,
        "sort": sort_by(request.sort),
        "track_total_hits": False,
        "_source": False,
        "collapse": {"field": "customer_id", "inner_hits": inner},
    }


def read_groups(
    engine: Engine, principal: Principal, request: SearchRequest, query: TextQuery, answer: dict[str, Any]
) -> tuple[CustomerGroup, ...]:
    """From the answer to `groups_body`; reads the names of what was found."""
    found = [hit["inner_hits"][_INNER]["hits"] for hit in answer["hits"]["hits"]]
    around = _around(engine, principal, [hit for inner in found for hit in inner["hits"]])
    groups: dict[str, CustomerGroup] = {}
    for inner in found:
        if not inner["hits"]:
            continue
        customer_id, name = _customer(engine, principal, inner["hits"][0]["_source"]["customer_id"], around)
        count = _count(engine, principal, request.filters, query, inner)
        sessions = _sessions(inner["hits"], around, query)
        # While two customers are being joined, messages of one may still be under two IDs.
        known = groups.get(customer_id)
        groups[customer_id] = CustomerGroup(
            customer_id,
            name,
            count + (known.messages if known else 0),
            (known.sessions if known else ()) + sessions,
        )
    return tuple(groups.values())


def _around(engine: Engine, principal: Principal, hits: list[dict[str, Any]]) -> _Documents:
    sources = [hit["_source"] for hit in hits]
    wanted = [("customers", source["customer_id"]) for source in sources]
    wanted += [("sessions", source["session_id"]) for source in sources]
    wanted += [("campaigns", source["campaign_id"]) for source in sources]
    fields = {"customers": ["name"], "sessions": ["agent_name", "agent_id", "started_at"]}
    return ask.documents(engine, principal, wanted, fields)


def _customer(engine: Engine, principal: Principal, customer_id: str, around: _Documents) -> tuple[str, str | None]:
    source = around.get(("customers", customer_id))
    if source is None:
        try:
            survivor = living(engine, principal, customer_id)
        except NotFound:
            return customer_id, None
        return survivor.customer_id, survivor.source.get("name")
    return customer_id, source.get("name")


def _sessions(hits: list[dict[str, Any]], around: _Documents, query: TextQuery) -> tuple[SessionGroup, ...]:
    """In the order of their first hits; the hits of each by position."""
    by_session: dict[str, list[dict[str, Any]]] = {}
    for hit in hits:
        by_session.setdefault(hit["_source"]["session_id"], []).append(hit)
    groups = []
    for session_id, own in by_session.items():
        own.sort(key=lambda hit: hit["_source"]["position"])
        session = around.get(("sessions", session_id), {})
        source = own[0]["_source"]
        groups.append(
            SessionGroup(
                session_id=session_id,
                campaign=campaign_title(source["campaign_id"], around.get(("campaigns", source["campaign_id"]))),
                channel=source["channel"],
                agent=session.get("agent_name") or session.get("agent_id"),
                started_at=session.get("started_at"),
                hits=tuple(parse_hit(hit, campaign_of(hit, around), query) for hit in own),
            )
        )
    return tuple(groups)


def _count(
    engine: Engine, principal: Principal, filters: MessageFilters, query: TextQuery, inner: dict[str, Any]
) -> int:
    """All of a customer's hits; the engine itself stops counting a group's at 10,000."""
    if inner["total"]["relation"] == "eq":
        return int(inner["total"]["value"])
    whole = messages_query(query, filters)
    whole["bool"]["filter"].append({"term": {"customer_id": inner["hits"][0]["_source"]["customer_id"]}})
    body = {"query": whole, "size": 0, "track_total_hits": True}
    return ask.total(ask.search(engine, principal, "messages", body))
