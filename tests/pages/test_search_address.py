"""The search page's address: what it asks, and the same address back."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from pages.search.address import HITS_OF_EACH, HITS_OF_ONE, address_of, request_of, turned
from search.requests import MessageFilters, SearchRequest

ZONE = "Europe/Warsaw"


def params(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("", MessageFilters(time_zone=ZONE)),
        SearchRequest('a "b & c" 100% ż 🐶 + =', MessageFilters(time_zone=ZONE), sort="oldest", page=7),
        SearchRequest(
            "x",
            MessageFilters(
                campaign_ids=("customer service", "a&b"),
                channels=("voice", "web"),
                authors=("customer",),
                after=date(2020, 5, 1),
                before=date(2020, 5, 31),
                time_zone=ZONE,
            ),
        ),
    ],
)
def test_address_brings_back_the_same_question(request_: SearchRequest) -> None:
    shown = replace(request_, hits_per_group=HITS_OF_EACH)
    assert request_of(params(address_of(request_)), ZONE) == (shown, [])


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?q=x&from=yesterday", "The date “yesterday”"),
        ("?q=x&to=2020-02-31", "The date “2020-02-31”"),
        ("?q=x&sort=price", "The order “price”"),
        ("?q=x&page=0", "The page “0”"),
        ("?q=x&page=-1", "The page “-1”"),
        ("?q=x&page=²", "The page “²”"),
        ("?q=x&page=99999999999999999999", "The page “9999"),
    ],
)
def test_what_cannot_be_read_is_told_and_left_out(address: str, words: str) -> None:
    request, problems = request_of(params(address), ZONE)
    assert request == SearchRequest("x", MessageFilters(time_zone=ZONE), hits_per_group=HITS_OF_EACH)
    assert len(problems) == 1
    assert words in problems[0]


def test_turning_puts_in_and_takes_out_from_the_first_page() -> None:
    start = SearchRequest("x", MessageFilters(channels=("web",)), page=3)
    both = turned(start, "channel", "voice")
    assert (both.filters.channels, both.page) == (("web", "voice"), 1)
    assert turned(both, "channel", "web").filters.channels == ("voice",)


def test_more_is_shown_of_one_customer_alone() -> None:
    assert request_of(params("?q=x&customer=C1"), ZONE)[0].hits_per_group == HITS_OF_ONE
    assert request_of(params("?q=x&customer=C1&customer=C2"), ZONE)[0].hits_per_group == HITS_OF_EACH
