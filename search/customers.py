"""The customers table: who matches, in order and in pages; the chosen ones, and who stands beside whom."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from domain.access import Principal
from domain.errors import WrongInput
from engine import Engine
from search import ask
from search.explain import explain
from search.filtering import campaigns_of, matching, order_of
from search.names import campaign_title
from search.neighbours import neighbours
from search.participations import newest_first
from search.requests import CustomersRequest, Selection
from search.results import Count, CustomerRow, CustomersPage
from search.values import paths, values

__all__ = ["count_selected", "explain", "find_customers", "iter_selected", "neighbours"]

_FIELDS = [
    "name",
    "phones",
    "emails",
    "external_ids",
    "channels",
    "communications",
    "last_communication_at",
    "active",
    "participations.campaign_id",
    "participations.campaign",
    "participations.status",
    "participations.last_communication_at",
]
MAX_CHOSEN = 10_000
"""Customers that can be chosen one by one; beyond, one chooses all that match."""


def find_customers(
    engine: Engine, principal: Principal, request: CustomersRequest, region: str | None = None
) -> CustomersPage:
    """One page of customers. `region` reads phones typed without a country code.

    Raises WrongInput beyond the first 10,000 customers, and for filters that cannot be asked.
    """
    _check_page(request)
    body = customers_body(request, matching(engine, principal, request, region))
    answer = ask.search(engine, principal, "customers", body)
    rows = tuple(_row(hit, request) for hit in answer["hits"]["hits"])
    return CustomersPage(Count(ask.total(answer)), rows)


def customers_body(request: CustomersRequest, query: dict[str, Any]) -> dict[str, Any]:
    return {
        "query": query,
        "from": (request.page - 1) * request.size,
        "size": request.size,
        "sort": order_of(request),
        "track_total_hits": True,
        "_source": list(dict.fromkeys([*_FIELDS, *paths(request.columns)])),
    }


def count_selected(engine: Engine, principal: Principal, selection: Selection, region: str | None = None) -> int:
    """How many living customers were chosen."""
    body = {"query": _selected(engine, principal, selection, region), "size": 0, "track_total_hits": True}
    return ask.total(ask.search(engine, principal, "customers", body))


def iter_selected(
    engine: Engine,
    principal: Principal,
    selection: Selection,
    region: str | None = None,
    fields: list[str] | None = None,
    batch: int = 1000,
    ordered: bool = True,
) -> Iterator[list[tuple[str, ask.Source]]]:
    """(customer ID, document) of every chosen customer, in batches, in the order of the list, as all of them were
    at one moment. `fields` are the only ones read of the documents. Not `ordered`: in no order, about twice as fast."""
    asked = selection.request or CustomersRequest()
    body: dict[str, Any] = {
        "query": _selected(engine, principal, selection, region),
        "sort": order_of(asked) if ordered else [{"_shard_doc": "asc"}],
    }
    if fields is not None:
        body["_source"] = fields
    for hits in ask.scan(engine, principal, "customers", body, batch):
        yield [(hit["_id"], hit["_source"]) for hit in hits]


def _selected(engine: Engine, principal: Principal, selection: Selection, region: str | None) -> dict[str, Any]:
    if selection.request is not None:
        return matching(engine, principal, replace(selection.request, page=1), region)
    ids = list(selection.ids)
    if len(ids) > MAX_CHOSEN:
        raise WrongInput(f"{MAX_CHOSEN:,} customers at most can be chosen one by one; choose all that match instead.")
    chosen = [{"terms": {"customer_id": ids}}, {"terms": {"absorbed_ids": ids}}]
    return {"bool": {"should": chosen, "minimum_should_match": 1}}


def _check_page(request: CustomersRequest) -> None:
    if request.page < 1 or request.size < 0 or request.page * request.size > ask.MAX_WINDOW:
        raise WrongInput("Only the first 10,000 customers can be paged through; narrow the search.")


def _row(hit: dict[str, Any], request: CustomersRequest) -> CustomerRow:
    source = hit["_source"]
    participations = newest_first(source.get("participations") or [])
    campaigns = [campaign_title(p["campaign_id"], {"name": p.get("campaign")}) for p in participations]
    return CustomerRow(
        customer_id=hit["_id"],
        name=source.get("name"),
        phones=tuple(source.get("phones") or ()),
        emails=tuple(source.get("emails") or ()),
        external_ids=tuple(source.get("external_ids") or ()),
        campaigns=tuple(dict.fromkeys(campaigns)),
        statuses=tuple(dict.fromkeys(p["status"] for p in participations if p.get("status"))),
        channels=tuple(source.get("channels") or ()),
        communications=source.get("communications") or 0,
        last_communication_at=source.get("last_communication_at"),
        active=bool(source.get("active")),
        values=values(source, request.columns, campaigns_of(request)),
    )
