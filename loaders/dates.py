"""Dates as people type them into spreadsheets, taken only where they can mean one day."""

import re
from datetime import date

from domain.conversation import checked_time

_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d\d)\2(\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")


def day_or_time(text: str) -> str:
    """An ISO date, or an ISO 8601 time with its offset, for what was typed. Raises ValueError saying what is wrong.

    A date stays a date: at which hour, and where, is not known.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_LAST.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if month > 12:
            day, month = month, day
        elif day <= 12 and day != month and found[2] != ".":  # with dots the day comes first everywhere
            raise ValueError(f"can mean {year}-{month:02}-{day:02} or {year}-{day:02}-{month:02}; write it so")
    elif _TIME.match(text):
        return checked_time(text)
    else:
        raise ValueError("is neither a date such as 2024-05-31 nor a time such as 2024-05-31T14:05:00+02:00")
    try:
        found_day = date(year, month, day)
    except ValueError:
        raise ValueError("is not a date that exists") from None
    if not 1970 <= year < 2200:
        raise ValueError("lies outside the years 1970 to 2199")
    return found_day.isoformat()
