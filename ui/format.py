"""Numbers, times and phones as people read them. Times come in as ISO 8601 texts and go out in the reader's zone."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers

from search.results import Count

_MARKDOWN = frozenset("\\`*_{}[]()#+-.!|~>$:<&")
_LINKED = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\\\.)", re.IGNORECASE)
"""Where addresses and the names of emoji are told by, which are found in escaped text too."""
_INVISIBLE_JOINT = "\u2060"
UNKNOWN_TIME = "time unknown"
YES_NO = {"true": "yes", "false": "no"}
"""A stored truth value inside a line."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Moment:
    """A time in the reader's zone: `text` "18 May 2020, 09:41", `day`, `clock`, and `hover` with the zone."""

    text: str
    day: str
    clock: str
    hover: str


_NEVER = Moment(UNKNOWN_TIME, UNKNOWN_TIME, "", "The source does not say when.")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=65536)
def moment(iso: str | None, zone: str) -> Moment:
    """The time in `zone` (an IANA name); UNKNOWN_TIME where it is None."""
    if iso is None:
        return _NEVER
    time = datetime.fromisoformat(iso).astimezone(_zone(zone))
    day = f"{time.day} {MONTHS[time.month - 1]} {time.year}"
    clock = f"{time:%H:%M}"
    offset = f"{time:%z}"
    return Moment(f"{day}, {clock}", day, clock, f"{day}, {time:%H:%M:%S} {zone} (UTC{offset[:3]}:{offset[3:]})")


def number(value: int) -> str:
    """94276 -> "94,276"."""
    return f"{value:,}"


def total(count: Count) -> str:
    """An exact total as it is; any other says "about"."""
    return number(count.value) if count.exact else f"about {number(count.value)}"


def counted(value: int, noun: str, plural: str | None = None) -> str:
    """1 -> "1 message", 2 -> "2 messages"."""
    return f"{number(value)} {noun if value == 1 else plural or noun + 's'}"


@lru_cache(maxsize=65536)
def phone(e164: str) -> str:
    """ "+447700900587" -> "+44 7700 900587"; as it came where it is no phone."""
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def duration(seconds: float) -> str:
    """192 -> "3 min 12 s"; the two largest units."""
    whole = round(seconds)
    units = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
    parts: list[str] = []
    for size, name in units:
        if whole >= size or (size == 1 and not parts):
            parts.append(f"{whole // size} {name}")
            whole %= size
    return " ".join(parts[:2])


def offset(milliseconds: int) -> str:
    """A place in a recording: 91000 -> "1:31", 3691000 -> "1:01:31"."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def seconds_between(start: str, end: str) -> float:
    """From one ISO 8601 text to another; negative when they are the wrong way round."""
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


def plain(text: str) -> str:
    """Text for places that read Markdown: nothing in it means anything there, and none of it becomes a link."""
    escaped = "".join(f"\\{c}" if c in _MARKDOWN else c for c in text)
    return _LINKED.sub(_INVISIBLE_JOINT, escaped)
