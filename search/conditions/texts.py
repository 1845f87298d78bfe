"""Text that a person typed -> clauses: words by their beginnings, whole values and parts without case and accents."""

import unicodedata
from typing import Any

from phonenumbers import country_code_for_region

from domain.errors import WrongInput
from search.conditions.fields import Field
from search.phones import digit_runs, from_abroad

Clause = dict[str, Any]

TYPO_LETTERS = 5
"""From so many letters on, a word may have one typo: "Smyth" finds Smith, "Anan" does not find Anna."""
MAX_WORDS = 30
_MAX_PREFIX = 20
"""Longest beginning that fields of word beginnings hold."""
NOTHING: Clause = {"match_none": {}}


def any_of(clauses: list[Clause]) -> Clause:
    if len(clauses) == 1:
        return clauses[0]
    return {"bool": {"should": clauses, "minimum_should_match": 1}} if clauses else NOTHING


def all_of(clauses: list[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else {"bool": {"filter": clauses}}


def none_of(clause: Clause) -> Clause:
    return {"bool": {"must_not": [clause]}}


def words_of(text: str) -> list[str]:
    """The words of a text as the engine cuts them: runs of letters, marks and digits."""
    spaced = (c if unicodedata.category(c)[0] in "LMN" else " " for c in text)
    return "".join(spaced).split()


def matches(field: Field, text: str) -> Clause:
    """Every word that was typed begins a word of the field, or is one with at most one typo in it.

    Raises WrongInput for more than MAX_WORDS words.
    """
    words = list(dict.fromkeys(words_of(text)))
    if len(words) > MAX_WORDS:
        raise WrongInput(f"A filter can have {MAX_WORDS} words at most; shorten it.")
    return all_of([_word(field, word) for word in words] or [NOTHING])


def _word(field: Field, word: str) -> Clause:
    if field.id in ("name", "emails") and len(word) <= _MAX_PREFIX:
        beginning: Clause = {"match": {f"{field.path}.prefix": {"query": word}}}
    else:
        beginning = {"match_bool_prefix": {_words_path(field): {"query": word}}}
    if len(word) < TYPO_LETTERS or not word.isalpha():
        return beginning
    # Rewritten so, every word that is one typo away counts: the usual way keeps 50, too few among a million names.
    typo = {"query": word, "fuzziness": 1, "fuzzy_rewrite": "constant_score"}
    return any_of([beginning, {"match": {_words_path(field): typo}}])


def _words_path(field: Field) -> str:
    return field.path if field.id == "name" else f"{field.path}.words"


def folded_path(field: Field) -> str:
    """Where whole values are held without case and accents; exact ones for IDs and results."""
    if field.id == "name":
        return "name.sort"
    return field.path if field.exact or field.scope == "communication" else f"{field.path}.folded"


def is_any(field: Field, values: tuple[str, ...]) -> Clause:
    if field.exact or field.scope != "communication":
        return {"terms": {folded_path(field): list(values)}}
    # Results and parameters, which are held as they came.
    return any_of([{"term": {field.path: {"value": value, "case_insensitive": True}}} for value in values])


def contains(field: Field, text: str) -> Clause:
    return _pattern(field, "*" + literal(text) + "*")


def starts_with(field: Field, text: str) -> Clause:
    return _pattern(field, literal(text) + "*")


def _pattern(field: Field, pattern: str) -> Clause:
    return {"wildcard": {folded_path(field): {"value": pattern, "case_insensitive": True}}}


def literal(text: str) -> str:
    """Without the meaning that a wildcard query gives to some characters."""
    return "".join("\\" + c if c in "*?\\" else c for c in text)


def phone_matches(field: Field, text: str, region: str | None) -> Clause:
    """A run of digits of the number, in any notation, however short."""
    runs = [_run(f"{field.path}.digits", run) for run in digit_runs(text, region, least=1)]
    abroad = from_abroad(text)
    return any_of([*runs, {"prefix": {field.path: abroad}}] if abroad else runs)


def _run(path: str, run: str) -> Clause:
    """The engine holds numbers in overlapping threes."""
    if len(run) >= 3:
        return {"match_phrase": {path: run}}
    rest = 3 - len(run)
    return {"regexp": {path: "|".join("." * at + run + "." * (rest - at) for at in range(rest + 1))}}


def phone_starts(field: Field, text: str, region: str | None) -> Clause:
    """The number begins so, with its country code or, of this region, without it."""
    runs = digit_runs(text, region, least=1)
    national = [f"{country_code_for_region(region)}{run}" for run in runs] if region and "+" not in text else []
    beginnings = ["+" + run for run in (*runs, *national)]
    return any_of([{"prefix": {field.path: one}} for one in (*beginnings, *filter(None, [from_abroad(text)]))])
