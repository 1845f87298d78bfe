"""Who stands before and after a customer in a list."""

from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask
from search.conditions.sorting import backwards
from search.filtering import matching, order_of
from search.requests import CustomersRequest
from search.results import Neighbours

_ID_ALONE: dict[str, Any] = {"_source": False, "stored_fields": "_none_", "docvalue_fields": ["customer_id"]}
"""Without opening the stored documents: ten thousand of them take three times as long."""


def neighbours(
    engine: Engine, principal: Principal, request: CustomersRequest, customer_id: str, region: str | None = None
) -> Neighbours:
    """Looked for around the request's page first, then among the 10,000 that can be paged through; beyond these the
    position is not known. Everything but the total is None for who is not in the list."""
    query, sort = matching(engine, principal, request, region), order_of(request)
    begin = max(request.page - 2, 0) * request.size
    total = None
    for start, end in ((begin, (request.page + 1) * request.size), (0, ask.MAX_WINDOW)):
        end = min(end, ask.MAX_WINDOW)
        body = {"query": query, "sort": sort, "from": start, "size": max(end - start, 0), "track_total_hits": True}
        answer = ask.search(engine, principal, "customers", {**body, **_ID_ALONE})
        ids = [_id(hit) for hit in answer["hits"]["hits"]]
        total = ask.total(answer)
        if customer_id in ids:
            at = ids.index(customer_id)
            position = start + at + 1
            first, last = position == 1, position == total
            if (first or at > 0) and (last or at + 1 < len(ids)):
                return Neighbours(None if first else ids[at - 1], None if last else ids[at + 1], position, total)
        if total <= ask.MAX_WINDOW and start == 0 and end >= total:
            return Neighbours(None, None, None, total)
    return _far(engine, principal, query, sort, customer_id, total)


def _far(
    engine: Engine,
    principal: Principal,
    query: dict[str, Any],
    sort: list[dict[str, Any]],
    customer_id: str,
    total: int | None,
) -> Neighbours:
    """From where the customer stands, one step each way."""
    own = {"bool": {"must": [query], "filter": [{"term": {"customer_id": customer_id}}]}}
    body = {"sort": sort, "size": 1, "track_total_hits": False, **_ID_ALONE}
    hits = ask.search(engine, principal, "customers", {**body, "query": own})["hits"]["hits"]
    if not hits:
        return Neighbours(None, None, None, total)
    step = {**body, "query": query, "search_after": hits[0]["sort"]}
    asked = [("customers", {**step, "sort": backwards(sort)}), ("customers", step)]
    before, after = (answer["hits"]["hits"] for answer in ask.multi_search(engine, principal, asked))
    return Neighbours(_id(before[0]) if before else None, _id(after[0]) if after else None, None, total)


def _id(hit: dict[str, Any]) -> str:
    return str(hit["fields"]["customer_id"][0])
