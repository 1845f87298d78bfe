"""The app as a person meets it: started for real, on data of its own, in Chromium.

`app_url` is the running app over a small made-up world (below); `serve` starts one over any engine; `page` is a
browser's page in Warsaw that fails the test when a script fails in it.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from engine import Engine
from tests.chromium import chromium

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
Serve = Callable[[Engine], str]
expect.set_options(timeout=20_000)  # how long a page may take on a machine that is busy with other tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker runs them all, so that there is one app and one browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment_of(engine: Engine) -> dict[str, str]:
    return os.environ | {
        "OPEN360_OPENSEARCH_URL": engine.url,
        "OPEN360_INDEX_PREFIX": engine.prefix,
        "OPEN360_REGION": "GB",
    }


@contextmanager
def running_app(engine: Engine, log: Path, settings: dict[str, str] | None = None) -> Iterator[str]:
    """The app over an engine, until it answers; ended at the end. `settings` go into its environment."""
    port = free_port()
    options = ["--server.port", str(port), "--server.headless", "true"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env=environment_of(engine) | (settings or {}),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until_it_answers(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def until_it_answers(
    port: int, process: "subprocess.Popen[bytes]", log: Path, statuses: tuple[int, ...] = (200,)
) -> None:
    wait = threading.Event()
    for _ in range(START_SECONDS * 10):
        assert process.poll() is None, log.read_text()
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status in statuses:
                return
        except (OSError, HTTPException):
            wait.wait(0.1)
        finally:
            connection.close()
    raise AssertionError(f"the app did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start the app over an engine; returns its URL. All end with the run."""
    with ExitStack() as stack:
        yield lambda engine: stack.enter_context(running_app(engine, tmp_path_factory.mktemp("app") / "log"))


@pytest.fixture(scope="session")
def world(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine with the made-up world in it, loaded by the loaders."""
    own = replace(engine, prefix=f"{engine.prefix}-world")
    folder = tmp_path_factory.mktemp("world")
    (folder / "agents.json").write_text(json.dumps(AGENTS))
    (folder / "hotel.csv").write_text(hotel_upload())
    (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in conversations()))
    for arguments in (
        ["agents", "agents.json"],
        ["campaign", "hotel.csv", "--name", "hotel"],
        ["conversations", "log.jsonl"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "loaders", arguments[0], str(folder / arguments[1]), *arguments[2:]],
            cwd=ROOT,
            env=environment_of(own),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return own


@pytest.fixture(scope="session")
def app_url(world: Engine, serve: Serve) -> str:
    return serve(world)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium()
    assert executable is not None, "Chromium is missing: run 'python -m tests.chromium'"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, timezone_id="Europe/Warsaw", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    failures: list[str] = []
    opened.on("pageerror", lambda error: failures.append(str(error)))
    opened.on(
        "console",
        lambda said: failures.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield opened
    context.close()
    assert failures == []


# ---- the made-up world: 62 customers; Dmitri has a long history

DMITRI = {
    "external_id": "D-1",
    "phone": "+447700900587",
    "email": "dmitri@example.org",
    "name": "Dmitri Zielińska",
}
NASTY_NAME = "<img src=x onerror=alert(1)> O'Neill"
PEOPLE = 60
HOTEL_SESSIONS = 12
MESSAGES_EACH = 30
PETS = "Are pets 🐶 allowed? My Pets are calm."
"""The one message of Dmitri's with the word: star-03, position 4. An emoji stands before the second match."""
AGENTS = [
    {
        "id": "hotel-assistant",
        "name": "Hotel assistant",
        "result_fields": [{"id": "hotel", "title": "Hotel name"}, {"id": "outcome", "title": "Outcome"}],
    }
]


def hotel_upload() -> str:
    header = "Customer ID,Full name,Phone,E-mail,Status,Stage,Loaded,City,Product,Product: plan"
    rows = [
        "D-1,Dmitri Zielińska,+44 7700 900587,dmitri@example.org,active,booking,2020-04-30,Zürich,Hotel plus,gold",
        f'N-1,"{NASTY_NAME}",,nasty@example.org,pending,,2020-04-30,,,',
        *(
            f"P-{i},Person {i:02},+44 7911 12{i:04},person{i:02}@example.org,completed,done,2020-04-30,,,"
            for i in range(PEOPLE)
        ),
    ]
    return "\n".join([header, *rows]) + "\n"


def conversations() -> Iterator[dict[str, Any]]:
    """Dmitri's: twelve in `hotel`, one in `trip` without any time, two inbound e-mails."""
    channels = ("whatsapp", "voice", "web")
    for i in range(HOTEL_SESSIONS):
        start = datetime(2020, 5, 1 + i, 8, tzinfo=UTC)
        channel = channels[i % 3]
        yield {
            "session_id": f"star-{i:02}",
            "campaign": "hotel",
            "channel": channel,
            "agent": {"id": "hotel-assistant", "name": "Hotel assistant"},
            "responsible": {"type": "operator", "name": "Gustavo Bianchi"}
            if channel == "voice"
            else {"type": "ai", "name": "Hotel assistant"},
            "customer": DMITRI,
            "status": "active" if i == HOTEL_SESSIONS - 1 else "closed",
            "started_at": start.isoformat(),
            "ended_at": None if i == HOTEL_SESSIONS - 1 else (start + timedelta(minutes=30)).isoformat(),
            "summary": f"Summary of visit {i}",
            "parameters": {} if i == 10 else {"language": "en", "visit": i},
            "results": {"hotel": "Shadyside Inn", "unknown": "not shown"} if i == 11 else {},
            "messages": [
                {
                    "at": (start + timedelta(minutes=j)).isoformat(),
                    "author": ("customer", "operator" if channel == "voice" else "agent")[j % 2],
                    "name": "Gustavo Bianchi" if channel == "voice" and j % 2 else None,
                    "text": PETS if (i, j) == (3, 4) else f"Visit {i} line {j} " + "words and more words " * (j % 5),
                    "offset_ms": j * 4000 if channel == "voice" else None,
                }
                for j in range(MESSAGES_EACH)
            ],
            "logs": [{"level": "info", "event": "started", "data": {"visit": i}}],
        }
    yield {
        "session_id": "trip-0",
        "campaign": "trip",
        "channel": "telegram",
        "customer": DMITRI,
        "messages": [{"author": "customer", "text": "When was this?"}],
    }
    for i in range(2):
        yield {
            "session_id": f"mail-{i}",
            "campaign": None,
            "channel": "email",
            "customer": DMITRI,
            "started_at": f"2020-03-0{i + 1}T10:00:00Z",
            "messages": [
                {
                    "at": f"2020-03-0{i + 1}T10:00:00Z",
                    "author": "customer",
                    "subject": f"Letter {i}",
                    "text": "<b>bold</b> question",
                }
            ],
        }


@pytest.fixture(scope="session")
def dmitri_id(world: Engine) -> str:
    """Dmitri's customer ID."""
    answer = world.search("customers", {"query": {"term": {"external_ids": "D-1"}}, "_source": False})
    [hit] = answer["hits"]["hits"]
    found: str = hit["_id"]
    return found
