"""The campaigns' contact lists, as CSV files of the kinds that people upload."""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from loaders.sample.campaigns import CAMPAIGNS, Campaign
from loaders.sample.dice import Dice
from loaders.sample.plan import FACTS, NOW, Story
from loaders.sample.prices import DEVICE_PRICES, PLANS, offered
from loaders.sample.wording import money

_COLUMNS = {
    "Fibre upgrade 2025": (
        *("Customer ID", "Full name", "Phone number", "E-mail", "Language", "City", "Status", "Stage", "Loaded"),
        *("Current plan", "Contract end", "Summary", "Product", "Product: speed", "Product: monthly fee"),
    ),
    "Gerätetausch 2025": (
        *("Customer ID", "Name", "Phone", "Street", "City", "Status", "Stage", "Loaded"),
        *("Serial number", "Best time", "Product", "Product: delivered", "Product: value"),
    ),
    "Satisfaction survey 2026": (
        *("Name", "Email", "Language", "Company", "Birth date", "Status", "Stage", "Loaded", "Segment"),
        *("Customer since", "Summary"),
    ),
    "Win-back autumn 2026": (
        *("Customer ID", "Name", "Phone", "Email", "Status", "Stage", "Loaded", "Left on", "Reason"),
        *("Summary", "Product", "Product: offer", "Product: monthly fee"),
    ),
}
"""Campaign -> the columns of its upload; the ones no product knows belong to that campaign alone."""


@dataclass(frozen=True)
class LastSession:
    """How a person's latest session of a campaign went."""

    scenario: str
    ending: str
    summary: str | None


def write(folder: Path, stories: list[Story], last: dict[tuple[int, str], LastSession]) -> list[tuple[str, Path]]:
    """One file a campaign; `last` is by person's number and campaign. Gives names and paths."""
    found = []
    for campaign in CAMPAIGNS:
        path = folder / campaign.file
        columns = _COLUMNS[campaign.name]
        with path.open("w", encoding="utf-8", newline="") as file:
            delimiter = ";" if campaign.by_phone and not campaign.by_email else ","
            rows = csv.DictWriter(file, columns, extrasaction="ignore", delimiter=delimiter, lineterminator="\n")
            rows.writeheader()
            for story in stories:
                if campaign.name in story.joined:
                    rows.writerow(_row(story, campaign, last.get((story.person.number, campaign.name))))
        found.append((campaign.name, path))
    return found


def _row(story: Story, campaign: Campaign, last: LastSession | None) -> dict[str, Any]:
    person, dice = story.person, Dice(f"row {story.person.number} {campaign.name}")
    facts = FACTS[last.scenario]["endings"][last.ending] if last else {"status": "pending", "stage": "new"}
    loaded = story.joined[campaign.name]
    offer = offered(person.plan, to_all=True)
    written = last.summary if last and dice.chance(0.6) else None
    phone = typed_phone(person.phone, dice)
    email = person.email.upper() if person.email and dice.chance(0.08) else person.email
    row = {
        "Customer ID": person.external_id,
        "Language": person.language,
        "City": person.city,
        "Street": person.street if dice.chance(0.8) else None,
        "Company": person.company,
        "Birth date": person.birth_date,
        "Status": facts["status"],
        "Stage": facts["stage"],
        "Loaded": loaded.date().isoformat(),
        "Summary": written,
        "Current plan": PLANS[person.plan].name,
        "Contract end": _later(loaded, dice.between(40, 400)),
        "Serial number": f"{dice.digits(2)}K{dice.digits(2)}-{dice.digits(4)}",
        "Best time": dice.pick(("mornings", "after 17:00", "any", None)),
        "Segment": dice.pick(("private", "private", "family", "business")),
        "Customer since": dice.pick(("2018", "2019", "2021", "2022", "2023", "2024")),
        "Left on": story.left.date().isoformat() if story.left else None,
        "Reason": dice.pick(("price", "price", "moved", "service", None)),
        "Product": person.device if "Best time" in _COLUMNS[campaign.name] else offer.name,
        "Product: delivered": _later(loaded, -dice.between(600, 1800)),
        "Product: value": money(DEVICE_PRICES[person.device], person.country, "en"),
        "Product: speed": offer.speed,
        "Product: offer": dice.pick(("two months free", "no minimum term")),
        "Product: monthly fee": money(offer.fee, person.country, "en"),
    }
    row |= dict.fromkeys(("Full name", "Name"), person.name)
    if campaign.by_phone:
        row |= dict.fromkeys(("Phone number", "Phone"), phone)
    if campaign.by_email:
        row |= dict.fromkeys(("E-mail", "Email"), email)
    return row


def typed_phone(e164: str | None, dice: Dice) -> str | None:
    """The number as somebody typed it, always with its country code."""
    if e164 is None:
        return None
    code = "+1" if e164.startswith("+1") else e164[:3]
    rest = e164[len(code) :]
    area, local = (rest[:4], rest[4:]) if code == "+44" else (rest[:3], rest[3:])
    spaced = f"{code} {area} {local[:3]}{local[3:] if code == '+44' else ' ' + local[3:]}"
    return dice.pick((e164, spaced, spaced, f"{code} ({area}) {local}", f"{code}-{area}-{local}"))


def _later(when: datetime, days: int) -> str:
    day: date = (when + timedelta(days=days)).date()
    return min(day, NOW.date() + timedelta(days=700)).isoformat()
