"""From an empty product to a highlighted hit in real conversations and on into its session; and an engine that goes
away meanwhile."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from engine import Engine
from tests.browser.conftest import Serve
from tests.shared_data import shared

LOAD_MILLISECONDS = 180_000


@pytest.mark.timeout(400)
def test_from_nothing_to_a_hit_and_its_session(page: Page, fresh_engine: Engine, serve: Serve) -> None:
    url = serve(fresh_engine)
    page.goto(f"{url}/load")
    expect(page.get_by_text("There is no data yet")).to_be_visible()
    page.locator("input[type=file]").set_input_files(shared("star/conversations.jsonl.gz"))
    expect(page.get_by_text("conversations.jsonl.gz · Conversations")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Load this file").click()
    rows = page.get_by_role("table", name="communications", exact=True)
    expect(rows).to_be_visible(timeout=LOAD_MILLISECONDS)
    expect(rows.get_by_role("cell").first).to_have_text("5,272")

    page.goto(f"{url}/search?q=%22shadyside+inn%22")
    first = page.get_by_role("region", name="Results").locator("a.hit").first
    expect(first.locator("mark").first).to_have_text("Shadyside Inn", ignore_case=True)
    first.click()
    found = page.locator("mark").first
    expect(found).to_be_in_viewport()
    expect(found).to_have_text("Shadyside Inn", ignore_case=True)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Go to session").click()
    session = opened.value
    expect(session.get_by_text("RAW LOGS", exact=False).first).to_be_visible()
    expect(session.get_by_role("heading", level=1)).to_contain_text("star-")


class Line:
    """A connection to OpenSearch that can be cut: forwards one port of this machine to another."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._listen()

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def _accept(self, server: socket.socket) -> None:
        while True:
            try:
                near, _ = server.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            self._open += [near, far]
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(source, target), daemon=True).start()

    def cut(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self._open:
            with closing(connection):
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self._open.clear()

    def mend(self) -> None:
        self._server = socket.create_server(("127.0.0.1", self.port))
        self._listen()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
    except OSError:
        return


@pytest.fixture
def line(world: Engine) -> Iterator[Line]:
    target = urlsplit(world.url)
    assert target.hostname is not None
    assert target.port is not None
    made = Line(target.hostname, target.port)
    yield made
    made.cut()


@pytest.mark.parametrize("address", ["/", "/search?q=hotel", "/load", "/status"])
def test_an_engine_that_goes_away_and_comes_back(
    page: Page, world: Engine, serve: Serve, line: Line, address: str
) -> None:
    url = serve(replace(world, url=f"http://127.0.0.1:{line.port}"))
    page.goto(url + address)
    heading = page.get_by_role("heading", level=1).first
    expect(heading).to_be_visible()
    line.cut()
    page.reload()
    expect(page.get_by_text("OpenSearch does not answer").first).to_be_visible()
    assert "Traceback" not in page.content()
    line.mend()
    expect(page.get_by_text("OpenSearch does not answer")).to_have_count(0, timeout=30_000)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
