"""Search: words and "quoted phrases" over all messages, hits by customer and communication."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from domain.errors import WrongInput
from pages.search.address import address_of, request_of
from pages.search.view import (
    chips_view,
    cleared,
    facets_view,
    problems_view,
    results_view,
    totals_text,
    understood_view,
)
from search.messages import search_messages
from search.requests import SearchRequest
from search.results import Count, SearchResults
from search.status import has_data
from ui import context
from ui.components.hits import hits
from ui.format import plain
from ui.page import title
from ui.sample import offer

_TIPS = [
    ("refund late", "both words, in any order and form"),
    ('"special offer"', "exactly these words, one after the other"),
    ('customer:"not working" OR broke*', "who said it; one or the other; beginnings of words"),
    ("customer:price THEN/3 agent:offer", "across turns: an answer within three turns"),
    ('refund -voucher in:"Win-back" on:2026-05', "without a word; in one campaign; in May 2026"),
]
_KEYS = [("n  p  ↓  ↑", "from hit to hit"), ("Enter", "opens the chat at that message; Back returns here")]

_NOTHING = SearchResults((), Count(0), Count(0), Count(0))


def render() -> None:
    title("Search")
    request, problems = request_of(_params(), context.zone())
    with st.container(key="search-problems"):
        for problem in problems:
            st.warning(plain(problem))
    try:
        results, refusal = search_messages(context.engine(), context.principal(), request), ""
    except WrongInput as error:
        results, refusal = _NOTHING, str(error)
    if results.groups or has_data(context.engine(), context.principal()):
        hits(_view(request, results, refusal))
    else:
        offer("There is nothing to search yet")


def _params() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _view(request: SearchRequest, results: SearchResults, refusal: str) -> dict[str, Any]:
    filters = request.filters
    chips = chips_view(request, _names(results))
    return {
        "address": address_of(request),
        "text": request.text,
        "sort": request.sort,
        "from": filters.after.isoformat() if filters.after else "",
        "to": filters.before.isoformat() if filters.before else "",
        "understood": "" if refusal else understood_view(request.text),
        "problems": problems_view(request.text, results.problems),
        "totals": totals_text(results) if request.text and not refusal else "",
        "chips": chips,
        "clear": cleared(request),
        "facets": facets_view(request, results.facets),
        **results_view(request, results),
        **(_say(refusal) if refusal else _words_instead(request, results, filtered=bool(chips))),
    }


def _names(results: SearchResults) -> dict[str, str]:
    """The names of the campaigns and customers that can be filtered by, as far as the results know them."""
    campaigns = {facet.value: facet.title for facet in results.facets.get("campaign", ())}
    return campaigns | {group.customer_id: group.name or "this customer" for group in results.groups}


def _words_instead(request: SearchRequest, results: SearchResults, filtered: bool) -> dict[str, Any]:
    """What stands in the place of hits when there are none."""
    if not request.text:
        return _say("Every message ever exchanged, searched as you ask.", [*_TIPS, *_KEYS])
    if results.groups:
        return _say("")
    if results.messages.value:
        return _say("There is no such page: the results end before it.")
    if filtered:
        return _say("No message has all of these words under these filters. Remove one above.")
    return _say("No message has all of these words. Try fewer, or leave out the quotes.", _TIPS)


def _say(message: str, tips: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    return {"message": message, "tips": list(tips)}
