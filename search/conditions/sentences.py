"""Every filter as an English sentence, and the request without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from domain.conditions import Condition, Group, Operator
from domain.conversation import CHANNELS
from search.conditions.amounts import day_of
from search.conditions.clauses import NEGATIVE, is_complete, positive
from search.conditions.fields import COMMUNICATION, LOAD, PARTICIPATION, PRODUCT, SAID, Field, field_of
from search.conditions.tree import pruned
from search.requests import CustomersRequest

Kind = Literal["quick", "where", "text"]
_O = Operator
_HAS = {
    PARTICIPATION: ("Has a campaign where ", "Has no campaign where "),
    PRODUCT: ("Has a product where ", "Has no product where "),
    COMMUNICATION: ("Has a communication where ", "Has no communication where "),
    LOAD: ("Comes from ", "Does not come from "),
}
_SAME = {
    PARTICIPATION: "In that campaign, ",
    PRODUCT: "Of that product, ",
    COMMUNICATION: "In that communication, ",
}
_ALONE = {
    ("participation.campaign", _O.IS): ("Takes part in ", "Does not take part in "),
    ("participation.campaign", _O.FILLED): ("Takes part in a campaign", "Takes part in no campaign"),
    ("product.name", _O.IS): ("Has the product ", "Does not have the product "),
    ("product.name", _O.FILLED): ("Has a product", "Has no product"),
    ("communication.channel", _O.FILLED): ("Has a communication", "Has no communication"),
}
"""Shorter sentences, for (field, comparison): of one who does, and of one who does not."""


@dataclass(frozen=True)
class Words:
    """A piece of a sentence; `strong` for what the person chose or typed."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Names:
    """What IDs are called: fields (as renamed), campaigns, agents and loads."""

    fields: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)
    loads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chip:
    """One filter: its sentence in pieces, where it stands, the request `without` it (on its first page), and a
    request of it `alone`."""

    words: tuple[Words, ...]
    kind: Kind
    without: CustomersRequest
    alone: CustomersRequest

    @property
    def sentence(self) -> str:
        return "".join(word.text for word in self.words)


def chips(request: CustomersRequest, names: Names) -> tuple[Chip, ...]:
    """The box, the quick filters in order, then each part of the advanced filter that must hold."""
    found: list[Chip] = []
    first = replace(request, page=1)
    nothing = replace(first, text="", quick=(), where=None)
    if text := request.text.strip():
        words: tuple[Words, ...] = (Words("Found by "), Words(f"“{text}”", True))
        found.append(Chip(words, "text", replace(first, text=""), replace(nothing, text=text)))
    spoken_of: set[str] = set()
    for at, condition in enumerate(request.quick):
        if is_complete(condition):
            rest = replace(first, quick=request.quick[:at] + request.quick[at + 1 :])
            scope = field_of(condition.field).scope
            words = _said(condition, names)
            if scope in spoken_of and scope in _SAME:  # quick filters of one scope hold of the same one
                words = (Words(_SAME[scope]), *_said(condition, names, scope))
            spoken_of.add(scope)
            found.append(Chip(words, "quick", rest, replace(nothing, quick=(condition,))))
    for part, left in _parts(request.where):
        rest, alone = replace(first, where=left), replace(nothing, where=Group((part,)))
        found.append(Chip(_said(part, names), "where", rest, alone))
    return tuple(found)


def sentence(part: Condition | Group, names: Names) -> tuple[Words, ...]:
    """A condition or group that is complete, in English."""
    return _said(part, names)


def _parts(where: Group | None) -> list[tuple[Condition | Group, Group | None]]:
    """What must hold, each with the filter that is left without it."""
    whole = pruned(where) if where else None
    if where is None or whole is None:
        return []
    if whole.any or whole.negated or whole.of:
        return [(whole, None)]
    left = []
    for at, part in enumerate(whole.parts):
        rest = whole.parts[:at] + whole.parts[at + 1 :]
        left.append((part, replace(whole, parts=rest) if rest else None))
    return left


def _said(part: Condition | Group, names: Names, scope: str = "") -> tuple[Words, ...]:
    """In a group about one of `scope`, fields are those of that one."""
    if isinstance(part, Group):
        return _group(part, names, scope)
    found = field_of(part.field)
    if found.scope in _HAS and found.scope != scope:
        negative, asked = part.operator in NEGATIVE, positive(part)
        if shorter := _ALONE.get((found.id, asked.operator)):
            shown = [_value(found, value, names) for value in asked.values if value.strip()]
            return (Words(shorter[negative]), *_either(shown))
        return (Words(_HAS[found.scope][negative]), *_condition(found, asked, names))
    return _condition(found, part, names)


def _group(group: Group, names: Names, scope: str) -> tuple[Words, ...]:
    inner = group.of or scope
    pieces: list[Words] = []
    for at, part in enumerate(group.parts):
        if at:
            pieces.append(Words(" or " if group.any else " and "))
        words = _said(part, names, inner)
        bracket = isinstance(part, Group) and len(part.parts) > 1 and len(group.parts) > 1 and not part.negated
        pieces += [Words("("), *words, Words(")")] if bracket else words
    if group.of and group.of != scope:
        return (Words(_HAS[group.of][group.negated]), *pieces)
    return (Words("not ("), *pieces, Words(")")) if group.negated else tuple(pieces)


def _condition(found: Field, condition: Condition, names: Names) -> tuple[Words, ...]:
    title = names.fields.get(found.id) or found.title or found.id
    values = [value for value in condition.values if value.strip()]
    shown = [_value(found, value, names) for value in values]
    if found.scope == LOAD:
        return (Words("the load "), *_either(shown))
    if found.id == SAID:
        verb = " was not said" if condition.operator is _O.IS_NOT else " was said"
        return (*_either(shown), Words(verb))
    if found.kind == "boolean":
        true = (values == ["true"]) != (condition.operator is _O.IS_NOT)
        return (Words(title if true else f"Not {title[:1].lower()}{title[1:]}"),)
    opening = Words(f"{title} ")
    match condition.operator:
        case _O.EMPTY | _O.FILLED:
            return (opening, Words("is "), Words(condition.operator.value, True))
        case _O.BETWEEN:
            return (opening, *_between(found, condition, names))
        case _O.LAST_DAYS:
            days = "day" if values[0].strip() == "1" else f"{values[0].strip()} days"
            return (opening, Words("in the last "), Words(days, True))
    return (opening, Words(_VERBS[condition.operator]), *_either(shown))


_VERBS = {
    _O.MATCHES: "matches ",
    _O.IS: "is ",
    _O.IS_NOT: "is not ",
    _O.CONTAINS: "contains ",
    _O.STARTS_WITH: "starts with ",
    _O.BEFORE: "before ",
    _O.AFTER: "after ",
    _O.AT_LEAST: "at least ",
    _O.AT_MOST: "at most ",
}


def _between(found: Field, condition: Condition, names: Names) -> tuple[Words, ...]:
    low, high = (*condition.values, "", "")[:2]
    ends = [Words(_value(found, value, names), True) for value in (low, high) if value.strip()]
    dates = any(day_of(value) for value in (low, high))
    if len(ends) == 2:
        return (Words("from "), ends[0], Words(" to "), ends[1])
    if low.strip():
        return (Words("from " if dates else "at least "), ends[0])
    return (Words("up to " if dates else "at most "), ends[0])


def _either(shown: Sequence[str]) -> tuple[Words, ...]:
    pieces: list[Words] = []
    for at, text in enumerate(shown):
        if at:
            pieces.append(Words(" or " if at == len(shown) - 1 else ", "))
        pieces.append(Words(text, True))
    return tuple(pieces)


def _value(found: Field, value: str, names: Names) -> str:
    if found.kind == "campaign":
        return f"“{names.campaigns.get(value, value)}”"
    if found.kind == "channel":
        return CHANNELS.get(value, value)
    if found.scope == LOAD:
        return f"“{names.loads.get(value, value)}”"
    if found.id == "communication.agent":
        return f"“{names.agents.get(value, value)}”"
    day = day_of(value) if found.kind == "date" or found.typed else None
    if day:
        return _day(day)
    return value if found.kind == "number" else f"“{value}”"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
