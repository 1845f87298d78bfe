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

SEARCHES, TURNS = 150, 100
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
    for count, conversation in enumerate(map(orjson.loads, lines), 1):
        for position, said in enumerate(conversation["messages"]):
            id = f"{conversation['session_id']}:{position}"
            found[said["author"], said["text"]].add(id)
            number = {"author": said["author"], "session_number": count}
            documents[id] = message(conversation["session_id"], position, said["text"], **number)
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


def test_turns_are_those_that_a_scan_finds(stored: Engine, scanned: dict[Scanned, set[str]]) -> None:
    """A chain of two or three, in order or in either order, some turns apart, in every communication."""
    chance = random.Random(31)
    pool = list(scanned)
    sessions: dict[str, dict[int, Scanned]] = defaultdict(dict)
    for one, ids in scanned.items():
        for id in ids:
            session, _, position = id.rpartition(":")
            sessions[session][int(position)] = one
    some = 0
    for _ in range(TURNS):
        parts = [generated(chance, pool, 2) for _ in range(chance.choice([2, 2, 3]))]
        gaps = [(chance.random() < 0.6, chance.randint(1, 5)) for _ in parts[1:]]
        text = parts[0][0]
        for (part, _), (later, distance) in zip(parts[1:], gaps, strict=True):
            text += f" {'THEN' if later else 'AND'}/{distance} ({part})"
        expected = set()
        for session, turns in sessions.items():
            at = [[place for place, one in turns.items() if wanted(one)] for _, wanted in parts]
            if all(at):
                expected |= {f"{session}:{place}" for chain in chains(at, gaps) for place in chain}
        request = SearchRequest(text)
        assert count_messages(stored, LOCAL, request).messages.value == len(expected), text
        assert {hit.message_id for hit in iter_hits(stored, LOCAL, request)} == expected, text
        some += bool(expected)
    assert some > TURNS // 3


def chains(at: list[list[int]], gaps: list[tuple[bool, int]]) -> list[tuple[int, ...]]:
    """Every way to take one place of each part."""
    found: list[tuple[int, ...]] = [(place,) for place in at[0]]
    for places, (later, distance) in zip(at[1:], gaps, strict=True):
        found = [
            (*chain, place)
            for chain in found
            for place in places
            if (1 <= place - chain[-1] <= distance if later else abs(place - chain[-1]) <= distance)
        ]
    return found
