"""The managed local node: start it, stop it, ask about it. Every process of the user shares one a home."""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from domain.errors import EngineUnavailable
from engine.artifacts import VERSION
from engine.launch import ANSWER_SECONDS, READY, Ended, health, launch, wait_until_ready
from engine.layout import Layout
from engine.process import Running, find, remember, wait_until_ended
from settings import Settings

STOP_SECONDS = 30


@dataclass(frozen=True)
class Status:
    """How the local node of a home is."""

    state: str
    """green, yellow or red as OpenSearch says; starting; stopped"""
    url: str | None
    """None when it is stopped."""
    pid: int | None
    version: str
    data: Path
    log: Path


def status(settings: Settings) -> Status:
    """How the local node is; nothing is started."""
    layout = Layout(settings.home)
    running = find(layout)
    if running is None:
        return Status("stopped", None, None, VERSION, layout.data, layout.log)
    return _status(layout, running, health(running) or "starting")


def _status(layout: Layout, running: Running, state: str) -> Status:
    return Status(state, running.url, running.process.pid, VERSION, layout.data, layout.log)


def start(settings: Settings) -> Status:
    """The local node, started unless it runs, its data ready to be read.

    Whoever asks while another process starts it waits for that. Raises EngineUnavailable.
    """
    layout = Layout(settings.home)
    running = find(layout)
    state = health(running) if running else None
    if running and state in READY:
        return _status(layout, running, str(state))
    with _told(layout), _locked(layout, settings.start_timeout_seconds):
        running = _adopt(layout, settings) or launch(layout, settings)
    return _status(layout, running, health(running) or "starting")


def _adopt(layout: Layout, settings: Settings) -> Running | None:
    """The node that runs, once it is ready, such as one whose starter was ended; None if it does not run (any more)."""
    running = find(layout)
    if running is None:
        return None
    try:
        age = time.time() - running.process.create_time()
        wait_until_ready(layout, running, max(settings.start_timeout_seconds - age, ANSWER_SECONDS))
    except (Ended, psutil.NoSuchProcess):
        return None
    remember(layout, running)
    return running


def stop(settings: Settings) -> bool:
    """End exactly the node of this home, letting it close its files first; out: whether it ran."""
    layout = Layout(settings.home)
    if not layout.home.exists():
        return False
    with _told(layout), _locked(layout, settings.start_timeout_seconds):
        running = find(layout)
        with suppress(psutil.NoSuchProcess):
            if running:
                running.process.terminate()
                if not wait_until_ended(running.process, STOP_SECONDS):
                    running.process.kill()
                    wait_until_ended(running.process, STOP_SECONDS)
        layout.state.unlink(missing_ok=True)
    return running is not None


@contextmanager
def _locked(layout: Layout, seconds: float) -> Iterator[None]:
    layout.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with FileLock(layout.lock, timeout=seconds):
            yield
    except Timeout:
        raise EngineUnavailable(
            f"Another process has been starting or stopping the local node for {seconds:.0f} s: try again later."
        ) from None


@contextmanager
def _told(layout: Layout) -> Iterator[None]:
    """Turn what the operating system refuses into a sentence."""
    try:
        yield
    except psutil.AccessDenied:
        raise EngineUnavailable(
            f"The local node of {layout.home} belongs to another user, who alone can stop it."
        ) from None
    except OSError as error:
        place = error.filename or layout.home
        if error.errno == errno.ENOSPC:
            raise EngineUnavailable(f"The disk of {layout.home} is full: free some space and try again.") from error
        raise EngineUnavailable(
            f"The local node cannot use {place} ({error.strerror}): set OPEN360_HOME to a folder that is yours."
        ) from error
