"""What can stand behind a field: channels by name, days, facts of a communication."""

import re
from datetime import date, timedelta

from domain.conversation import CHANNELS

DAY_FIELDS = ("before", "after", "on")
HAS = {"results": "results", "audio": "audio"}
"""What a communication can have -> the field of its session."""
IS = ("active", "closed")
_CHANNELS = {name.casefold(): id for id, name in CHANNELS.items()} | {id: id for id in CHANNELS}
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def channel_of(value: str) -> str | None:
    """A channel's ID by its ID or its name, in any case."""
    return _CHANNELS.get(value.strip().casefold())


def days(value: str) -> tuple[date, date] | None:
    """The first and the last day of "2024", "2024-05" or "2024-05-31"; None for anything else."""
    found = _DAY.fullmatch(value.strip())
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first
        following = date(first.year + (not month or month == 12), ((month or 12) % 12) + 1, 1)
    except ValueError:
        return None
    return first, following - timedelta(days=1)


def misread(field: str, value: str) -> str:
    """Why a field cannot have this value, in a sentence; "" when it can."""
    if not value.strip():
        return f"{field}: needs a value."
    if field in DAY_FIELDS and days(value) is None:
        return f"{field}: needs a day that exists, such as 2024-05-31, a month or a year; this was left out."
    if field == "channel" and channel_of(value) is None:
        return f"There is no channel “{value}”; it can be {', '.join(CHANNELS)}."
    if field == "has" and value.casefold() not in HAS:
        return f"has: can be {' or '.join(HAS)}; this was left out."
    if field == "is" and value.casefold() not in IS:
        return f"is: can be {' or '.join(IS)}; this was left out."
    return ""
