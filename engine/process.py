"""The operating system's side of the node: the command, finding its process, free ports."""

import contextlib
import logging
import random
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil

from engine.account import Account
from engine.artifacts import VERSION
from engine.layout import Layout

_log = logging.getLogger(__name__)
HOST = "127.0.0.1"
POLL_SECONDS = 0.1
ENDING_SECONDS = 5
PORTS = range(20_000, 30_000)
"""Below those that systems give to outgoing connections, so that a node's own is free when it comes back."""
PORT_TRIES = 100


@dataclass(frozen=True)
class Running:
    """A process of the local node and where it listens."""

    process: psutil.Process
    http_port: int
    transport_port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.http_port}"


def command(layout: Layout, java: Path, heap_mb: int, ports: tuple[int, int]) -> list[str]:
    """What starts the node. Relative paths are below the home of OpenSearch, where it is run."""
    return [
        str(java),
        f"-javaagent:agent/opensearch-agent-{VERSION}.jar",
        f"-Xms{heap_mb}m",
        f"-Xmx{heap_mb}m",
        "-XX:+UseG1GC",
        # Without these two a small heap trips the parent circuit breaker under a plain bulk load.
        "-XX:G1ReservePercent=25",
        "-XX:InitiatingHeapOccupancyPercent=30",
        "-XX:+ExitOnOutOfMemoryError",
        f"-XX:ErrorFile={layout.logs}/java-error-%p.log",
        "-Djava.awt.headless=true",
        "-Dfile.encoding=UTF-8",
        "-Djna.nosys=true",
        "-Djava.locale.providers=CLDR,SPI",  # Thai word breaks: without them no index can be made
        "-Dlog4j2.disable.jmx=true",
        f"-Djava.io.tmpdir={layout.temporary}",
        f"-Djna.tmpdir={layout.temporary}",
        "--enable-native-access=ALL-UNNAMED",
        f"-Dopensearch.path.home={layout.opensearch}",
        _mark(layout),
        "-Dopensearch.distribution.type=zip",
        "-cp",
        "lib/*",
        "org.opensearch.bootstrap.OpenSearch",
        f"-Ehttp.port={ports[0]}",
        f"-Etransport.port={ports[1]}",
    ]


def _mark(layout: Layout) -> str:
    """The argument that tells the node of this home from every other process."""
    return f"-Dopensearch.path.conf={layout.config}"


def spawn(layout: Layout, arguments: list[str], account: Account | None) -> psutil.Process:
    """Run the node in a session of its own, so that it survives us; it prints to `layout.console`."""
    with layout.console.open("wb") as console:
        started = subprocess.Popen(
            arguments,
            cwd=layout.opensearch,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            user=account.user if account else None,
            group=account.group if account else None,
            extra_groups=[] if account else None,
        )
    return psutil.Process(started.pid)


def find(layout: Layout) -> Running | None:
    """The node of this home if it runs: the one in the state file, else one whose starter was ended too early."""
    known = _remembered(layout)
    if known and (running := _as_node(layout, known)):
        return running
    return next((it for process in psutil.process_iter() if (it := _as_node(layout, process))), None)


def _remembered(layout: Layout) -> psutil.Process | None:
    """The process that has the number in the state file; it may be any."""
    try:
        return psutil.Process(orjson.loads(layout.state.read_bytes())["pid"])
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None


def _as_node(layout: Layout, process: psutil.Process) -> Running | None:
    try:
        arguments = process.cmdline()  # empty for one that has ended and waits for its parent
    except psutil.Error:
        return None
    if _mark(layout) not in arguments:
        return None
    ports = dict(argument[2:].split("=", 1) for argument in arguments if argument.startswith("-E"))
    with contextlib.suppress(KeyError, ValueError):
        return Running(process, int(ports["http.port"]), int(ports["transport.port"]))
    return None


def has_ended(process: psutil.Process) -> bool:
    """Whether all of it has, so that its ports and locks are free; a parent that never asks for it does not count."""
    try:
        return not process.is_running() or (process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1)
    except psutil.NoSuchProcess:
        return True


def wait_until_ended(process: psutil.Process, seconds: float) -> bool:
    """Whether it has ended, after at most `seconds`."""
    deadline = time.monotonic() + seconds
    while not has_ended(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def let_go(layout: Layout) -> None:
    """Wait for a node that was killed just now: it has no arguments any more but still holds its ports and data."""
    process = _remembered(layout)
    if process is None:
        return
    try:
        is_ending = not process.cmdline()
    except psutil.ZombieProcess:  # its first thread has ended, others may not have
        is_ending = True
    except psutil.Error:
        is_ending = False
    if is_ending:
        wait_until_ended(process, ENDING_SECONDS)


def remember(layout: Layout, running: Running) -> None:
    """Write the state file, in one step."""
    state = {
        "pid": running.process.pid,
        "url": running.url,
        "http_port": running.http_port,
        "transport_port": running.transport_port,
        "version": VERSION,
    }
    partial = layout.state.with_suffix(".partial")
    partial.write_bytes(orjson.dumps(state))
    partial.replace(layout.state)


def free_ports(layout: Layout) -> tuple[int, int]:
    """Two free loopback ports, HTTP and transport: those of the last time if nobody has taken them."""
    try:
        state = orjson.loads(layout.state.read_bytes())
        last: tuple[int, int] | None = (int(state["http_port"]), int(state["transport_port"]))
    except (OSError, ValueError, KeyError, TypeError):
        last = None
    with contextlib.ExitStack() as held:  # both held until both are known, so that they differ
        ports = (_free(held, last and last[0]), _free(held, last and last[1]))
    if last and last[0] != ports[0]:
        _log.warning("Another program has taken port %d; the local node now has port %d.", last[0], ports[0])
    return ports


def _free(held: contextlib.ExitStack, wanted: int | None) -> int:
    listener = held.enter_context(socket.socket())
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Java does: closing connections do not count
    for port in (*([wanted] if wanted else []), *random.sample(PORTS, PORT_TRIES), 0):
        with contextlib.suppress(OSError, OverflowError):  # taken, or no port at all
            listener.bind((HOST, port))
            break
    return int(listener.getsockname()[1])
