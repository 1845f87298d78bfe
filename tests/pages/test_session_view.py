"""Log lines and values as the session page draws them."""

import pytest

from pages.session.view import WHOLE_UNASKED, logs_view, since
from search.results import LogLine, LogPage


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2020-05-13T13:16:28.24Z", "+01:31.2"),
        ("2020-05-13T15:14:57+02:00", "+00:00.0"),
        ("2020-05-13T13:14:24Z", "−00:33.0"),
        ("2020-05-13T16:14:57Z", "+3:00:00.0"),
    ],
)
def test_since_counts_from_the_start(at: str, said: str) -> None:
    assert since(at, "2020-05-13T13:14:57Z") == said


def test_long_data_comes_only_when_it_is_unfolded() -> None:
    lines = tuple(
        LogLine(position=i, at=None, level="WARNING", event="e", data={"x": "y" * size}, other=None)
        for i, size in enumerate((10, WHOLE_UNASKED + 1))
    )
    page = LogPage(lines, 2, (("WARNING", 2),))
    asked = {"text": "", "level": "", "page": 1, "unfold": -1}
    first, second = logs_view(page, asked, 200, None, "UTC")["lines"]
    assert (first["tone"], first["time"]) == ("warn", "")
    assert first["whole"] == '{\n  "x": "yyyyyyyyyy"\n}'
    assert second["whole"] is None
    assert len(second["data"]) < WHOLE_UNASKED
    unfolded = logs_view(page, {**asked, "unfold": 1}, 200, None, "UTC")["lines"]
    assert len(unfolded[1]["whole"]) > WHOLE_UNASKED
