"""The people of the sample: invented names, numbers from ranges kept free for fiction, addresses at example.*."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from loaders.sample.dice import Dice
from loaders.sample.scripts import table
from loaders.sample.wording import filled

PEOPLE_PER_LANGUAGE = {
    "en": 74, "de": 18, "es": 16, "fr": 14, "pl": 14, "uk": 12, "tr": 11, "ar": 11, "he": 9, "ja": 11,
}  # fmt: skip
NAMELESS = 10
"""People who are known by a phone or an e-mail alone."""
CUSTOMERS = sum(PEOPLE_PER_LANGUAGE.values()) + NAMELESS

_RELATIVES = {"en": (1, 3, 5, 6), "de": (1,), "es": (1,), "tr": (1,)}
"""Language -> places of those who share the phone and family name of the one before."""
_NAMESAKES = 40
"""The person with this number has the full name of the one before, and nothing else in common."""
_PLAIN = str.maketrans({"ł": "l", "ß": "ss", "ı": "i", "ø": "o", "'": None, " ": None})
_RANGES = {"GB": ("+447700900", 3), "DE": ("+4917139200", 2), "FR": ("+3363998", 4), "US": ("+1", 0)}
"""Country -> how its fictional numbers begin, and how many digits follow."""
_US_AREAS = {"Portland": "503", "Chicago": "312", "Miami": "305"}


@dataclass(frozen=True)
class Person:
    number: int
    language: str
    female: bool
    first: str | None
    last: str | None
    name: str | None
    external_id: str | None
    phone: str | None
    email: str | None
    country: str
    city: str
    street: str
    company: str | None
    birth_date: str | None
    split: bool
    """Known by e-mail in one campaign and by phone in another; only a conversation tells that it is one person."""
    shares_phone: bool
    device: str
    plan: int
    """Place in `prices.PLANS` when the sample begins."""


def people() -> list[Person]:
    """All of them, in the order of their numbers."""
    maker = _Maker()
    found: list[Person] = []
    for language, count in PEOPLE_PER_LANGUAGE.items():
        related = _RELATIVES.get(language, ())
        for place in range(count):
            relative = found[-1] if place in related else None
            found.append(maker.person(len(found), language, relative, place + 1 in related))
    return [*found, *(maker.nameless(len(found) + place) for place in range(NAMELESS))]


class _Maker:
    """Knows which names, numbers and addresses are taken."""

    def __init__(self) -> None:
        self._table: dict[str, Any] = table("people")
        self._taken: set[str] = set()
        self._previous = ("", "", "", "", False)

    def person(self, number: int, language: str, relative: Person | None, head: bool) -> Person:
        """One person; a relative gives family name, home and phone; `head`: the next person is one of theirs."""
        dice = Dice(f"person {number}")
        country, city = dice.pick(self._table["homes"][language])
        first, last, latin_first, latin_last, female = self._name(dice, language, relative, number)
        if relative:
            country, city = relative.country, relative.city
        family = head or relative is not None
        known = "all" if family else dice.weighted((("all", 62), ("no id", 16), ("id, phone", 12), ("id, mail", 10)))
        split = not family and number % 14 == 9
        if split:
            known = "no id"
        phone = relative.phone if relative else self._phone(dice, country, city)
        return Person(
            number=number,
            language=language,
            female=female,
            first=first,
            last=last,
            name=f"{last} {first}" if language == "ja" else f"{first} {last}",
            external_id=None if known == "no id" else f"FL-{10000 + number * 37}",
            phone=None if known == "id, mail" else phone,
            email=None if known == "id, phone" else self._email(dice, latin_first, latin_last),
            country=country,
            city=city,
            street=relative.street if relative else dice.pick(self._table["streets"][country]),
            company=dice.pick(self._table["companies"]) if dice.chance(0.12) else None,
            birth_date=f"{dice.between(1944, 2006)}-{dice.between(1, 12):02d}-{dice.between(1, 28):02d}"
            if dice.chance(0.5)
            else None,
            split=split,
            shares_phone=family,
            device=dice.pick(("FernBox 5", "FernBox 5", "FernBox 7", "FernBox mini")),
            plan=dice.pick((0, 0, 1)),
        )

    def nameless(self, number: int) -> Person:
        dice = Dice(f"person {number}")
        country, city = dice.pick(self._table["homes"]["en"])
        by_mail = number % 3 == 0
        email = self._email(dice, dice.pick(("sunny", "mrs.b", "the.old.mill", "info", "kit")), dice.digits(3))
        return Person(
            number, "en", False, None, None, None, None,
            None if by_mail else self._phone(dice, country, city), email if by_mail else None,
            country, city, dice.pick(self._table["streets"][country]), None, None, False, False, "FernBox 7", 0,
        )  # fmt: skip

    def _name(self, dice: Dice, language: str, relative: Person | None, number: int) -> tuple[str, str, str, str, bool]:
        """First and last name, both in Latin letters too, and whether it is a woman."""
        if number == _NAMESAKES:
            return self._previous
        names = self._table["names"][language]
        shared = self._previous[1] if relative else None
        while True:
            female = dice.chance(0.5)
            first, _, latin_first = dice.pick(names["f" if female else "m"]).partition("=")
            last, _, latin_last = names["last"][number % len(names["last"])].partition("=")
            last = filled(last, {}, female)
            if shared is not None:
                last, latin_last = shared, self._previous[3]
            if f"{first} {last}" not in self._taken:
                break
        self._taken.add(f"{first} {last}")
        self._previous = (first, last, latin_first or first, latin_last or last, female)
        return self._previous

    def _email(self, dice: Dice, first: str, last: str) -> str:
        plain = unicodedata.normalize("NFKD", f"{first}.{last}".casefold().translate(_PLAIN))
        local = re.sub(r"[^a-z0-9.]", "", plain)
        short = f"{local[0]}.{local.partition('.')[2]}"
        address = f"{dice.pick((local, local, short))}@example.{dice.pick(('org', 'com', 'net'))}"
        while address in self._taken:
            address = f"{local}{dice.between(2, 99)}@example.{dice.pick(('org', 'com', 'net'))}"
        self._taken.add(address)
        return address

    def _phone(self, dice: Dice, country: str, city: str) -> str:
        """An E.164 number that is not taken."""
        start, count = _RANGES[country]
        while True:
            if country == "US":
                number = f"+1{_US_AREAS[city]}55501{dice.between(0, 99):02d}"
            else:
                number = start + f"{dice.below(10**count):0{count}d}"
            if number not in self._taken:
                self._taken.add(number)
                return number
