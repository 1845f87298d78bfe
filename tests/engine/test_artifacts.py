"""Downloads, from a Maven repository on loopback that can be told to misbehave."""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from jgo.maven import _core as jgo_core
from tenacity import wait_none

from domain.errors import EngineUnavailable
from engine import artifacts
from engine.artifacts import Artifact, fetch, pinned
from engine.layout import MODULES

NAMES = ("opensearch-compress-3.6.0.jar", "asm-9.9.1.jar", "opensearch-agent-bootstrap-3.6.0.jar")
"""A few small files; the last has two places."""

Fault = Callable[["Reply", bytes], None]


class Reply(BaseHTTPRequestHandler):
    """Serves files by name, or does what `faults` says once for each fault listed."""

    server: "Repository"

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        if name not in self.server.files:
            self.send_error(404)
            return
        self.server.asked[name] += 1
        faults = self.server.faults.get(name, [])
        send = faults.pop(0) if faults else whole
        send(self, self.server.files[name])

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked is counted."""


def whole(reply: Reply, content: bytes) -> None:
    reply.send_response(200)
    reply.send_header("Content-Length", str(len(content)))
    reply.end_headers()
    reply.wfile.write(content)


def cut_short(reply: Reply, content: bytes) -> None:
    reply.send_response(200)
    reply.send_header("Content-Length", str(len(content)))
    reply.end_headers()
    reply.wfile.write(content[: len(content) // 2])
    reply.close_connection = True


def changed(reply: Reply, content: bytes) -> None:
    whole(reply, content[:-1] + bytes([content[-1] ^ 1]))


def broken(reply: Reply, content: bytes) -> None:
    reply.send_error(500)


class Repository(ThreadingHTTPServer):
    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Reply)
        self.files = files
        self.asked: Counter[str] = Counter()
        self.faults: dict[str, list[Fault]] = {}


@pytest.fixture
def some() -> list[Artifact]:
    return [artifact for artifact in pinned() if artifact.file in NAMES]


@pytest.fixture
def repository(
    some: list[Artifact], opensearch_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Repository]:
    """A repository on loopback with the files of `some`, which are all that `fetch` then wants."""
    rows = ["place\tcoordinate\tfile\tbytes\tsha256"]
    rows += [f"{it.place}\t{it.coordinate}\t{it.file}\t{it.size}\t{it.sha256}" for it in some]
    (tmp_path / "some.tsv").write_text("\n".join(rows) + "\n")
    with Repository({it.file: it.under(opensearch_files).read_bytes() for it in some}) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        monkeypatch.setattr(artifacts, "_LIST", tmp_path / "some.tsv")
        monkeypatch.setattr(artifacts, "PAUSE", wait_none())
        monkeypatch.setitem(jgo_core.DEFAULT_REMOTE_REPOS, "central", f"http://127.0.0.1:{served.server_port}/maven2")
        yield served
        served.shutdown()


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "opensearch"


def test_all_is_fetched_once(repository: Repository, some: list[Artifact], folder: Path) -> None:
    assert fetch(folder) == 3
    assert fetch(folder) == 0
    assert repository.asked == dict.fromkeys(NAMES, 1)
    assert files_in(folder) == {f"{it.place}/{it.file}" for it in some}
    assert all(it.is_at(it.under(folder)) for it in some)


@pytest.mark.parametrize("harm", [lambda content: content[:-1] + b"?", lambda content: content[:100], lambda _: b""])
def test_only_what_is_not_right_is_fetched_again(
    repository: Repository, some: list[Artifact], folder: Path, harm: Callable[[bytes], bytes]
) -> None:
    fetch(folder)
    repository.asked.clear()
    path = some[0].under(folder)
    path.write_bytes(harm(path.read_bytes()))
    assert fetch(folder) == 1
    assert repository.asked == {some[0].file: 1}
    assert some[0].is_at(path)


def test_leftovers_are_taken_away(repository: Repository, folder: Path) -> None:
    fetch(folder)
    before = files_in(folder)
    (folder / ".partial-abc").mkdir()
    (folder / ".partial-abc" / "half").write_bytes(b"x")
    (folder / "lib" / "opensearch-1.0.jar").write_bytes(b"x")
    fetch(folder)
    assert files_in(folder) == before


@pytest.mark.parametrize("fault", [cut_short, changed, broken])
def test_what_fails_is_tried_again(repository: Repository, some: list[Artifact], folder: Path, fault: Fault) -> None:
    repository.faults[NAMES[0]] = [fault]
    fetch(folder)
    assert repository.asked[NAMES[0]] == 2
    assert all(it.is_at(it.under(folder)) for it in some)


@pytest.mark.parametrize(("fault", "said"), [(changed, "checksum"), (cut_short, "network"), (broken, "refused")])
def test_what_keeps_failing_is_said_and_the_rest_is_kept(
    repository: Repository, some: list[Artifact], folder: Path, fault: Fault, said: str
) -> None:
    repository.faults[NAMES[0]] = [fault] * artifacts.ATTEMPTS
    with pytest.raises(EngineUnavailable, match=said):
        fetch(folder)
    assert files_in(folder) == {f"{it.place}/{it.file}" for it in some if it.file != NAMES[0]}
    repository.asked.clear()
    fetch(folder)
    assert repository.asked == {NAMES[0]: 1}


def test_no_network(repository: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(jgo_core.DEFAULT_REMOTE_REPOS, "central", "http://127.0.0.1:1/maven2")
    with pytest.raises(EngineUnavailable, match=r"check the network") as caught:
        fetch(folder)
    assert "\n" not in str(caught.value)


def test_the_list_is_whole() -> None:
    rows = pinned()
    assert {it.place for it in rows} == {"lib", "agent", *(f"modules/{module}" for module in MODULES)}
    for it in rows:
        group, name, version = it.coordinate.split(":")
        assert it.file == f"{name}-{version}.jar"
        assert group
        assert it.size > 0
        assert re.fullmatch(r"[0-9a-f]{64}", it.sha256)
    assert len({(it.place, it.file) for it in rows}) == len(rows)
