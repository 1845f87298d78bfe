"""Jobs: long work as a detached process with a heartbeat, progress and an outcome. Closing a browser ends nothing."""

import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from domain.access import Action, Principal, Role, require
from domain.errors import NotFound, Open360Error
from engine import Engine
from indexing import audit, versions
from indexing.bulk import patiently
from indexing.job_store import (
    CANCEL,
    HAND_OVER,
    TAKE_OVER,
    change,
    forget_people,
    forget_people_if_possible,
    names_people,
    put,
)
from indexing.loads import Cancelled
from indexing.processes import HEARTBEAT_SECONDS, is_alive, now, process_of, this_process
from settings import get_settings

KINDS = {
    "load": Action.LOAD,
    "sample": Action.DEFINE_AGENTS,
    "undo": Action.UNDO,
    "participation": Action.EDIT,
    "delete": Action.DELETE,
    "export": Action.EXPORT,
}
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Job:
    """A job as it stands. `state`: queued, running, cancelling, done, failed, cancelled, or interrupted (its process
    is gone). `progress` is {done, total, unit, read, rejected, step}; `outcome` the load's report."""

    job_id: str
    kind: str
    state: str
    by: str
    created_at: str
    finished_at: str | None
    arguments: dict[str, Any]
    progress: dict[str, Any]
    outcome: dict[str, Any] | None
    message: str | None

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed", "cancelled", "interrupted")


def start(engine: Engine, principal: Principal, kind: str, arguments: dict[str, Any]) -> str:
    """Start a job in a process of its own and return its ID."""
    require(principal, KINDS[kind])
    settings = get_settings()
    versions.ensure(engine, settings.language)
    job_id = uuid.uuid4().hex
    document = {
        "job_id": job_id,
        "kind": kind,
        "state": "queued",
        "created_at": now(),
        "heartbeat_at": now(),
        "by": principal.identity,
        "arguments": {**arguments, "role": principal.role.value},
        "process": this_process(),  # until the job's own process is there
        "progress": {},
    }
    put(engine, job_id, document)
    environment = os.environ | {
        "OPEN360_OPENSEARCH_URL": settings.opensearch_url or engine.url,
        "OPEN360_INDEX_PREFIX": engine.prefix,
        "OPEN360_HOME": str(settings.home),
    }
    log_folder = settings.home / "logs"
    log_folder.mkdir(parents=True, exist_ok=True)
    with (log_folder / "jobs.log").open("ab") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "loaders", "job", job_id],
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    change(engine, job_id, HAND_OVER, process=process_of(child.pid))  # it may end before it takes over
    return job_id


def get(engine: Engine, principal: Principal, job_id: str) -> Job:
    """One job. Raises NotFound."""
    require(principal, Action.READ)
    document = engine.get("jobs", job_id)
    if document is None or "job_id" not in document:
        raise NotFound(f"There is no job {job_id}.")
    return _job(_as_it_stands(engine, document))


def recent(engine: Engine, principal: Principal, size: int = 20) -> list[Job]:
    """The newest jobs, newest first; empty when nothing has ever run."""
    require(principal, Action.READ)
    body = {
        "size": size,
        "query": {"exists": {"field": "job_id"}},
        "sort": [{"created_at": {"order": "desc"}}],
    }
    if engine.alias("jobs") not in versions.current_indices(engine):
        return []
    return [_job(_as_it_stands(engine, hit["_source"])) for hit in engine.search("jobs", body)["hits"]["hits"]]


def cancel(engine: Engine, principal: Principal, job_id: str) -> None:
    """Ask a job to stop at its next step; what it wrote stays."""
    job = get(engine, principal, job_id)
    require(principal, KINDS[job.kind])
    change(engine, job_id, CANCEL)
    audit.note(engine, principal, "cancel", "job", f"Asked a job of kind {job.kind} to stop.", object_id=job_id)


class Running:
    """A job seen from its own process: keeps the heartbeat, stores progress, tells when to stop."""

    def __init__(self, engine: Engine, job_id: str) -> None:
        self._engine = engine
        if engine.get("jobs", job_id) is None:
            raise NotFound(f"There is no job {job_id}.")
        document = change(engine, job_id, TAKE_OVER, process=this_process(), now=now())
        self.job_id = job_id
        self.kind: str = document["kind"]
        self.arguments: dict[str, Any] = document["arguments"]
        self.principal = Principal(document["by"], Role(self.arguments["role"]))
        self._progress: dict[str, Any] = {}
        self._cancel = threading.Event()
        self._stop = threading.Event()
        self._heart = threading.Thread(target=self._beat, daemon=True)
        if document["state"] == "cancelling":
            self._cancel.set()

    def __enter__(self) -> Self:
        self._heart.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        self._stop.set()
        self._heart.join()
        if error is None:
            return False
        cancelled = isinstance(error, Cancelled)
        message = (
            str(error) if isinstance(error, Open360Error) else f"It ended by an error: {kind.__name__ if kind else ''}."
        )
        self._update({"state": "cancelled" if cancelled else "failed", "message": message, "finished_at": now()})
        return isinstance(error, Open360Error)

    def progress(self, values: dict[str, Any]) -> None:
        """Note progress (stored with the next heartbeat); raises Cancelled when the job is to stop."""
        self._progress = values
        if self._cancel.is_set():
            raise Cancelled("It was stopped; what it had written stays, and the same load can be run again.")

    def done(self, outcome: dict[str, Any]) -> None:
        """Store the outcome and end."""
        self._stop.set()
        self._heart.join()
        self._update({"state": "done", "outcome": outcome, "finished_at": now(), "progress": self._progress})

    def forget_people(self) -> None:
        """Forget whom the job was about, if it was about anybody."""
        if names_people(self.arguments):
            forget_people(self._engine, self.job_id)

    def _beat(self) -> None:
        wait = HEARTBEAT_SECONDS / 4  # people watch it
        while not self._stop.wait(wait):
            # A missed beat does no harm; the work itself waits for the engine.
            try:
                self._update({"heartbeat_at": now(), "progress": self._progress}, patient=False)
                stored = self._engine.get("jobs", self.job_id)
            except Exception:
                continue
            if stored is not None and stored["state"] == "cancelling":
                self._cancel.set()

    def _update(self, values: dict[str, Any], patient: bool = True) -> None:
        send: Callable[[], Any] = lambda: self._engine.client.update(  # noqa: E731
            index=self._engine.alias("jobs"),
            id=self.job_id,
            body={"doc": values},
            params={
                "retry_on_conflict": 5,
                "refresh": "true" if "state" in values else "false",
                "require_alias": "true",
            },
        )
        if not patient:
            send()
            return
        for attempt in patiently():
            with attempt:
                send()


def _is_cut_off(document: dict[str, Any]) -> bool:
    return document["state"] in ("queued", "running", "cancelling") and not is_alive(document)


def _as_it_stands(engine: Engine, document: dict[str, Any]) -> dict[str, Any]:
    """The stored job; one that was cut off forgets whom it was about, as it cannot do so itself."""
    if not _is_cut_off(document):
        return document
    now_there = engine.get("jobs", document["job_id"]) or document  # it may have ended since it was read
    if _is_cut_off(now_there) and names_people(now_there["arguments"]):
        forget_people_if_possible(engine, now_there["job_id"])
    return now_there


def _job(document: dict[str, Any]) -> Job:
    state = "interrupted" if _is_cut_off(document) else document["state"]
    arguments = {name: value for name, value in document["arguments"].items() if name != "role"}
    return Job(
        job_id=document["job_id"],
        kind=document["kind"],
        state=state,
        by=document["by"],
        created_at=document["created_at"],
        finished_at=document.get("finished_at"),
        arguments=arguments,
        progress=document.get("progress") or {},
        outcome=document.get("outcome"),
        message=document.get("message"),
    )
