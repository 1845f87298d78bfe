"""The address of the search page <-> what is asked. Everything a copied link must bring along is in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal, cast
from urllib.parse import urlencode

from search.requests import MessageFilters, SearchRequest

Order = Literal["relevance", "newest", "oldest"]
_ORDERS = ("relevance", "newest", "oldest")
FACETS = {"campaign": "campaign_ids", "channel": "channels", "author": "authors", "customer": "customer_ids"}
"""Name in the address (and of a facet) -> field of MessageFilters."""
HITS_OF_EACH, HITS_OF_ONE = 8, 100
"""Messages shown of each customer, so that several stand in one window; and of the only one that is asked for."""


def request_of(params: Mapping[str, Sequence[str]], time_zone: str) -> tuple[SearchRequest, list[str]]:
    """What an address asks, days meant in `time_zone`; and a sentence for each part that could not be read."""
    problems: list[str] = []

    def day(name: str) -> date | None:
        text = _last(params, name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            problems.append(f"The date “{text}” in the address was left out: write it like 2024-05-31.")
            return None

    asked = {field: tuple(dict.fromkeys(v for v in params.get(name, ()) if v)) for name, field in FACETS.items()}
    filters = MessageFilters(
        campaign_ids=asked["campaign_ids"],
        channels=asked["channels"],
        authors=asked["authors"],
        customer_ids=asked["customer_ids"],
        after=day("from"),
        before=day("to"),
        time_zone=time_zone,
    )
    order = _last(params, "sort")
    if order and order not in _ORDERS:
        problems.append(f"The order “{order}” in the address is unknown: the most relevant come first.")
        order = ""
    page = _last(params, "page")
    if page and not (page.isdecimal() and len(page) < 6 and int(page) > 0):
        problems.append(f"The page “{page}” in the address does not exist: this is the first.")
        page = ""
    request = SearchRequest(
        text=_last(params, "q").strip(),
        filters=filters,
        sort=cast(Order, order or "relevance"),
        page=int(page or 1),
        hits_per_group=HITS_OF_ONE if len(filters.customer_ids) == 1 else HITS_OF_EACH,
    )
    return request, problems


def address_of(request: SearchRequest) -> str:
    """The address of a request, relative to the app; what is as usual is left out."""
    return "./search?" + urlencode(list(_params(request)))


def turned(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """The request with one value of a filter put in, or taken out where it is in; from its first page."""
    values: tuple[str, ...] = getattr(request.filters, FACETS[name])
    kept = tuple(v for v in values if v != value)
    changed: dict[str, Any] = {FACETS[name]: kept if value in values else (*values, value)}
    return replace(request, filters=replace(request.filters, **changed), page=1)


def _params(request: SearchRequest) -> Iterator[tuple[str, str]]:
    yield "q", request.text
    for name, field in FACETS.items():
        yield from ((name, value) for value in getattr(request.filters, field))
    if request.filters.after:
        yield "from", request.filters.after.isoformat()
    if request.filters.before:
        yield "to", request.filters.before.isoformat()
    if request.sort != "relevance":
        yield "sort", request.sort
    if request.page > 1:
        yield "page", str(request.page)


def _last(params: Mapping[str, Sequence[str]], name: str) -> str:
    values = params.get(name) or [""]
    return values[-1]
