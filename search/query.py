"""What a person types into a search box -> words and "phrases" -> clauses.

Only quotes mean something; everything else is looked for as it is, never as query syntax.
"""

import re
from dataclasses import dataclass
from typing import Any

from domain.errors import WrongInput

MAX_LENGTH = 1000
"""Characters in one search; each can become a clause of its own and the engine takes 1,024."""

_QUOTES = '"“”„‟«»＂'
_PHRASE = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]")
_QUOTE = re.compile(f"[{_QUOTES}]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class TextQuery:
    """`words` in any order and form, `phrases` exactly; all of them must be in the message."""

    words: str
    phrases: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)


def parse(text: str) -> TextQuery:
    """A quote without its partner is ignored. Raises WrongInput for more than MAX_LENGTH characters."""
    if len(text) > MAX_LENGTH:
        raise WrongInput(f"A search can have {MAX_LENGTH:,} characters at most; shorten it.")
    phrases = [" ".join(found.split()) for found in _PHRASE.findall(text)]
    words = _QUOTE.sub(" ", _PHRASE.sub(" ", text))
    return TextQuery(" ".join(words.split()), tuple(dict.fromkeys(phrase for phrase in phrases if phrase)))


def clauses(query: TextQuery) -> list[dict[str, Any]]:
    """What must match: words by their stems on `text`, phrases on `text.exact`.

    A part of nothing but punctuation ("?!") is ignored beside others, and finds nothing alone.
    """
    parts = [query.words, *query.phrases] if query.words else [*query.phrases]
    readable = sum(1 for part in parts if _WORD.search(part))

    def without_terms(part: str) -> str:
        return "all" if readable > (1 if _WORD.search(part) else 0) else "none"

    found: list[dict[str, Any]] = []
    if query.words:
        match = {"query": query.words, "operator": "and", "zero_terms_query": without_terms(query.words)}
        found.append({"match": {"text": match}})
    for phrase in query.phrases:
        found.append({"match_phrase": {"text.exact": {"query": phrase, "zero_terms_query": without_terms(phrase)}}})
    return found
