"""Is the process that a document names still alive? Decides whether a load or a job was cut off."""

import os
import socket
from datetime import UTC, datetime
from typing import Any

import psutil

HEARTBEAT_SECONDS = 2.0
SILENCE_SECONDS = 30.0
"""A process on another host counts as dead when it has been silent for so long."""


def this_process() -> dict[str, Any]:
    """Host, process ID and start time of this process."""
    return process_of(os.getpid())


def process_of(pid: int) -> dict[str, Any]:
    """Host, process ID and start time (0 when it has ended) of a process of this host."""
    try:
        started = psutil.Process(pid).create_time()
    except psutil.Error:
        started = 0.0
    return {"host": socket.gethostname(), "pid": pid, "started": started}


def is_gone(process: dict[str, Any] | None) -> bool:
    """True when this is a process of this host that has ended; of other hosts nothing is known."""
    return process is not None and process["host"] == socket.gethostname() and not _is_running(process)


def _is_running(process: dict[str, Any]) -> bool:
    try:
        found = psutil.Process(process["pid"])
        return abs(float(found.create_time()) - float(process["started"])) < 1 and found.status() != "zombie"
    except psutil.Error:
        return False


def is_alive(document: dict[str, Any]) -> bool:
    """Whether the process of a load or a job ({process, heartbeat_at}) is still at it."""
    process = document.get("process")
    if not process:
        return False
    if process["host"] == socket.gethostname():
        return _is_running(process)
    silent = datetime.now(UTC) - datetime.fromisoformat(document["heartbeat_at"])
    return silent.total_seconds() < SILENCE_SECONDS


def now() -> str:
    """This moment in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
