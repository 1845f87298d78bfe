"""The identity lock: who is who is decided by one process at a time.

A decision touches several documents (keys, clusters, redirects) that the engine cannot change in one step.
The lock document also carries the plan of a decision in hand: whoever takes the lock next after a crash
carries the plan out first.
"""

import random
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from opensearchpy.exceptions import ConflictError, NotFoundError

from domain.errors import Busy, NotFound
from engine import Engine
from indexing import bulk
from indexing.bulk import patiently
from indexing.processes import is_gone, this_process

_LEASE_SECONDS = 20
_FRESH_SECONDS = 5
"""How old a lease may be for a write to go ahead: far from its end, whatever clocks and requests need."""
_WAIT_SECONDS = 120
LOCK_ID = "lock:identity"


class HeldLock:
    """The lock while it is held. `epoch` counts the moves of identities between customers so far."""

    def __init__(
        self, engine: Engine, holder: str, document: dict[str, Any], version: dict[str, int], renewed: float
    ) -> None:
        self._engine = engine
        self._holder = holder
        self._version = version
        self._renewed = renewed
        self.epoch: int = document.get("epoch", 0)
        self.plan: list[str] = document.get("plan", {}).get("operations", [])

    def write(self, plan: list[str], released: bool = False) -> None:
        """Store the plan (NDJSON operations that may be repeated) and the epoch; raises Busy when the lease is lost."""
        renewed = time.monotonic()  # from before the request: the lease is no longer than that
        try:
            self._version = _put(self._engine, _document(self._holder, self.epoch, plan, released), self._version)
        except ConflictError:
            raise Busy("Another process took over the identity lock; try again.") from None
        self._renewed = renewed
        self.plan = plan

    def keep(self) -> None:
        """To be called directly before each write under the lock: renews a lease that is no longer fresh. Raises Busy
        when it is lost: who was held up must not write over what others decided meanwhile."""
        if time.monotonic() - self._renewed > _FRESH_SECONDS:
            self.write(self.plan)

    def finish_plan(self) -> None:
        """Carry out what a holder before left half done, and forget it: done again later, it would undo what is decided
        from now on."""
        if self.plan:
            bulk.send_all(self._engine, [operation.encode() for operation in self.plan])
            self.write([])


def current_epoch(engine: Engine) -> int:
    """How many moves of identities there have been."""
    document = engine.get("identities", LOCK_ID)
    return 0 if document is None else int(document.get("epoch", 0))


@contextmanager
def identity_lock(engine: Engine) -> Iterator[HeldLock]:
    """Hold the identity lock; raises Busy when it cannot be had within two minutes."""
    lock = _acquire(engine)
    try:
        yield lock
    except BaseException:
        # The plan stays, so that the next holder finishes what is half done.
        lock.write(lock.plan, released=True)
        raise
    lock.write([], released=True)


def _acquire(engine: Engine) -> HeldLock:
    holder = uuid.uuid4().hex
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        for attempt in patiently():
            with attempt:
                answer = engine.client.get(
                    index=engine.alias("identities"), id=LOCK_ID, params={"ignore": 404, "realtime": "true"}
                )
        found = answer.get("found", False)
        document: dict[str, Any] = answer["_source"] if found else {}
        if not found or document["expires_at"] <= _now().isoformat() or is_gone(document.get("process")):
            version = {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]} if found else {}
            plan = document.get("plan", {}).get("operations", [])
            renewed = time.monotonic()
            try:
                version = _put(engine, _document(holder, document.get("epoch", 0), plan, False), version)
                return HeldLock(engine, holder, document, version, renewed)
            except ConflictError:
                pass
        time.sleep(random.uniform(0.002, 0.03))
    raise Busy("The identity lock is held by another load and does not come free; try again.")


def _document(holder: str, epoch: int, plan: list[str], released: bool) -> dict[str, Any]:
    expires = _now() if released else _now() + timedelta(seconds=_LEASE_SECONDS)
    return {
        "type": "lock",
        "holder": holder,
        "epoch": epoch,
        "expires_at": expires.isoformat(),
        "process": this_process(),
        "plan": {"operations": plan},
    }


def _put(engine: Engine, document: dict[str, Any], version: dict[str, int]) -> dict[str, int]:
    params: dict[str, Any] = {**(version or {"op_type": "create"}), "require_alias": "true"}
    try:
        for attempt in patiently():
            with attempt:
                answer = engine.client.index(index=engine.alias("identities"), id=LOCK_ID, body=document, params=params)
    except NotFoundError:
        raise NotFound("Nothing is stored yet; load a file first.") from None
    return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}


def _now() -> datetime:
    return datetime.now(UTC)
