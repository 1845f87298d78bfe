"""Results -> what the component draws: words, links and marks, all of them plain texts and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import Any

from pages.search.address import address_of, turned
from search.names import author_title
from search.query import Problem, parse
from search.query.sentences import is_plain, sentences
from search.requests import MessageFilters, SearchRequest
from search.results import Count, CustomerGroup, Facet, Hit, SearchResults, SessionGroup, Span
from ui import channels, links
from ui.format import counted, moment, number, offset, total
from ui.highlight import utf16

EXCERPT = 600
"""Characters of a message shown among the results; the chat shows it whole."""
_FACETS = {"campaign": "Campaign", "channel": "Channel", "author": "Author"}
_UNNAMED = "No name"


@dataclass(frozen=True)
class Excerpt:
    text: str
    spans: tuple[Span, ...]


def excerpt(text: str, spans: Sequence[Span], limit: int = EXCERPT) -> Excerpt:
    """A long message cut to about `limit` characters around its first match, with … where something is left out."""
    if len(text) <= limit:
        return Excerpt(text, tuple(spans))
    first = spans[0][0] if spans else 0
    start = 0 if first < limit // 2 else first - limit // 4
    end = min(len(text), start + limit)
    lead = "… " if start else ""
    kept = tuple((s - start + len(lead), min(e, end) - start + len(lead)) for s, e in spans if s >= start and s < end)
    return Excerpt(lead + text[start:end] + (" …" if end < len(text) else ""), kept)


def results_view(request: SearchRequest, results: SearchResults) -> dict[str, Any]:
    """The groups of one page, and the way to the pages beside it."""
    zone = request.filters.time_zone
    return {
        "groups": [_group(request, group, zone) for group in results.groups],
        "pages": _pages(request, results.customers),
    }


def understood_view(text: str) -> str:
    """What the search was understood as, in words; empty where it is nothing but words and phrases."""
    query = parse(text)
    return "" if is_plain(query) else "Messages with " + " · ".join(sentences(query))


def problems_view(text: str, problems: Sequence[Problem]) -> dict[str, Any] | None:
    """The text with the parts that were left out marked, and a sentence for each; None where all was understood."""
    if not problems:
        return None
    left_out = tuple((problem.start, problem.end) for problem in problems)
    return {
        "text": text,
        "spans": utf16(text, left_out),
        "sentences": list(dict.fromkeys(problem.sentence for problem in problems)),
    }


def totals_text(totals: SearchResults) -> str:
    """ "41 messages · 38 communications · 29 customers"."""
    parts = (("message", totals.messages), ("communication", totals.communications), ("customer", totals.customers))
    return " · ".join(f"{total(count)} {noun if count.value == 1 else noun + 's'}" for noun, count in parts)


def facets_view(request: SearchRequest, facets: dict[str, tuple[Facet, ...]]) -> list[dict[str, Any]]:
    """Each facet with its values, counted; a click on one puts it into the question or takes it out."""
    return [
        {
            "title": title,
            "options": [
                {
                    "title": facet.title,
                    "count": number(facet.count),
                    "on": facet.value in _chosen(request.filters, name),
                    "href": address_of(turned(request, name, facet.value)),
                    "icon": channels.as_data(facet.value) if name == "channel" else None,
                }
                for facet in facets[name]
            ],
        }
        for name, title in _FACETS.items()
        if facets.get(name)
    ]


def chips_view(request: SearchRequest, names: dict[str, str]) -> list[dict[str, str]]:
    """The filters as sentences, each with the address without it. `names` holds campaigns and customers by ID."""
    filters = request.filters
    sentences = [
        *(("campaign", value, f"in {names.get(value, value)}") for value in filters.campaign_ids),
        *(("channel", value, f"by {channels.name(value)}") for value in filters.channels),
        *(("author", value, f"said by {author_title(value).lower()}") for value in filters.authors),
        *(("customer", value, f"with {names.get(value, value)}") for value in filters.customer_ids),
    ]
    chips = [{"text": text, "href": address_of(turned(request, name, value))} for name, value, text in sentences]
    if filters.after:
        chips.append(_day_chip(request, f"from {_day(filters.after)}", replace(filters, after=None)))
    if filters.before:
        chips.append(_day_chip(request, f"to {_day(filters.before)}", replace(filters, before=None)))
    return chips


def cleared(request: SearchRequest) -> str:
    """The address of the same words without any filter."""
    return address_of(replace(request, filters=MessageFilters(time_zone=request.filters.time_zone), page=1))


def _day_chip(request: SearchRequest, text: str, filters: MessageFilters) -> dict[str, str]:
    return {"text": text, "href": address_of(replace(request, filters=filters, page=1))}


def _day(day: date) -> str:
    return moment(f"{day.isoformat()}T00:00:00Z", "UTC").day


def _chosen(filters: MessageFilters, name: str) -> tuple[str, ...]:
    return {"campaign": filters.campaign_ids, "channel": filters.channels, "author": filters.authors}[name]


def _group(request: SearchRequest, group: CustomerGroup, zone: str) -> dict[str, Any]:
    shown = sum(len(session.hits) for session in group.sessions)
    alone = replace(request.filters, customer_ids=(group.customer_id,))
    more = group.messages - shown
    return {
        "name": group.name or _UNNAMED,
        "unnamed": not group.name,
        "href": links.profile(group.customer_id),
        "counts": counted(group.messages, "message"),
        "sessions": [_session(request, session, zone) for session in group.sessions],
        "more": _more(request, group, alone, more) if more > 0 else None,
    }


def _more(request: SearchRequest, group: CustomerGroup, alone: MessageFilters, more: int) -> dict[str, str]:
    """All of one customer: their own results page, and from there the chat, which finds without end."""
    text = f"{number(more)} more of {group.name or 'this customer'} →"
    if request.filters.customer_ids == alone.customer_ids:
        return {"text": text, "href": links.chat(group.customer_id, find=request.text)}
    return {"text": text, "href": address_of(replace(request, filters=alone, page=1))}


def _session(request: SearchRequest, session: SessionGroup, zone: str) -> dict[str, Any]:
    started = moment(session.started_at, zone)
    facts = (channels.name(session.channel), session.campaign, started.text, session.agent)
    return {
        "icon": channels.as_data(session.channel),
        "facts": " · ".join(fact for fact in facts if fact),
        "time_title": started.hover,
        "record": links.session(session.session_id, find=request.text),
        "hits": [_hit(request, hit, zone) for hit in session.hits],
    }


def _hit(request: SearchRequest, hit: Hit, zone: str) -> dict[str, Any]:
    sent = moment(hit.sent_at, zone)
    part = excerpt(hit.text, hit.spans)
    return {
        "id": hit.message_id,
        "who": hit.author,
        "who_title": hit.author_name or author_title(hit.author),
        "text": part.text,
        "spans": utf16(part.text, part.spans),
        "time": offset(hit.offset_ms) if hit.offset_ms is not None else sent.clock,
        "time_title": sent.hover,
        "href": links.chat(hit.customer_id, hit.campaign_id, hit.message_id, request.text),
    }


def _pages(request: SearchRequest, customers: Count) -> dict[str, str | None] | None:
    last = ceil(customers.value / request.size)
    if last <= 1 and request.page == 1:
        return None
    beyond = request.page >= last
    return {
        "text": f"Page {number(request.page)} of {'' if customers.exact else 'about '}{number(last)}",
        "previous": address_of(replace(request, page=request.page - 1)) if request.page > 1 else None,
        "next": None if beyond else address_of(replace(request, page=request.page + 1)),
    }
