"""Where a text matches: the engine marks, we read positions. What leaves here are spans, never marked text.

Marks are private strings with a number that is new in each process, so no text can hold them by intent; and
a marked text counts only if it is the stored text once its marks are taken out.
"""

import re
import secrets
import unicodedata
from typing import Any

from search.query import TextQuery, clauses
from search.results import Span

_NONCE = secrets.token_hex(8)
_OPEN = f"\ue000{_NONCE}\ue001"
_CLOSE = f"\ue000{_NONCE}\ue002"
_MARK = re.compile(f"({_OPEN}|{_CLOSE})")
_PARAGRAPH = "\u2029"
"""The engine's own separator of values: a text with it comes back in pieces, only those with a match."""
_MAX_ANALYZED = 1_000_000


def highlight_body(query: TextQuery) -> dict[str, Any]:
    """The `highlight` part of a search: whole texts, marked, words on `text` and phrases on `text.exact`."""
    fields = {"text": bool(query.words), "text.exact": bool(query.phrases)}
    return {
        "pre_tags": [_OPEN],
        "post_tags": [_CLOSE],
        "number_of_fragments": 0,
        "max_analyzer_offset": _MAX_ANALYZED,
        "highlight_query": {"bool": {"must": clauses(query)}},
        "fields": {name: {} for name, wanted in fields.items() if wanted},
    }


def spans(text: str, highlight: dict[str, list[str]], query: TextQuery) -> tuple[Span, ...]:
    """The positions of all matches in `text`, from a hit's `highlight`. Words of a phrase are one span."""
    words = _marked(text, highlight.get("text", []))
    exact = _marked(text, highlight.get("text.exact", []))
    return merge([*words, *join_phrases(text, exact, query.phrases)])


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
    """The engine marks each word of a phrase; make one span, over the gaps, of those that spell a phrase."""
    wanted = sorted((_letters(phrase) for phrase in phrases), key=len, reverse=True)
    joined: list[Span] = []
    at = 0
    while at < len(found):
        end = max((_spelled(text, found, at, phrase) for phrase in wanted), default=at)
        joined.append((found[at][0], found[end][1]))
        at = end + 1
    return joined


def _spelled(text: str, found: list[Span], at: int, phrase: str) -> int:
    """Index of the last span of those from `at` on that together spell `phrase`; `at` itself if none do."""
    letters = ""
    for index in range(at, len(found)):
        letters += _letters(text[found[index][0] : found[index][1]])
        if letters == phrase:
            return index
        if not phrase.startswith(letters):
            break
    return at


def _letters(text: str) -> str:
    """Letters and digits alone, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


def _marked(text: str, fragments: list[str]) -> list[Span]:
    found: list[Span] = []
    pieces = text.split(_PARAGRAPH) if len(fragments) > 1 or _PARAGRAPH in text else [text]
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece) + 1)
    place = 0
    for fragment in fragments:
        plain, marks = _read(fragment)
        while place < len(pieces) and pieces[place] != plain:
            place += 1
        if place == len(pieces):
            return found
        found += [(starts[place] + start, starts[place] + end) for start, end in marks]
        place += 1
    return found


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
