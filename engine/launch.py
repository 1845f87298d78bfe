"""Bringing the local node up: what it needs, the process, waiting until its data can be read, why it failed."""

import re
import shutil
import time

import urllib3

from domain.errors import EngineUnavailable
from engine.account import account_for, java_for, make_folders
from engine.artifacts import fetch
from engine.layout import LOW_DISK_MB, Layout, describe
from engine.process import POLL_SECONDS, Running, command, free_ports, has_ended, let_go, remember, spawn
from settings import Settings

PORT_ATTEMPTS = 3
ANSWER_SECONDS = 5
READY = ("yellow", "green")

_PORT_TAKEN = r"BindException|BindHttpException|BindTransportException|Address already in use"
_CAUSES = (
    (r"failed to obtain node lock", "another OpenSearch uses the data in {data}: stop it first"),
    (r"cannot downgrade a node", "the data in {data} were written by a newer OpenSearch: update Open360"),
    (r"insufficient memory|reserve enough space", "there is too little memory: set OPEN360_HEAP_MB lower"),
    (r"No space left on device", "the disk of {data} is full: free some space"),
)


class Ended(Exception):
    """The node has ended while somebody waited for it."""


def launch(layout: Layout, settings: Settings) -> Running:
    """Download what is missing, start the process and wait until it is ready. The caller holds the lock.

    Raises EngineUnavailable.
    """
    account = account_for(layout)
    shutil.rmtree(layout.temporary, ignore_errors=True)  # what a node that was killed has left
    make_folders(layout, account)
    _require_space(layout)
    fetch(layout.opensearch)
    describe(layout)
    java = java_for(layout, account)
    let_go(layout)
    for _ in range(PORT_ATTEMPTS):
        ports = free_ports(layout)
        process = spawn(layout, command(layout, java, settings.heap_mb, ports), account)
        running = Running(process, *ports)
        remember(layout, running)  # at once: whoever comes after us finds it even if we are ended now
        try:
            wait_until_ready(layout, running, settings.start_timeout_seconds)
            return running
        except Ended:
            printed = layout.console.read_text(encoding="utf-8", errors="replace")
            if not re.search(_PORT_TAKEN, printed):
                raise EngineUnavailable(_cause(layout, printed)) from None
    raise EngineUnavailable("Other programs keep taking the ports of the local node; start it again.")


def _require_space(layout: Layout) -> None:
    free_mb = shutil.disk_usage(layout.data).free // 2**20
    if free_mb < LOW_DISK_MB:
        raise EngineUnavailable(
            f"Only {free_mb} MiB are free on the disk of {layout.home}, and the local node needs {LOW_DISK_MB}: "
            "free some space, or set OPEN360_HOME to a folder on another disk."
        )


def wait_until_ready(layout: Layout, running: Running, seconds: float) -> None:
    """Return when every index can be read. Raises Ended, and EngineUnavailable after `seconds`."""
    deadline = time.monotonic() + seconds
    while (state := health(running)) not in READY:
        if has_ended(running.process):
            raise Ended
        if time.monotonic() > deadline:
            what = "has indices that cannot be read" if state else "does not answer"
            raise EngineUnavailable(
                f"The local node (process {running.process.pid}) runs but {what} after {seconds:.0f} s: "
                f"see {layout.log}, then run 'python -m engine stop' and start it again."
            )
        time.sleep(POLL_SECONDS)


def health(running: Running) -> str | None:
    """green, yellow or red; None while nothing, or a program that is not this node, answers on its port."""
    process = _ask(f"{running.url}/_nodes/_local/process?filter_path=nodes.*.process.id")
    ids = [node["process"]["id"] for node in process.get("nodes", {}).values()]
    if ids != [running.process.pid]:
        return None
    status = _ask(f"{running.url}/_cluster/health?filter_path=status").get("status")
    return str(status) if status else None


def _ask(url: str) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    """The JSON object at `url`, an empty one if there is none. Proxies of the environment are not asked."""
    try:
        answer = urllib3.request("GET", url, retries=False, timeout=ANSWER_SECONDS)
        found = answer.json() if answer.status == 200 else {}
    except (urllib3.exceptions.HTTPError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _cause(layout: Layout, printed: str) -> str:
    """Why the node ended while it was starting, in a sentence."""
    for pattern, cause in _CAUSES:
        if re.search(pattern, printed, re.IGNORECASE):
            return f"The local node cannot start: {cause.format(data=layout.data)}."
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    said = next((line for line in lines if "Exception" in line or "Error" in line), "it printed nothing")
    return f"The local node ended while starting ({said[:200]}): see {layout.console}."
