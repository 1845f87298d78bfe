from dataclasses import replace
from datetime import date

import pytest

from domain.access import LOCAL
from domain.errors import WrongInput
from engine import Engine
from search.messages import count_messages, iter_hits, search_messages
from search.requests import MessageFilters, SearchRequest
from search.results import Count, SearchResults
from tests.search.conftest import Put, message, session


@pytest.fixture(scope="module")
def talk(stored: Engine, put: Put) -> Engine:
    put(
        "customers",
        {
            "anna": {"customer_id": "anna", "name": "Anna", "absorbed_ids": ["old"]},
            "boris": {"customer_id": "boris", "name": "Boris"},
        },
    )
    put("identities", {"redirect:old": {"type": "redirect", "from_id": "old", "to_id": "anna"}})
    put("campaigns", {"spring": {"campaign_id": "spring", "name": "Spring Sale"}})
    put(
        "sessions",
        {
            "s1": session("s1", agent_id="bot", agent_name="The Bot"),
            "s2": session("s2", "old"),
            "s3": session("s3", "boris", campaign_id="customer service"),
        },
    )
    late = {"sent_at": "2024-05-02T23:30:00Z", "session_at": 1714692600000}
    there = {"customer_id": "boris", "campaign_id": "customer service", "channel": "voice", "author": "agent"}
    documents = {
        "s1:0": message("s1", 0, "My invoice is unpaid. Invoices!"),
        "s1:1": message("s1", 1, "The invoice is not paid", author="agent"),
        "s1:4": message("s1", 4, "Thanks, bye"),
        "s2:0": message("s2", 0, "Invoicing is hard", "old", **late),
        "s3:0": message("s3", 0, "An invoice: café crème", **there),
        "s3:1": message("s3", 1, "invoice invoice invoice", **there),
        "s3:2": message("s3", 2, "No time, no invoice", **there),
    }
    documents["s3:2"].pop("sent_at")
    put("messages", documents)
    return stored


def found(results: SearchResults) -> list[tuple[str | None, int, list[list[str]]]]:
    return [
        (group.name, group.messages, [[hit.message_id for hit in one.hits] for one in group.sessions])
        for group in results.groups
    ]


def test_groups_by_person_then_communication(talk: Engine) -> None:
    results = search_messages(talk, LOCAL, SearchRequest("invoice", sort="newest"))
    assert found(results) == [("Anna", 3, [["s2:0"], ["s1:0", "s1:1"]]), ("Boris", 3, [["s3:0", "s3:1", "s3:2"]])]
    anna = results.groups[0]
    assert (anna.customer_id, anna.sessions[1].campaign, anna.sessions[1].agent) == ("anna", "Spring Sale", "The Bot")
    assert results.messages == Count(6)
    assert results.communications == Count(3)
    hit = anna.sessions[1].hits[0]
    assert [hit.text[a:b] for a, b in hit.spans] == ["invoice", "Invoices"]


def test_facets_leave_out_their_own_choice(talk: Engine) -> None:
    filters = MessageFilters(campaign_ids=("spring", "gone"), channels=("web",))
    results = search_messages(talk, LOCAL, SearchRequest("invoice", filters))
    facets = {name: [(f.value, f.title, f.count) for f in values] for name, values in results.facets.items()}
    assert facets == {
        "campaign": [("spring", "Spring Sale", 3), ("gone", "gone", 0)],
        "channel": [("web", "Web", 3)],
        "author": [("customer", "Customer", 2), ("agent", "Agent", 1)],
    }
    voice = search_messages(talk, LOCAL, SearchRequest("invoice", MessageFilters(channels=("voice",))))
    assert [(f.value, f.count) for f in voice.facets["channel"]] == [("voice", 3), ("web", 3)]
    assert [(f.title, f.count) for f in voice.facets["campaign"]] == [("Customer Service", 3)]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (MessageFilters(), {"s1:0", "s1:1", "s2:0", "s3:0", "s3:1", "s3:2"}),
        (MessageFilters(authors=("agent",)), {"s1:1", "s3:0", "s3:1", "s3:2"}),
        (MessageFilters(authors=("agent", "customer"), channels=("web",)), {"s1:0", "s1:1", "s2:0"}),
        (MessageFilters(customer_ids=("anna",)), {"s1:0", "s1:1", "s2:0"}),
        (MessageFilters(customer_ids=("old",)), {"s1:0", "s1:1", "s2:0"}),
        (MessageFilters(customer_ids=("nobody",)), set()),
        (MessageFilters(session_ids=("s3",)), {"s3:0", "s3:1", "s3:2"}),
        (MessageFilters(after=date(2024, 5, 2)), {"s2:0"}),
        (MessageFilters(after=date(2024, 5, 3)), set()),
        (MessageFilters(after=date(2024, 5, 3), time_zone="Europe/Berlin"), {"s2:0"}),
        (MessageFilters(before=date(2024, 5, 1)), {"s1:0", "s1:1", "s3:0", "s3:1"}),
        (MessageFilters(after=date.min, before=date.max), {"s1:0", "s1:1", "s2:0", "s3:0", "s3:1"}),
    ],
)
def test_filters(talk: Engine, filters: MessageFilters, ids: set[str]) -> None:
    request = SearchRequest("invoice", filters)
    assert {hit.message_id for hit in iter_hits(talk, LOCAL, request)} == ids
    assert count_messages(talk, LOCAL, request).messages == Count(len(ids))
    grouped = search_messages(talk, LOCAL, request)
    assert {hit.message_id for g in grouped.groups for s in g.sessions for hit in s.hits} == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("invoice paid", {"s1:1"}),
        ("not", {"s1:1"}),
        ("the is", {"s1:1"}),
        ('"invoice is"', {"s1:0", "s1:1"}),
        ('"invoices is"', set()),
        ('"INVOICE: cafe"', {"s3:0"}),
        ("crème CAFE", {"s3:0"}),
        ('invoice "no time"', {"s3:2"}),
        ("invoice OR bye", {"s1:0", "s1:1", "s1:4", "s2:0", "s3:0", "s3:1", "s3:2"}),
        ("invoic*", {"s1:0", "s1:1", "s2:0", "s3:0", "s3:1", "s3:2"}),
        ("text:invoice", set()),
        ("invoice !?", {"s1:0", "s1:1", "s2:0", "s3:0", "s3:1", "s3:2"}),
        ('bye "..."', {"s1:4"}),
        ("!?", set()),
        ("", set()),
    ],
)
def test_words_and_phrases(talk: Engine, text: str, ids: set[str]) -> None:
    assert {hit.message_id for hit in iter_hits(talk, LOCAL, SearchRequest(text))} == ids
    assert search_messages(talk, LOCAL, SearchRequest(text)).messages == Count(len(ids))


def test_order(talk: Engine) -> None:
    def ids(sort: str) -> list[str]:
        request = SearchRequest("invoice", sort=sort)  # type: ignore[arg-type]
        return [hit.message_id for hit in iter_hits(talk, LOCAL, request)]

    assert ids("newest") == ["s2:0", "s3:1", "s1:1", "s3:0", "s1:0", "s3:2"]
    assert ids("oldest") == ["s1:0", "s3:0", "s1:1", "s3:1", "s2:0", "s3:2"]
    assert ids("relevance")[0] == "s3:1"


def test_pages_and_hits_beyond_a_group(talk: Engine) -> None:
    request = SearchRequest("invoice", size=1, hits_per_group=1, sort="oldest")
    pages = [search_messages(talk, LOCAL, replace(request, page=n)) for n in (1, 2, 3, 4)]
    assert [found(page) for page in pages] == [
        [("Anna", 2, [["s1:0"]])],
        [("Boris", 3, [["s3:0"]])],
        [("Anna", 1, [["s2:0"]])],  # a join still under way: its messages are under two IDs
        [],
    ]
    assert {page.messages for page in pages} == {Count(6)}


@pytest.mark.parametrize(
    "request_", [SearchRequest("x", page=0), SearchRequest("x", page=1001), SearchRequest("x", size=0)]
)
def test_pages_that_cannot_be(talk: Engine, request_: SearchRequest) -> None:
    with pytest.raises(WrongInput, match="10,000"):
        search_messages(talk, LOCAL, request_)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc", "Europe", "UTC\x00"])
def test_unknown_zone(talk: Engine, zone: str) -> None:
    with pytest.raises(WrongInput, match="time zone"):
        search_messages(talk, LOCAL, SearchRequest("x", MessageFilters(after=date(2024, 1, 1), time_zone=zone)))
