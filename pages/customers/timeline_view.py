"""What the timeline strip is told: where its bars stand, in percent, and what they say."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from search.results import Timeline, TimelineBar
from ui import channels, links
from ui.format import MONTHS, counted, number
from ui.links import Params

_DAYS = {"day": 1, "week": 7, "month": 30.44, "quarter": 91.31, "year": 365.25}


def timeline_view(timeline: Timeline, customer_id: str, beside: Params) -> dict[str, Any]:
    """`beside` are the list's parameters. A bar leads to its first message in the chat of all campaigns."""
    bars = timeline.bars
    total = sum(bar.communications for bar in bars)

    def place(message_id: str | None) -> str | None:
        return links.chat(customer_id, message_id=message_id, beside=beside) if message_id else None

    return {
        "bars": _bars(bars, timeline.interval, place) if bars else [],
        "from": day(_time(bars[0].start)) if bars else "",
        "to": day(_time(bars[-1].end) - timedelta(days=1)) if bars else "",
        "caption": f"{counted(total, 'communication')} over {_span(bars, timeline.interval)}" if bars else "",
        "channels": _legend(bars),
        "unknown": {
            "text": f"{counted(timeline.unknown, 'communication')} at an unknown time" if timeline.unknown else "",
            "href": place(timeline.first_of_unknown),
        },
    }


def _bars(
    bars: Sequence[TimelineBar], interval: str, place: Callable[[str | None], str | None]
) -> list[dict[str, Any]]:
    first, last = _time(bars[0].start), _time(bars[-1].end)
    whole = (last - first).total_seconds()
    most = max(bar.communications for bar in bars)
    return [
        {
            "left": round((_time(bar.start) - first).total_seconds() / whole * 100, 3),
            "width": round((_time(bar.end) - _time(bar.start)).total_seconds() / whole * 100, 3),
            "height": round(bar.communications / most * 100, 1),
            "parts": [[channels.look(id).colour, round(n / bar.communications * 100, 2)] for id, n in bar.channels],
            "when": period(_time(bar.start), interval),
            "what": _what(bar),
            "href": place(bar.message_id),
        }
        for bar in bars
    ]


def _what(bar: TimelineBar) -> str:
    by = ", ".join(f"{number(count)} by {channels.name(channel)}" for channel, count in bar.channels)
    if len(bar.channels) == 1:
        by = f"by {channels.name(bar.channels[0][0])}"
    return f"{counted(bar.communications, 'communication')}, {by}"


def _legend(bars: Sequence[TimelineBar]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for bar in bars:
        for channel, count in bar.channels:
            counts[channel] = counts.get(channel, 0) + count
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"icon": channels.as_data(channel), "count": number(count)} for channel, count in ordered]


def _span(bars: Sequence[TimelineBar], interval: str) -> str:
    days = (_time(bars[-1].end) - _time(bars[0].start)).total_seconds() / 86_400
    return counted(max(1, round(days / _DAYS[interval])), interval)


def _time(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def day(at: datetime) -> str:
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def period(start: datetime, interval: str) -> str:
    """What a bar stands for: "18 May 2020", "week of 18 May 2020", "May 2020", "Apr–Jun 2020", "2020"."""
    month = MONTHS[start.month - 1]
    match interval:
        case "day":
            return day(start)
        case "week":
            return f"Week of {day(start)}"
        case "month":
            return f"{month} {start.year}"
        case "quarter":
            return f"{month}–{MONTHS[start.month + 1]} {start.year}"
        case _:
            return str(start.year)
