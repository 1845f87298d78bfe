"""From settings to a handle: what the settings name is used as it is, or refused in a sentence."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from domain.errors import EngineUnavailable, Open360Error, WrongInput
from engine import Engine
from engine.__main__ import app
from engine.connect import connect
from engine.handle import without_password
from settings import Settings, get_settings

ELASTIC = json.dumps({"version": {"number": "8.1.0"}})
OLD = json.dumps({"version": {"number": "2.19.0", "distribution": "opensearch"}})


class Foreign(ThreadingHTTPServer):
    """Something on loopback that is not our node: answers every request in one way."""

    def __init__(self, status: int, mimetype: str, text: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status, self.mimetype, self.text = status, mimetype, text

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Foreign

    def do_GET(self) -> None:
        content = self.server.text.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", self.server.mimetype)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def foreign(request: pytest.FixtureRequest) -> Iterator[Foreign]:
    with Foreign(*request.param) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_what_the_settings_name_is_used(engine: Engine, fresh_engine: Engine, settings: Settings) -> None:
    fresh_engine.client.indices.create(index=fresh_engine.alias("things"))
    assert engine.alias("things") == f"{settings.index_prefix}-things"
    assert connect(settings).client is engine.client


@pytest.mark.parametrize(
    ("foreign", "said"),
    [
        ((200, "text/html", "<h1>It works</h1>"), "is not OpenSearch 3"),
        ((404, "text/plain", "no"), "is not OpenSearch 3"),
        ((200, "application/json", "[]"), "is not OpenSearch 3"),
        ((200, "application/json", ELASTIC), "is not OpenSearch 3"),
        ((200, "application/json", OLD), "is not OpenSearch 3"),
        ((401, "application/json", "{}"), "refuses the user and password"),
    ],
    indirect=["foreign"],
)
def test_what_is_not_our_opensearch(foreign: Foreign, said: str, settings: Settings) -> None:
    with pytest.raises(WrongInput, match=said):
        connect(settings.model_copy(update={"opensearch_url": foreign.url}))


@pytest.mark.parametrize("foreign", [(503, "application/json", "{}")], indirect=True)
def test_an_overloaded_one(foreign: Foreign, settings: Settings) -> None:
    with pytest.raises(EngineUnavailable, match="overloaded or starting"):
        connect(settings.model_copy(update={"opensearch_url": foreign.url}))


def test_one_that_does_not_answer(settings: Settings) -> None:
    with pytest.raises(EngineUnavailable, match=r"does not answer at http://127\.0\.0\.1:1\."):
        connect(settings.model_copy(update={"opensearch_url": "http://127.0.0.1:1"}))


@pytest.mark.parametrize("url", ["nonsense", "localhost:9200", "ftp://x", "http://", "http://x:99999", "http://x:y"])
def test_what_is_no_address(url: str, settings: Settings) -> None:
    with pytest.raises(WrongInput, match="is not an address"):
        connect(settings.model_copy(update={"opensearch_url": url}))


@pytest.mark.parametrize("url", ["http://ann:secret@127.0.0.1:1", "http://ann:secret@127.0.0.1:x"])
def test_a_password_is_never_shown(url: str, settings: Settings) -> None:
    with pytest.raises(Open360Error) as caught:
        connect(settings.model_copy(update={"opensearch_url": url}))
    assert "secret" not in str(caught.value)


def test_without_password() -> None:
    assert without_password("https://a:b%40c@host:9200/path") == "https://host:9200/path"
    assert without_password("https://host") == "https://host"


def test_the_commands_with_an_address(settings: Settings) -> None:
    """They tell it, and start and stop nothing."""
    run = CliRunner().invoke
    assert run(app, ["status"]).stdout.strip() == settings.opensearch_url
    assert json.loads(run(app, ["start", "--json"]).stdout) == {
        "state": "external",
        "url": settings.opensearch_url,
    }
    stopped = run(app, ["stop"])
    assert (stopped.exit_code, stopped.stdout) == (1, "")
    assert "OPEN360_OPENSEARCH_URL" in stopped.stderr
    assert connect(settings)


def test_a_setting_that_cannot_be_read(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPEN360_HEAP_MB", "much")
    get_settings.cache_clear()
    result = CliRunner().invoke(app, ["status"])
    get_settings.cache_clear()
    assert result.exit_code == 1
    assert result.stderr.startswith("The setting OPEN360_HEAP_MB cannot be used")
