"""Hundreds of generated searches by the engine against a plain scan of the same real messages."""

import gzip
import random
import re
import unicodedata
from collections import Counter, defaultdict

import orjson
import pytest

from domain.access import LOCAL
from engine import Engine
from search.messages import count_messages, iter_hits
from search.requests import SearchRequest
from tests.search.conftest import Put, message
from tests.shared_data import shared

SEARCHES = 200
AUTHORS = ("customer", "agent")


def words(text: str) -> list[str]:
    """Letters and digits, with what holds them together; a row of underscores is no word."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    found = re.findall(r"\w+(?:['.]\w+)*", plain.replace("’", "'").casefold())
    return [word for word in found if word.strip("_")]


class Scanned:
    """One message as the scan sees it."""

    def __init__(self, author: str, text: str) -> None:
        self.author = author
        self.words = words(text)
        self.known = set(self.words)

    def has_phrase(self, phrase: list[str]) -> bool:
        size = len(phrase)
        return self.known.issuperset(phrase) and any(
            self.words[at : at + size] == phrase for at in range(len(self.words) - size + 1)
        )


@pytest.fixture(scope="module")
def scanned(put: Put) -> dict[Scanned, set[str]]:
    """What was said -> the IDs of the messages that say it: many say the same."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    documents = {}
    lines = gzip.decompress(shared("star/conversations.jsonl.gz").read_bytes()).splitlines()
    for conversation in map(orjson.loads, lines):
        for position, said in enumerate(conversation["messages"]):
            id = f"{conversation['session_id']}:{position}"
            found[said["author"], said["text"]].add(id)
            documents[id] = message(conversation["session_id"], position, said["text"], author=said["author"])
            if len(documents) == 20_000:
                put("messages", documents)
                documents = {}
    put("messages", documents)
    return {Scanned(*said): ids for said, ids in found.items()}


def generated(chance: random.Random, scanned: list[Scanned], depth: int = 0):
    """(text of a search, what a scan asks of a message), of every operator that a scan can answer."""
    kind = chance.choice(["phrase"] * 4 + ["beginning", "said", "not", "or", "and"]) if depth < 3 else "phrase"
    if kind in ("phrase", "beginning"):
        source = chance.choice(scanned).words or ["nothing"]
        at = chance.randrange(len(source))
        if kind == "beginning":
            start = re.sub(r"\W.*", "", source[at])[: chance.randint(2, 5)]
            return f"{start}*", lambda m: any(word.startswith(start) for word in m.known)
        phrase = source[at : at + chance.randint(1, 4)]
        return f'"{" ".join(phrase)}"', lambda m: m.has_phrase(phrase)
    one_text, one = generated(chance, scanned, depth + 1)
    if kind == "not":
        # Beside something that is looked for, as nobody asks for nearly everything.
        other_text, other = generated(chance, scanned, 3)
        return f"{other_text} -({one_text})", lambda m: other(m) and not one(m)
    if kind == "said":
        author = chance.choice(AUTHORS)
        return f"{author}:({one_text})", lambda m: m.author == author and one(m)
    other_text, other = generated(chance, scanned, depth + 1)
    if kind == "or":
        return f"({one_text} OR {other_text})", lambda m: one(m) or other(m)
    return f"{one_text} {other_text}", lambda m: one(m) and other(m)


def test_the_engine_finds_what_a_scan_finds(stored: Engine, scanned: dict[Scanned, set[str]]) -> None:
    chance = random.Random(23)
    pool = list(scanned)
    sizes: Counter[str] = Counter()
    for _ in range(SEARCHES):
        text, wanted = generated(chance, pool)
        expected = {id for one, ids in scanned.items() if wanted(one) for id in ids}
        request = SearchRequest(text)
        assert count_messages(stored, LOCAL, request).messages.value == len(expected), text
        if len(expected) <= 3000:
            assert {hit.message_id for hit in iter_hits(stored, LOCAL, request)} == expected, text
        sizes["none" if not expected else "few" if len(expected) < 100 else "many"] += 1
    assert sizes["few"] > SEARCHES // 5 and sizes["many"] > SEARCHES // 10, sizes
