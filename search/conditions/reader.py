"""Whose eyes read days and phones in a filter."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.errors import WrongInput


@dataclass(frozen=True)
class Reader:
    """Days are those of `time_zone`; `region` reads phones typed without a country code."""

    time_zone: str = "UTC"
    region: str | None = None
    today: date = date.max
    """Today in that zone."""

    @classmethod
    def now(cls, time_zone: str, region: str | None) -> "Reader":
        """As of this moment. Raises WrongInput for a time zone that does not exist."""
        return cls(time_zone, region, datetime.now(zone(time_zone)).date())

    def begin_of(self, day: date) -> datetime:
        """The moment in UTC at which a day begins here."""
        return datetime(day.year, day.month, day.day, tzinfo=zone(self.time_zone)).astimezone(UTC)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """Raises WrongInput for a name that is no time zone's."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # empty, the name of a folder, unknown
        raise WrongInput(f"There is no time zone {name!r}; use a name such as Europe/London.") from None
