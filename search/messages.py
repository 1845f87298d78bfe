"""Search over all messages: one page by customer and communication with totals and facets, or every hit."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from domain.access import Principal
from domain.errors import WrongInput
from engine import Engine
from search import ask
from search.counts import facets_body, read_facets, read_totals, totals_body
from search.filters import messages_query
from search.groups import groups_body, read_groups
from search.hits import hits_part, parse_hit
from search.names import campaign_names
from search.people import family
from search.query import TextQuery, parse, resolved
from search.requests import SearchRequest
from search.results import Count, Hit, SearchResults, Totals

_NOTHING = Totals(Count(0), Count(0), Count(0))
_BATCH = 1000


def search_messages(engine: Engine, principal: Principal, request: SearchRequest) -> SearchResults:
    """One page of groups, and the totals and facets of the whole query. A blank text finds nothing.

    Raises WrongInput beyond the first 10,000 groups, and for more than 1,000 hits in a group.
    """
    pages = request.page >= 1 and request.size >= 1 and request.page * request.size <= ask.MAX_WINDOW
    if not pages or not 0 < request.hits_per_group <= _BATCH:
        raise WrongInput("Only the first 10,000 customers can be paged through; narrow the search.")
    request, query = _understood(engine, principal, request)
    if not query:
        nothing = (_NOTHING.customers, _NOTHING.communications, _NOTHING.messages)
        return SearchResults((), *nothing, problems=query.problems)
    found, totals, facets = ask.multi_search(
        engine,
        principal,
        [
            ("messages", groups_body(request, query)),
            ("messages", totals_body(query, request.filters)),
            ("messages", facets_body(query, request.filters)),
        ],
    )
    counted = read_totals(engine, principal, query, request.filters, totals)
    return SearchResults(
        groups=read_groups(engine, principal, request, query, found),
        customers=counted.customers,
        communications=counted.communications,
        messages=counted.messages,
        facets=read_facets(engine, principal, request.filters, facets),
        problems=query.problems,
    )


def count_messages(engine: Engine, principal: Principal, request: SearchRequest) -> Totals:
    """The totals of the whole query alone."""
    request, query = _understood(engine, principal, request)
    if not query:
        return _NOTHING
    answer = ask.search(engine, principal, "messages", totals_body(query, request.filters))
    return read_totals(engine, principal, query, request.filters, answer)


def iter_hits(engine: Engine, principal: Principal, request: SearchRequest, limit: int = 0) -> Iterator[Hit]:
    """The first `limit` hits in the order asked for, 0: every one, read as they are taken; no pages, no groups."""
    request, query = _understood(engine, principal, request)
    if not query or limit < 0:
        return
    body = {"query": messages_query(query, request.filters), **hits_part(query, request.sort)}
    names: dict[str, str] = {}
    batch = min(limit or _BATCH, _BATCH)
    taken = 0
    for hits in ask.scan(engine, principal, "messages", body, batch):
        unknown = {hit["_source"]["campaign_id"] for hit in hits} - names.keys()
        names |= campaign_names(engine, principal, unknown)
        for hit in islice(hits, limit - taken if limit else None):
            yield parse_hit(hit, names[hit["_source"]["campaign_id"]], query)
        taken += len(hits)
        if limit and taken >= limit:
            return


def _understood(engine: Engine, principal: Principal, request: SearchRequest) -> tuple[SearchRequest, TextQuery]:
    """The request with all IDs that its customers go by, and what its text means."""
    chosen = request.filters.customer_ids
    if chosen:
        filters = replace(request.filters, customer_ids=family(engine, principal, chosen))
        request = replace(request, filters=filters)
    return request, resolved(engine, principal, parse(request.text), request.filters.time_zone)
