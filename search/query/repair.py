"""Taking out what cannot stand where it does, so that whatever is typed is a query: a bracket or quote without its
partner, an OR with nothing on one side, a field without its value. Each is told."""

from collections.abc import Callable

from lark import Token

from search.problems import Problem

MAX_DEPTH = 8
"""Brackets inside brackets; the engine nests to 20, and each can need two levels there."""
_OPERANDS = {"WORD", "PHRASE", "SPEAKER", "FIELD", "LPAR", "MINUS"}
"""What an operand begins with."""
_ENDS = {"WORD", "PHRASE", "RPAR"}
_VALUES = {"SPEAKER": {"WORD", "PHRASE", "LPAR"}, "FIELD": {"WORD", "PHRASE"}}
_MEANT_FOR = {
    "in": "the name of a campaign",
    "channel": "the name of a channel",
    "by": "the name of whoever handled the conversation",
    "has": "results or audio",
    "is": "active or closed",
    "before": "a day such as 2024-05-31",
    "after": "a day such as 2024-05-31",
    "on": "a day, a month or a year such as 2024-05",
}


def repaired(tokens: list[Token]) -> tuple[list[Token], list[Problem]]:
    """Tokens that fit the grammar, and a problem for each that was taken out (but for what means nothing)."""
    problems: list[Problem] = []

    def drop(token: Token, sentence: str = "") -> None:
        if sentence:
            problems.append(problem(token, sentence))

    kept = [token for token in tokens if token.type != "AND"]
    kept = _without(kept, lambda left, token, right: token.type == "QUOTE", drop, "This quote has no partner.")
    kept = _balanced(kept, drop)
    while True:
        before = len(kept)
        kept = _without_empty_brackets(_without(kept, _is_idle, drop))
        if len(kept) == before:
            return kept, sorted(problems, key=lambda each: each.start)


def problem(token: Token, sentence: str) -> Problem:
    start = int(token.start_pos or 0)
    return Problem(start, start + len(token), sentence)


def _without(
    tokens: list[Token],
    is_wrong: Callable[[str, Token, str], bool],
    drop: Callable[[Token, str], None],
    sentence: str | None = None,
) -> list[Token]:
    """One pass; what is taken out is gone for those after it."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        left = kept[-1].type if kept else ""
        right = tokens[at + 1].type if at + 1 < len(tokens) else ""
        if is_wrong(left, token, right):
            drop(token, sentence if sentence is not None else _why(token))
        else:
            kept.append(token)
    return kept


def _is_idle(left: str, token: Token, right: str) -> bool:
    match token.type:
        case "OR" | "NEAR":
            return left not in _ENDS or right not in _OPERANDS
        case "MINUS":
            return right not in _OPERANDS
        case "SPEAKER" | "FIELD":
            return right not in _VALUES[token.type]
    return False


def _without_empty_brackets(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.type == "RPAR" and kept[-1].type == "LPAR":
            kept.pop()
        else:
            kept.append(token)
    return kept


def _why(token: Token) -> str:
    match token.type:
        case "OR" | "NEAR":
            return f"{token} needs something on both sides."
        case "SPEAKER":
            return f"{token} needs what was said, such as {token}refund."
        case "FIELD":
            name = token.rstrip(":").casefold()
            return f"{token} needs {_MEANT_FOR.get(name, 'a value')}."
    return ""


def _balanced(tokens: list[Token], drop: Callable[[Token, str], None]) -> list[Token]:
    """Brackets in pairs, and none nested too deep."""
    wrong: set[int] = set()
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.type == "LPAR":
            opened.append(at)
        elif token.type == "RPAR" and not opened:
            wrong.add(at)
            drop(token, "This bracket has no partner.")
        elif token.type == "RPAR":
            partner = opened.pop()
            if len(opened) >= MAX_DEPTH:
                wrong |= {partner, at}
                drop(tokens[partner], f"Brackets nest {MAX_DEPTH} deep at most.")
    for at in opened:
        wrong.add(at)
        drop(tokens[at], "This bracket has no partner.")
    return [token for at, token in enumerate(tokens) if at not in wrong]
