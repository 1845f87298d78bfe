"""How likely two customers are one person, and why, in words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from domain.identity import folded_words
from search.brief import Brief

LOCAL_PART = 5
"""Shorter first parts of an address ("info", "mail") are nobody's."""
_ALIKE, _CLOSE = 0.8, 0.7
"""How similar names are that make an address, or a contact that only one of two has, worth a look."""
_LEAST = 0.4


@dataclass(frozen=True)
class Pair:
    """Two customers that may be one; `reasons` in words, the strongest first, then what speaks against it; `score`
    from 0 to 1."""

    one: Brief
    other: Brief
    reasons: tuple[str, ...]
    score: float


def rank(groups: Iterable[list[Brief]]) -> tuple[Pair, ...]:
    """Pairs of customers that share something, weighed: the likeliest first, the unlikely left out."""
    pairs: dict[tuple[str, str], Pair] = {}
    for group in groups:
        for one, other in combinations(sorted(group, key=_standing), 2):
            both = (one.customer_id, other.customer_id)
            if one.customer_id != other.customer_id and both not in pairs:
                pairs[both] = weigh(one, other)
    likely = [pair for pair in pairs.values() if pair.score >= _LEAST]
    return tuple(
        sorted(likely, key=lambda pair: (-pair.score, pair.one.name, pair.one.customer_id, pair.other.customer_id))
    )


def _standing(person: Brief) -> tuple[int, int, str]:
    """Who was spoken with more, then of whom more is known, stands first, and would survive a merge."""
    known = len(person.contact) + len(person.phones) + len(person.emails)
    return -person.communications, -known, person.customer_id


def weigh(one: Brief, other: Brief) -> Pair:
    """How likely two customers are one person, and why."""
    alike = similarity(one.name, other.name)
    named = alike is not None
    close, names = (alike or 0) >= _CLOSE, _in_words(alike)
    said: list[tuple[float, str]] = []
    if alike == 1 and _agree(one, other, "birth_date"):
        said.append((0.95, "same name and birth date"))
    elif (alike or 0) >= _ALIKE and _agree(one, other, "birth_date"):
        said.append((0.85, "similar names and the same birth date"))
    if set(one.emails) & set(other.emails):
        said.append((0.8 if close or not named else 0.45, f"one e-mail is claimed by both{names}"))
    if set(one.phones) & set(other.phones):
        said.append((0.75 if close else 0.5 if not named else 0.25, f"one phone is claimed by both{names}"))
    if (alike or 0) >= _ALIKE and _agree(one, other, "street"):
        said.append((0.7, f"same address{names}"))
    if _local_parts(one) & _local_parts(other) and not set(one.emails) & set(other.emails) and (close or not named):
        said.append((0.6 if close else 0.4, f"e-mail addresses that begin alike{names}"))
    doubt, against = 1.0, []
    for field_id, words in (("birth_date", "the birth dates differ"),):
        if one.contact.get(field_id) and other.contact.get(field_id) and not _agree(one, other, field_id):
            doubt *= 0.5
            against.append(f"but {words}")
    chance = 1.0
    for weight, _ in said:
        chance *= 1 - weight
    said.sort(reverse=True)
    return Pair(one, other, (*(words for _, words in said), *against), round((1 - chance) * doubt, 3))


def similarity(one: str, other: str) -> float | None:
    """Of two names, from 0 to 1, without regard to case, accents and the order of words; None where one is missing.
    What they do not share counts twice: a family shares its surname, and is not one person."""
    a, b = folded_words(one), folded_words(other)
    if not a or not b:
        return None
    whole = fuzz.ratio(a, b) / 100
    shared = set(a.split()) & set(b.split())
    rest_a, rest_b = (" ".join(word for word in words.split() if word not in shared) for words in (a, b))
    if not rest_a and not rest_b:
        return 1.0
    if not rest_a or not rest_b:  # a first name alone, and the whole name
        return max(whole, _ALIKE)
    return (whole + fuzz.ratio(rest_a, rest_b) / 100) / 2


def _in_words(alike: float | None) -> str:
    if alike is None:
        return ""
    return ", same name" if alike == 1 else ", similar names" if alike >= _CLOSE else ", different names"


def _agree(one: Brief, other: Brief, field_id: str) -> bool:
    return (
        bool(one.contact.get(field_id))
        and one.contact[field_id].casefold() == other.contact.get(field_id, "").casefold()
    )


def _local_parts(person: Brief) -> set[str]:
    return {part for email in person.emails if len(part := email.partition("@")[0]) >= LOCAL_PART}
