import pytest

from domain.access import LOCAL
from domain.errors import NotFound, WrongInput
from engine import Engine
from search.session import get_logs, get_session
from tests.search.conftest import Put, message, session

LEVELS = ["info", "info", "debug", "warn"]


@pytest.fixture(scope="module")
def logged(stored: Engine, put: Put) -> Engine:
    put("customers", {"anna": {"customer_id": "anna", "name": "Anna", "absorbed_ids": ["old"]}})
    put("identities", {"redirect:old": {"type": "redirect", "from_id": "old", "to_id": "anna"}})
    put(
        "sessions",
        {
            "s1": session(
                "s1",
                "old",
                other={"queue": "north"},
                customer={"given": {"phone": "07700"}, "name": "Anna"},
                file_name="log.jsonl",
                row=17,
                message_count=3,
                log_count=12_100,
            ),
            "alone": session("alone", "not-yet-there"),
        },
    )
    put("messages", {f"s1:{n}": message("s1", n, f"text {n}", "old") for n in (2, 0, 1)})
    put(
        "logs",
        {
            f"s1:{n}": {
                "session_id": "s1",
                "position": n,
                "level": LEVELS[n % 4],
                "event": f"Wizard.query {n}",
                "data": {"Text": "Größe ÄÖ" if n == 11_001 else "plain", "n": n},
                **({"other": {"host": "web-9"}} if n == 5 else {}),
            }
            for n in range(12_100)
        },
    )
    return stored


def test_record(logged: Engine) -> None:
    record = get_session(logged, LOCAL, "s1")
    assert (record.customer_name, record.communication.customer_id) == ("Anna", "anna")
    assert [one.text for one in record.messages] == ["text 0", "text 1", "text 2"]
    told = dict(record.other)
    assert (told["queue"], told["customer"], told["row"]) == ("north", {"phone": "07700"}, 17)
    assert get_session(logged, LOCAL, "alone").customer_name is None


@pytest.mark.parametrize("asked", ["nothing", "", "../x", "é" * 400])
def test_no_session(logged: Engine, asked: str) -> None:
    with pytest.raises(NotFound, match="no session"):
        get_session(logged, LOCAL, asked)


@pytest.mark.parametrize(
    ("text", "level", "start", "size", "positions", "total"),
    [
        ("", None, 0, 3, [0, 1, 2], 12_100),
        ("", None, 12_098, 500, [12_098, 12_099], 12_100),
        ("", "warn", 1, 2, [7, 11], 3_025),
        ("", "nothing", 0, 5, [], 0),
        ("grösse äö", None, 0, 5, [11_001], 1),
        ("wizard.QUERY 1200", None, 0, 500, [1200, *range(12_000, 12_010)], 11),
        ("web-9", None, 0, 5, [5], 1),
        ("web-9", "debug", 0, 5, [], 0),
        ('"n":77}', None, 0, 5, [77], 1),
        (".*", None, 0, 5, [], 0),
    ],
)
def test_logs(
    logged: Engine, text: str, level: str | None, start: int, size: int, positions: list[int], total: int
) -> None:
    page = get_logs(logged, LOCAL, "s1", text, level, start, size)
    assert [line.position for line in page.lines] == positions
    assert page.total == total
    assert dict(page.levels) == {"info": 6050, "debug": 3025, "warn": 3025}


def test_logs_of_nothing(logged: Engine) -> None:
    page = get_logs(logged, LOCAL, "nothing", "text")
    assert (page.lines, page.total, page.levels) == ((), 0, ())


@pytest.mark.parametrize(("start", "size"), [(-1, 5), (0, 0), (0, 10_001)])
def test_lines_that_cannot_be(logged: Engine, start: int, size: int) -> None:
    with pytest.raises(WrongInput):
        get_logs(logged, LOCAL, "s1", "", None, start, size)
