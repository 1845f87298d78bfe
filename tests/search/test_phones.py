import pytest

from search.phones import digit_runs


@pytest.mark.parametrize(
    ("text", "region", "run"),
    [
        ("+447700900666", None, "447700900666"),
        ("+44 7700 900-666", None, "447700900666"),
        ("+44 (0)7700 900666", None, "447700900666"),
        ("(+44) 7700 900666", None, "447700900666"),
        ("0044 7700 900666", None, "447700900666"),
        ("0044 7700 900666", "GB", "447700900666"),
        ("07700 900666", "GB", "447700900666"),
        ("(07700) 900-666", "GB", "447700900666"),
        ("07700 900666", None, "7700900666"),
        ("7700900666", "GB", "447700900666"),
        ("900 666", None, "900666"),
        ("666", None, "666"),
        ("٠٧٧٠٠٩٠٠٦٦٦", "GB", "447700900666"),
        ("＋４４７７００９００６６６", None, "447700900666"),
        ("+44 7700 900666 ext. 12", None, "447700900666"),
    ],
)
def test_a_run_that_the_stored_number_holds(text: str, region: str | None, run: str) -> None:
    assert run in digit_runs(text, region)


@pytest.mark.parametrize("text", ["", "66", "Anna", "anna 0770", "CUST-00123", "a@b.example 123", "+", "1" * 400 + "x"])
def test_no_phone(text: str) -> None:
    assert digit_runs(text, "GB") == ()
