"""A text -> a tree. No text fails: what cannot be understood is told and left out."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer
from lark.lexer import Lexer

from domain.errors import WrongInput
from search.problems import Problem
from search.query.nodes import Beginning, Every, Node, Not, Phrase, Said, TextQuery, Turns, Typo, Where, Words
from search.query.repair import repaired
from search.query.values import misread

MAX_LENGTH = 1000
"""Characters in one search; each can become a clause of its own and the engine takes 1,024."""
_GRAMMAR = Path(__file__).with_name("grammar.lark").read_text("utf-8")
_BEGINNING = re.compile(r"(.*\w)\*+", re.DOTALL)
_TYPO = re.compile(r"(.*\w)~1?", re.DOTALL)
_DISTANCE = re.compile(r"~(\d+)$")


class _Tokens(Lexer):
    """The parser is given tokens, as they have been repaired."""

    def __init__(self, _: Any) -> None: ...

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        yield from data


_LEXER = Lark(_GRAMMAR, parser="lalr", lexer="basic")
_PARSER = Lark(_GRAMMAR, parser="lalr", lexer=_Tokens)


@lru_cache(maxsize=512)
def parse(text: str) -> TextQuery:
    """What a text asks. Raises WrongInput for more than MAX_LENGTH characters."""
    if len(text) > MAX_LENGTH:
        raise WrongInput(f"A search can have {MAX_LENGTH:,} characters at most; shorten it.")
    tokens, problems = repaired(list(_LEXER.lex(text)))
    tokens, misunderstood = _understood(tokens)
    if misunderstood:
        # What stood around it may now stand alone.
        tokens, more = repaired(tokens)
        problems = [*problems, *misunderstood, *more]
    root = _Tree().transform(_PARSER.parse(tokens)) if tokens else None
    return TextQuery(root, tuple(sorted(problems, key=lambda each: each.start)))


def _understood(tokens: list[Token]) -> tuple[list[Token], list[Problem]]:
    """Without the fields whose values mean nothing, such as a day that does not exist; each told."""
    kept: list[Token] = []
    problems: list[Problem] = []
    for token in tokens:
        field = kept[-1] if kept else None
        if field is not None and field.type == "FIELD":
            sentence = misread(_name(field), _unquoted(token))
            if sentence:
                kept.pop()
                start = int(field.start_pos or 0)
                problems.append(Problem(start, int(token.start_pos or 0) + len(token), sentence))
                continue
        kept.append(token)
    return kept, problems


class _Tree(Transformer[Token, Node | None]):
    """The parser's tree -> ours. None stands for what says nothing."""

    def start(self, children: list[Node | None]) -> Node | None:
        return children[0]

    def any(self, children: list[Any]) -> Node | None:
        return _joined([child for child in children if not isinstance(child, Token)], any_of=True)

    def turns(self, children: list[Any]) -> Node | None:
        """Sides that say nothing are left out with the distance before them."""
        parts: list[Node] = []
        gaps: list[tuple[bool, int]] = []
        gap = (False, 0)
        for child in children:
            if isinstance(child, Token):
                verb, _, distance = child.partition("/")
                gap = (verb == "THEN", int(distance))
            elif child is not None:
                gaps += [gap] if parts else []
                parts.append(child)
        if len(parts) < 2:
            return parts[0] if parts else None
        return Turns(tuple(parts), tuple(gaps))

    def every(self, children: list[Any]) -> Node | None:
        return _joined(children, any_of=False)

    def negated(self, children: list[Any]) -> Node | None:
        return None if children[1] is None else Not(children[1])

    def said(self, children: list[Any]) -> Node | None:
        return None if children[1] is None else Said(children[0].rstrip(":").casefold(), children[1])

    def field(self, children: list[Token]) -> Node | None:
        return Where(_name(children[0]), _unquoted(children[1]))

    def phrase(self, children: list[Token]) -> Node | None:
        distance = _DISTANCE.search(children[0])
        text = " ".join(_unquoted(children[0]).split())
        return Phrase(text, int(distance.group(1)) if distance else 0) if text else None

    def word(self, children: list[Token]) -> Node | None:
        text = str(children[0])
        if found := _BEGINNING.fullmatch(text):
            return Beginning(found.group(1))
        if found := _TYPO.fullmatch(text):
            return Typo(found.group(1))
        return Words(text)


def _joined(children: list[Node | None], any_of: bool) -> Node | None:
    """One node of several: flat, and words that follow each other together."""
    parts: list[Node] = []
    for child in children:
        if child is None:
            continue
        within = child.parts if isinstance(child, Every) and child.any == any_of else (child,)
        for part in within:
            last = parts[-1] if parts else None
            if not any_of and isinstance(part, Words) and isinstance(last, Words):
                parts[-1] = Words(f"{last.text} {part.text}")
            elif part not in parts:
                parts.append(part)
    if len(parts) < 2:
        return parts[0] if parts else None
    return Every(tuple(parts), any_of)


def _name(field: Token) -> str:
    """A field's name without its colon; the name of a parameter or result stays as it was typed."""
    group, dot, name = field.rstrip(":").partition(".")
    return f"{group.casefold()}{dot}{name}"


def _unquoted(value: Token) -> str:
    return _DISTANCE.sub("", value)[1:-1] if value.type == "PHRASE" else str(value)
