"""Results as the search page draws them."""

import pytest

from pages.search.view import excerpt, totals_text
from search.results import Count, SearchResults, Span


@pytest.mark.parametrize(
    ("text", "spans", "limit"),
    [
        ("short pets text", [(6, 10)], 100),
        ("a" * 300 + " pets " + "b" * 300, [(301, 305)], 60),
        ("pets " + "b" * 300 + " pets", [(0, 4), (306, 310)], 60),
        ("a" * 300 + "p" * 200, [(300, 500)], 60),
        ("a" * 300, [], 60),
    ],
)
def test_excerpt_keeps_its_first_match_marked(text: str, spans: list[Span], limit: int) -> None:
    part = excerpt(text, spans, limit)
    assert len(part.text) <= max(limit + 4, len(text) if len(text) <= limit else 0)
    marked = [part.text[start:end] for start, end in part.spans]
    if spans:
        whole = text[spans[0][0] : spans[0][1]]
        assert whole.startswith(marked[0])
        assert len(marked[0]) > 0
    assert part.text.removeprefix("… ").removesuffix(" …") in text


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 1, 1), "1 message · 1 communication · 1 customer"),
        ((0, 0, 0), "0 messages · 0 communications · 0 customers"),
        ((94276, 5272, 108), "94,276 messages · 5,272 communications · 108 customers"),
    ],
)
def test_totals_are_a_sentence(counts: tuple[int, int, int], said: str) -> None:
    messages, communications, customers = (Count(count) for count in counts)
    assert totals_text(SearchResults((), customers, communications, messages)) == said


def test_totals_that_are_estimates_say_about() -> None:
    results = SearchResults((), Count(50_123, exact=False), Count(70_000, exact=False), Count(3_600_000))
    assert totals_text(results) == "3,600,000 messages · about 70,000 communications · about 50,123 customers"
