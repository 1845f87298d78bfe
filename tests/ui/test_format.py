"""Numbers, times and phones as people read them."""

import pytest

from search.results import Count
from ui import format


@pytest.mark.parametrize(
    ("iso", "zone", "text"),
    [
        ("2020-05-18T07:41:00Z", "Europe/Warsaw", "18 May 2020, 09:41"),
        ("2020-05-18T07:41:00+05:30", "UTC", "18 May 2020, 02:11"),
        ("2019-12-31T23:30:00Z", "Asia/Kathmandu", "1 Jan 2020, 05:15"),
        ("2020-05-18T07:41:00.123456Z", "No/Where", "18 May 2020, 07:41"),
        (None, "Europe/Warsaw", "time unknown"),
    ],
)
def test_moment(iso: str | None, zone: str, text: str) -> None:
    assert format.moment(iso, zone).text == text


def test_moment_names_its_zone_on_hover() -> None:
    hover = format.moment("2020-01-18T07:41:05Z", "America/St_Johns").hover
    assert hover == "18 Jan 2020, 04:11:05 America/St_Johns (UTC-03:30)"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+447700900587", "+44 7700 900587"),
        ("+12025550123", "+1 202-555-0123"),
        ("call me", "call me"),
        ("", ""),
    ],
)
def test_phone(stored: str, shown: str) -> None:
    assert format.phone(stored) == shown


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59.6, "1 min"), (192, "3 min 12 s"), (3600, "1 h"), (3605, "1 h 5 s"), (90061, "1 d 1 h")],
)
def test_duration(seconds: float, text: str) -> None:
    assert format.duration(seconds) == text


@pytest.mark.parametrize(("milliseconds", "text"), [(0, "0:00"), (4999, "0:04"), (91000, "1:31"), (3691000, "1:01:31")])
def test_offset(milliseconds: int, text: str) -> None:
    assert format.offset(milliseconds) == text


def test_counts() -> None:
    assert format.total(Count(94276)) == "94,276"
    assert format.total(Count(94276, exact=False)) == "about 94,276"
    assert format.counted(1, "message") == "1 message"
    assert format.counted(2000, "reply", "replies") == "2,000 replies"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("As it is", "As it is"),
        ("[a](b) *c* <d> `e` $f$ &lt;", r"\[a\]\(b\) \*c\* \<d\> \`e\` \$f\$ \&lt;"),
        (":red[a] b: c", "\\:\u2060red\\[a\\] b\\: c"),
        ("https://a www.b c@d", "https\\:\u2060//a www\u2060\\.b c@\u2060d"),
    ],
)
def test_text_in_markdown_means_nothing_there(text: str, said: str) -> None:
    assert format.plain(text) == said
