import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from engine import Engine
from tests.search.conftest import Put, message

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def talk(stored: Engine, put: Put) -> Engine:
    put("campaigns", {"spring": {"campaign_id": "spring", "name": "Spring"}})
    documents = {f"s{n}:0": message(f"s{n}", 0, f"not paid, number {n}", f"c{n % 7}") for n in range(30)}
    documents["x:0"] = message("x", 0, "escape \x1b[31m and [bold]markup[/bold]\x07", author="agent")
    put("messages", documents)
    return stored


def run(engine: Engine, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {"OPEN360_OPENSEARCH_URL": engine.url, "OPEN360_INDEX_PREFIX": engine.prefix, **environment}
    return subprocess.run(
        [sys.executable, "-m", "search", *arguments],
        cwd=ROOT,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_json(talk: Engine) -> None:
    done = run(talk, '"not paid"', "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = orjson.loads(done.stdout)
    assert found["totals"] == {"customers": 7, "communications": 30, "messages": 30}
    assert len(found["hits"]) == 20
    hit = found["hits"][0]
    assert list(hit) == [
        "message_id",
        "session_id",
        "customer_id",
        "campaign_id",
        "campaign",
        "author",
        "sent_at",
        "text",
        "spans",
    ]
    assert (hit["campaign"], hit["spans"]) == ("Spring", [[0, 8]])
    assert len(orjson.loads(run(talk, "paid", "--json", "--limit", "0").stdout)["hits"]) == 30


def test_for_people(talk: Engine) -> None:
    done = run(talk, "paid", "--limit", "2")
    assert done.returncode == 0
    assert done.stdout.startswith("30 messages · 30 communications · 7 customers, the first 2:\n")
    assert "Spring · Web · s" in done.stdout
    assert done.stdout.count("not paid") == 2


def test_user_text_does_not_steer_the_terminal(talk: Engine) -> None:
    out = run(talk, "escape").stdout
    assert "\x1b[31m" not in out
    assert "\x07" not in out
    assert "[bold]markup[/bold]" in out


def test_filters(talk: Engine) -> None:
    def number(*arguments: str) -> int:
        return int(orjson.loads(run(talk, "escape", "--json", *arguments).stdout)["totals"]["messages"])

    assert number("--campaign", "SPRING", "--channel", "web", "--channel", "sms", "--author", "agent") == 1
    assert number("--campaign", "winter") == 0
    assert number("--after", "2024-05-01", "--before", "2024-05-01") == 1
    assert number("--after", "2024-05-02") == 0


@pytest.mark.parametrize(
    "arguments",
    [[], [" "], ["x", "--limit", "-1"], ["x", "--channel", "fax"], ["x", "--after", "yesterday"], ["x", "--nothing"]],
)
def test_wrong_usage(talk: Engine, arguments: list[str]) -> None:
    done = run(talk, *arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_could_not_search(talk: Engine) -> None:
    for done in (
        run(talk, "x", "--json", OPEN360_OPENSEARCH_URL="http://127.0.0.1:9"),
        run(talk, "x" * 2000, "--json"),
    ):
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1


def test_nothing_loaded_yet(empty: Engine) -> None:
    done = run(empty, "x", "--json")
    assert done.returncode == 0
    assert orjson.loads(done.stdout) == {"totals": {"customers": 0, "communications": 0, "messages": 0}, "hits": []}
    assert run(empty, "x").stdout == "0 messages · 0 communications · 0 customers\n"
