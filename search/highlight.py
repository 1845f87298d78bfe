"""Where a text matches: the engine marks, we read positions. What leaves here are spans, never marked text.

Marks are private strings with a number that is new in each process, so no text can hold them by intent; and
a marked text counts only if it is the stored text once its marks are taken out.
"""

import re
import secrets
import unicodedata
from functools import lru_cache
from typing import Any

from search.query import TextQuery, phrases, shown_clauses
from search.results import Span

_NONCE = secrets.token_hex(8)
_OPEN = f"\ue000{_NONCE}\ue001"
_CLOSE = f"\ue000{_NONCE}\ue002"
_MARK = re.compile(f"({_OPEN}|{_CLOSE})")
_MAX_ANALYZED = 1_000_000


def highlight_body(query: TextQuery) -> dict[str, Any]:
    """The `highlight` part of a search: whole texts, marked, words on `text` and phrases on `text.exact`."""
    return {
        "pre_tags": [_OPEN],
        "post_tags": [_CLOSE],
        "number_of_fragments": 0,
        "max_analyzer_offset": _MAX_ANALYZED,
        "fields": {
            name: {"highlight_query": {"bool": {"should": wanted}}}
            for name, wanted in shown_clauses(query).items()
            if wanted
        },
    }


def spans(text: str, highlight: dict[str, list[str]], query: TextQuery) -> tuple[Span, ...]:
    """The positions of all matches in `text`, from a hit's `highlight`. Words of a phrase are one span."""
    words = _marked(text, highlight.get("text", []))
    exact = _marked(text, highlight.get("text.exact", []))
    return merge([*words, *join_phrases(text, exact, phrases(query))])


def merge(found: list[Span]) -> tuple[Span, ...]:
    """Sorted; those that overlap or touch are one."""
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def join_phrases(text: str, found: list[Span], phrases: tuple[str, ...]) -> list[Span]:
    """The engine marks each word of a phrase; add, for those that spell a phrase, a span over the gaps too."""
    wanted = {_letters(phrase, symbols) for phrase in phrases for symbols in (True, False)}
    ends = [max((_spelled(text, found, at, phrase) for phrase in wanted), default=at) for at in range(len(found))]
    return [(start, found[end][1]) for (start, _), end in zip(found, ends, strict=True)]


def _spelled(text: str, found: list[Span], at: int, phrase: str) -> int:
    """Index of the last span of those from `at` on that together spell `phrase`; `at` itself if none do."""
    letters = ""
    for index in range(at, len(found)):
        if index > at and _letters(text[found[index - 1][1] : found[index][0]], symbols=False):
            break  # another word stands between them
        letters += _letters(text[found[index][0] : found[index][1]])
        if letters == phrase:
            return index
        if not phrase.startswith(letters):
            break
    return at


@lru_cache(maxsize=16_384)  # a page asks of the same few words thousands of times
def _letters(text: str, symbols: bool = True) -> str:
    """Letters, digits and (for emoji, of which only some are words to the engine) symbols, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum() or (symbols and unicodedata.category(c) == "So"))


def _marked(text: str, fragments: list[str]) -> list[Span]:
    """Positions of the marks, if it is this text that was marked. The engine trims both ends of what it marks."""
    if len(fragments) != 1:
        return []
    plain, marks = _read(fragments[0])
    start = text.find(plain)
    around = text[:start] + text[start + len(plain) :]
    if start < 0 or not all(c <= " " or c.isspace() for c in around):
        return []
    return [(start + begin, start + end) for begin, end in marks]


def _read(fragment: str) -> tuple[str, list[Span]]:
    plain: list[str] = []
    marks: list[Span] = []
    length = opened = 0
    for part in _MARK.split(fragment):
        if part == _OPEN:
            opened = length
        elif part == _CLOSE:
            marks.append((opened, length))
        else:
            plain.append(part)
            length += len(part)
    return "".join(plain), marks
