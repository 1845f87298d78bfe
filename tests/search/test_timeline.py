from datetime import UTC, datetime
from typing import Any

import pytest

from domain.access import LOCAL
from domain.errors import NotFound
from engine import Engine
from search.timeline import MOST_BARS, get_timeline, interval_of
from tests.search.conftest import Put, session

DAY_MS = 86_400_000


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        *((0, "day"), (118, "day"), (119, "week"), (800, "week"), (900, "month"), (3600, "month")),
        *((4000, "quarter"), (10_000, "quarter"), (20_000, "year"), (84_000, "year")),
    ],
)
def test_interval(days: int, expected: str) -> None:
    assert interval_of(1e12, 1e12 + days * DAY_MS) == expected


def at(customer_id: str, session_id: str, time: str | None, **more: Any) -> dict[str, dict[str, Any]]:
    ms = -1 if time is None else int(datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp() * 1000)
    facts = {"session_at": ms, "started_at": None, "message_count": 2, **more}
    return {session_id: session(session_id, customer_id, **facts)}


@pytest.fixture(scope="module")
def talked(stored: Engine, put: Put) -> Engine:
    put(
        "customers",
        {
            "anna": {"customer_id": "anna", "absorbed_ids": ["old"]},
            **{id: {"customer_id": id} for id in ("silent", "long", "never", "timeless")},
        },
    )
    # On 31 March 2024 Warsaw's clocks go forward, so that this day has 23 hours.
    put(
        "sessions",
        at("anna", "s3", "2024-03-31T21:30:00", channel="voice")  # 23:30 in Warsaw
        | at("anna", "s1", "2024-03-30T23:30:00", channel="voice", message_count=0)  # 00:30 on the 31st
        | at("old", "s2", "2024-03-31T05:00:00")
        | at("anna", "s4", "2024-03-31T22:30:00", channel="email")  # 1 April
        | at("anna", "s5", None)
        | at("silent", "s6", "2024-03-31T05:00:00", message_count=0)
        | at("long", "s7", "1999-12-31T12:00:00")
        | at("long", "s8", "2024-11-30T12:00:00")
        | at("timeless", "s9", None),
    )
    return stored


def test_bars_are_days_of_the_reader_by_channel(talked: Engine) -> None:
    line = get_timeline(talked, LOCAL, "anna", "Europe/Warsaw")
    assert [(bar.start, bar.end, bar.communications, bar.channels, bar.message_id) for bar in line.bars] == [
        ("2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00", 3, (("voice", 2), ("web", 1)), "s2:0"),
        ("2024-04-01T00:00:00+02:00", "2024-04-02T00:00:00+02:00", 1, (("email", 1),), "s4:0"),
    ]
    assert (line.interval, line.unknown, line.first_of_unknown) == ("day", 1, "s5:0")
    assert [bar.communications for bar in get_timeline(talked, LOCAL, "anna", "UTC").bars] == [1, 3]


def test_a_long_life_has_few_bars_that_end_by_the_calendar(talked: Engine) -> None:
    line = get_timeline(talked, LOCAL, "long", "UTC")
    assert (line.interval, [(bar.start[:10], bar.end[:10]) for bar in line.bars]) == (
        "quarter",
        [("1999-10-01", "2000-01-01"), ("2024-10-01", "2025-01-01")],
    )
    assert MOST_BARS > 4 * 25


@pytest.mark.parametrize(
    ("customer_id", "bars", "unknown", "message_ids"),
    [("silent", 1, 0, [None]), ("never", 0, 0, []), ("timeless", 0, 1, [])],
)
def test_little_to_show(
    talked: Engine, customer_id: str, bars: int, unknown: int, message_ids: list[str | None]
) -> None:
    line = get_timeline(talked, LOCAL, customer_id)
    assert (len(line.bars), line.unknown, [bar.message_id for bar in line.bars]) == (bars, unknown, message_ids)


def test_nobody(talked: Engine) -> None:
    with pytest.raises(NotFound):
        get_timeline(talked, LOCAL, "unknown")
