"""Slots, money, dates: how a text of a script becomes what somebody wrote."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone

from loaders.sample.dice import Dice
from loaders.sample.scripts import Book

Slots = Mapping[str, str | int | None]
"""Slot -> its value; None where it is not known, so that no text with it can be said."""

_SLOT = re.compile(r"\{([^{}/]*)(?:(/)([^{}]*))?\}")
_EMOJI = re.compile(r" ?[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?")
_NO_COMMA = {"en", "ar", "he", "ja"}
"""Languages in which prices keep the decimal point."""


def say(variants: Sequence[str], slots: Slots, female: bool, dice: Dice) -> str | None:
    """One of the variants whose slots are all known, filled in; None when there is none."""
    known = [text for text in variants if all(slots.get(name) is not None for name in _names(text))]
    if not known:
        return None
    return filled(dice.pick(known), slots, female)


def filled(text: str, slots: Slots, female: bool) -> str:
    def value(match: re.Match[str]) -> str:
        if match[2]:
            return match[3] if female else match[1]
        return str(slots[match[1]])

    done = _SLOT.sub(value, text)
    return _SLOT.sub(value, done) if "{" in done else done  # a form such as {Mr/Ms} may hold a slot


def _names(text: str) -> list[str]:
    return [match[1] for match in _SLOT.finditer(text) if not match[2]]


def spoken(text: str) -> str:
    """What a transcript has of it: no emoji."""
    return _EMOJI.sub("", text)


def after_comma(text: str) -> str:
    """The text with a small first letter, as the continuation of "Hello,"."""
    goes_on = len(text) > 1 and (text[1].islower() or text[1] == "'") and not text.startswith(("I", "Fern"))
    return text[0].lower() + text[1:] if goes_on else text


def money(cents: int, country: str, language: str) -> str:
    whole = f"{cents // 100}.{cents % 100:02d}"
    if country in {"GB", "US"}:
        return ("£" if country == "GB" else "$") + whole
    return (whole if language in _NO_COMMA else whole.replace(".", ",")) + " €"


def day(when: date, book: Book) -> str:
    """The date as one says it, such as "14 October"."""
    month = book.phrases["months"][when.month - 1]
    return filled(book.phrases["date"][0], {"d": when.day, "month": month}, False)


def zone(country: str, when: datetime) -> timezone:
    """The country's offset at that time: summer time by the rules of the years the sample covers."""
    if country == "US":
        first, last = _sunday(when.year, 3, 8), _sunday(when.year, 11, 1)
    else:
        first, last = _sunday(when.year, 3, 25), _sunday(when.year, 10, 25)
    summer = first <= when.date() < last
    return timezone(timedelta(hours={"GB": 0, "US": -6, "DE": 1, "FR": 1}[country] + summer))


def _sunday(year: int, month: int, from_day: int) -> date:
    """The first Sunday on or after that day."""
    start = date(year, month, from_day)
    return start + timedelta(days=6 - start.weekday())


def iso(when: datetime, country: str) -> str:
    return when.astimezone(zone(country, when)).isoformat(timespec="seconds").replace("+00:00", "Z")
