"""Phrases and words by the engine against a plain scan of the same messages."""

import random
import re
import unicodedata

import pytest

from domain.access import LOCAL
from engine import Engine
from search.messages import count_messages, iter_hits
from search.requests import MessageFilters, SearchRequest
from tests.search.conftest import Put, message

WORDS = ["not", "working", "the", "café", "Straße", "can't", "can’t", "über", "no", "2.5", "bill", "Unpaid", "naïve"]
GAPS = [" ", " ", " ", ", ", " - ", "! ", "\n", " (", '" ', " 👍 "]


def words(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"\w+(?:['.]\w+)*", plain.replace("’", "'").casefold())


def random_text(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(WORDS) + chance.choice(GAPS) for _ in range(count))


@pytest.fixture(scope="module")
def texts(put: Put) -> dict[str, str]:
    chance = random.Random(7)
    # An emoji is a word to the engine but none to the scan, so it never stands inside.
    found = {f"s{n // 10}:{n % 10}": random_text(chance, chance.randint(1, 12)).replace("👍", ".") for n in range(1500)}
    put(
        "messages",
        {
            id: message(id.split(":")[0], int(id.split(":")[1]), text, f"c{int(id[1:].split(':')[0]) % 13}")
            for id, text in found.items()
        },
    )
    return found


def test_a_phrase_finds_what_a_scan_finds(stored: Engine, texts: dict[str, str]) -> None:
    chance = random.Random(11)
    scanned = {id: words(text) for id, text in texts.items()}
    some = 0
    for _ in range(120):
        phrase = [chance.choice(WORDS) for _ in range(chance.randint(1, 3))]
        wanted = [word for one in phrase for word in words(one)]
        size = len(wanted)
        expected = {id for id, one in scanned.items() if any(one[at : at + size] == wanted for at in range(len(one)))}
        hits = list(iter_hits(stored, LOCAL, SearchRequest(f'"{" ".join(phrase)}"')))
        assert {hit.message_id for hit in hits} == expected, phrase
        for hit in hits:
            assert hit.text == texts[hit.message_id]
            assert hit.spans
            for start, end in hit.spans:
                spelled = words(hit.text[start:end])
                assert spelled[:size] == wanted, (phrase, hit.text, hit.spans)
        some += bool(expected)
    assert some > 60


def test_every_hit_once_in_any_order_and_the_same_totals(stored: Engine, texts: dict[str, str]) -> None:
    expected = {id for id, text in texts.items() if "bill" in words(text) and "no" in words(text)}
    for sort in ("relevance", "newest", "oldest"):
        request = SearchRequest("bill no", sort=sort)
        found = [hit.message_id for hit in iter_hits(stored, LOCAL, request)]
        assert len(found) == len(set(found))
        assert set(found) == expected
    totals = count_messages(stored, LOCAL, request)
    assert (totals.messages.value, totals.messages.exact) == (len(expected), True)
    assert totals.communications.value == len({id.split(":")[0] for id in expected})
    assert totals.customers.value == len({int(id[1:].split(":")[0]) % 13 for id in expected})


def test_batches_go_on_to_the_last_hit(stored: Engine, texts: dict[str, str]) -> None:
    everything = SearchRequest(" ".join(["the"]), MessageFilters(channels=("web",)), sort="oldest")
    expected = {id for id, text in texts.items() if "the" in words(text)}
    hits = list(iter_hits(stored, LOCAL, everything))
    assert {hit.message_id for hit in hits} == expected
    assert [hit.message_id for hit in iter_hits(stored, LOCAL, everything, 7)] == [h.message_id for h in hits[:7]]
    assert list(iter_hits(stored, LOCAL, SearchRequest(""))) == []
