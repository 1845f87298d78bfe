"""Loads: one document for each run of a loader over one file, with its state, heartbeat, report and rejected rows."""

import hashlib
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import orjson

from domain.access import Action, Principal, require
from domain.errors import Busy, NotFound, Open360Error
from domain.reports import LoadReport, RowError
from engine import Engine
from indexing import audit, bulk, versions
from indexing.documents import Stamp
from indexing.lock import current_epoch
from indexing.processes import HEARTBEAT_SECONDS, is_alive, now, this_process
from indexing.scan import refresh, scan

_ERRORS_A_CHUNK = 500
_WAIT_FOR_SAME_SECONDS = 6 * 3600
MIGRATION_ID = "migration"


class Cancelled(Open360Error):
    """Somebody asked the load to stop; what was written stays."""


def load_id(file_hash: str, options: dict[str, Any]) -> str:
    """The ID of a load: the same file with the same options is the same load."""
    text = orjson.dumps([file_hash, options], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()[:32]


class Load:
    """A running load. Use as a context manager: leaving it by an error marks the load as failed.

    `resumed` is True when an earlier run of it did not end; then also what it finds unchanged is folded again.
    """

    def __init__(
        self,
        engine: Engine,
        principal: Principal,
        kind: str,
        file_name: str,
        file_hash: str,
        options: dict[str, Any],
        counts_of: str,
        language: str,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        require(principal, Action.LOAD)
        versions.ensure(engine, language)
        self._engine = engine
        self._principal = principal
        self._alias = engine.alias("loads")
        self.report = LoadReport(load_id(file_hash, {"kind": kind, **options}), counts_of)
        id = self.report.load_id
        old = self._wait_for_same(id, tell)
        self.resumed = old is not None and old["state"] not in ("done", "undone")
        begun_at = old["begun_at"] if old is not None and old["state"] != "undone" else now()
        self.epoch = int(old["epoch"]) if self.resumed and old is not None else current_epoch(engine)
        self.stamp = Stamp(id, begun_at, file_name)
        self._document: dict[str, Any] = {
            "load_id": id,
            "type": "load",
            "kind": kind,
            "state": "running",
            "begun_at": begun_at,
            "heartbeat_at": now(),
            "epoch": self.epoch,
            "by": principal.identity,
            "file_name": file_name,
            "file_hash": file_hash,
            "options": options,
            "process": this_process(),
            "report": self.report.as_dict(),
        }
        self._write()
        self._refuse_during_migration()
        if old is not None:
            self._remove_errors()
        self._note("began")
        self._errors: list[dict[str, Any]] = []
        self._chunks = 0
        self._cancel = threading.Event()
        self._stop = threading.Event()
        self._heart = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._heart.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop.set()
        self._heart.join()
        if error is None:
            return
        state = "cancelled" if isinstance(error, Cancelled | KeyboardInterrupt) else "failed"
        self._document["message"] = str(error) if isinstance(error, Open360Error) else type(error).__name__
        self._end(state)

    def reject(self, errors: list[RowError]) -> None:
        """Count rejected rows and keep them for download."""
        self.report.rejected += len(errors)
        self._errors += [error.as_dict() for error in errors]
        while len(self._errors) >= _ERRORS_A_CHUNK:
            self._write_errors()

    def set_parts(self, load_ids: list[str]) -> None:
        """Note the loads that this one consists of; undoing it undoes them."""
        self._document["parts"] = load_ids
        self._document["report"] = self.report.as_dict()
        self._write()

    def checkpoint(self) -> None:
        """Raise Cancelled if somebody asked the load to stop. Call between batches."""
        if self._cancel.is_set():
            raise Cancelled("The load was stopped; what it wrote stays, and the same load can be run again.")

    def finish(self) -> LoadReport:
        """Mark the load as done and return its report."""
        self._stop.set()
        self._heart.join()
        self._end("done")
        return self.report

    def _end(self, state: str) -> None:
        while self._errors:
            self._write_errors()
        self._document |= {"state": state, "finished_at": now(), "heartbeat_at": now()}
        self._document["report"] = self.report.as_dict()
        self._write(refresh=True)
        self._note(f"ended ({state})", self.report.as_dict())

    def _note(self, what_happened: str, report: dict[str, Any] | None = None) -> None:
        """Without the name of the file: it may be somebody's."""
        audit.note(
            self._engine,
            self._principal,
            "load",
            "load",
            f"A load of kind {self._document['kind']} {what_happened}.",
            object_id=self.report.load_id,
            count=None if report is None else int(report["read"]),
            details=report,
        )

    def _write(self, refresh: bool = False) -> None:
        params = {"require_alias": "true"} | ({"refresh": "true"} if refresh else {})
        for attempt in bulk.patiently():
            with attempt:
                self._engine.client.index(index=self._alias, id=self.report.load_id, body=self._document, params=params)

    def _write_errors(self) -> None:
        chunk, self._errors = self._errors[:_ERRORS_A_CHUNK], self._errors[_ERRORS_A_CHUNK:]
        id = f"{self.report.load_id}:errors:{self._chunks}"
        document = {"load_id": self.report.load_id, "type": "errors", "chunk": self._chunks, "errors": chunk}
        bulk.send_all(self._engine, [bulk.index(self._alias, id, document)])
        self._chunks += 1

    def _remove_errors(self) -> None:
        for attempt in bulk.patiently():
            with attempt:
                self._engine.client.delete_by_query(
                    index=self._alias,
                    body={"query": errors_query(self.report.load_id)},
                    params={"conflicts": "proceed", "refresh": "true"},
                )

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT_SECONDS):
            # A missed beat does no harm; the load itself waits for the engine.
            try:
                self._engine.client.update(
                    index=self._alias,
                    id=self.report.load_id,
                    body={"doc": {"heartbeat_at": now(), "report": self.report.as_dict()}},
                    params={"require_alias": "true"},
                )
                stored = self._engine.get("loads", self.report.load_id)
            except Exception:
                continue
            if stored is not None and stored["state"] == "cancelling":
                self._cancel.set()

    def _wait_for_same(self, id: str, tell: Callable[[str], None]) -> dict[str, Any] | None:
        """The document of an earlier run; waits while that run goes on in another process."""
        deadline = time.monotonic() + _WAIT_FOR_SAME_SECONDS
        told = False
        while time.monotonic() < deadline:
            old = self._engine.get("loads", id)
            if old is None or old["state"] not in ("running", "cancelling") or not is_alive(old):
                return old
            if old["process"] == this_process():
                return old
            if not told:
                tell("The same file is being loaded by another process; waiting for it to end.")
                told = True
            time.sleep(0.2)
        raise Busy("The same file is being loaded by another process that does not end.")

    def _refuse_during_migration(self) -> None:
        migration = self._engine.get("jobs", MIGRATION_ID)
        if migration is not None and migration["state"] == "running" and is_alive(migration):
            self._document["message"] = "A migration was running."
            self._document |= {"state": "failed", "finished_at": now()}
            self._write()
            raise Busy("The index is being migrated; load the file again when that has ended.")


def errors_query(load_id: str) -> dict[str, Any]:
    """The documents that hold a load's rejected rows."""
    return {"bool": {"filter": [{"term": {"load_id": load_id}}, {"term": {"type": "errors"}}]}}


def running_loads(engine: Engine) -> list[dict[str, Any]]:
    """The documents of loads whose process is at work."""
    refresh(engine, "loads")
    query = {"bool": {"filter": [{"term": {"type": "load"}}, {"terms": {"state": ["running", "cancelling"]}}]}}
    return [hit["_source"] for hit in scan(engine, "loads", query, "load_id") if is_alive(hit["_source"])]


def cancel_load(engine: Engine, principal: Principal, load_id: str) -> None:
    """Ask a running load to stop after the batch in hand. Raises NotFound."""
    require(principal, Action.LOAD)
    if engine.get("loads", load_id) is None:
        raise NotFound(f"There is no load {load_id}.")
    for attempt in bulk.patiently():
        with attempt:
            engine.client.update(
                index=engine.alias("loads"),
                id=load_id,
                body={"script": {"source": "if (ctx._source.state == 'running') { ctx._source.state = 'cancelling' }"}},
                params={"retry_on_conflict": 5, "require_alias": "true"},
            )
    audit.note(engine, principal, "cancel", "load", "Asked a running load to stop.", object_id=load_id)
