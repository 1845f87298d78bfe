"""Writing many documents: NDJSON operations in batches, with back-off, refusals told one by one."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from opensearchpy.exceptions import ConnectionError as DriverConnectionError
from opensearchpy.exceptions import TransportError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from domain.errors import EngineUnavailable
from engine import Engine
from engine.handle import is_full

BATCH_BYTES = 2_000_000
"""Two megabytes a request loaded fastest on the local node; see engine notes in docs/benchmarks.md."""
BATCH_OPERATIONS = 10_000
_TIMEOUT_SECONDS = 120
PATIENCE_SECONDS = 600
"""How long a load waits for an engine that restarts or throttles before it gives up."""
_OVERLOADED = (429, 502, 503, 504)
CONFLICT = 409

Operation = bytes
"""One or two NDJSON lines: the action, and the document unless it is a deletion."""


@dataclass(frozen=True)
class Refusal:
    """An operation that OpenSearch will not carry out, with its own reason."""

    document_id: str
    status: int
    reason: str


def index(alias: str, document_id: str, source: dict[str, Any], **meta: Any) -> Operation:
    """Put a document, whatever is there; `meta` may carry if_seq_no, version and the like."""
    return _operation("index", alias, document_id, meta) + orjson.dumps(source) + b"\n"


def create(alias: str, document_id: str, source: dict[str, Any]) -> Operation:
    """Put a document unless there is one with this ID (a conflict then)."""
    return _operation("create", alias, document_id, {}) + orjson.dumps(source) + b"\n"


def update(alias: str, document_id: str, changes: dict[str, Any]) -> Operation:
    """Put these fields over those of a document that is there."""
    meta = {"retry_on_conflict": 5}
    return _operation("update", alias, document_id, meta) + orjson.dumps({"doc": changes}) + b"\n"


def delete(alias: str, document_id: str, **meta: Any) -> Operation:
    return _operation("delete", alias, document_id, meta)


def _operation(verb: str, alias: str, document_id: str, meta: dict[str, Any]) -> bytes:
    return orjson.dumps({verb: {"_index": alias, "_id": document_id, **meta}}) + b"\n"


def send_all(engine: Engine, operations: Sequence[Operation]) -> list[Refusal]:
    """Carry out operations that may be repeated without harm. Version conflicts are not refusals: they mean that
    something newer is there. Raises EngineUnavailable when the engine stays away longer than PATIENCE_SECONDS."""
    refused: list[Refusal] = []
    for batch in _batches(operations):
        answer = _post(engine, batch, {"filter_path": "errors"})
        if not answer.get("errors"):
            continue
        # Only now is it worth asking what happened to each: the batch may be sent again.
        refused += [r for r in _send_each(engine, batch) if r is not None and r.status != CONFLICT]
    return refused


def send_each(engine: Engine, operations: Sequence[Operation]) -> list[Refusal | None]:
    """Carry out operations; the answer has one entry for each, None where it was done."""
    outcomes: list[Refusal | None] = []
    for batch in _batches(operations):
        outcomes += _send_each(engine, batch)
    return outcomes


def _send_each(engine: Engine, batch: list[Operation]) -> list[Refusal | None]:
    outcomes: list[Refusal | None] = [None] * len(batch)
    waiting = list(range(len(batch)))
    deadline = time.monotonic() + PATIENCE_SECONDS
    pause = 0.05
    while waiting:
        answer = _post(engine, [batch[i] for i in waiting], {})
        again = []
        for i, item in zip(waiting, answer["items"], strict=True):
            result = next(iter(item.values()))
            if result["status"] in _OVERLOADED and is_full(result["error"]["reason"]):
                raise EngineUnavailable("The disk of OpenSearch is full; make room and run the same load again.")
            if result["status"] in _OVERLOADED:
                again.append(i)
            elif result["status"] == 404 and "delete" in item:
                outcomes[i] = None
            elif "error" in result:
                outcomes[i] = Refusal(result["_id"], result["status"], str(result["error"].get("reason"))[:500])
            else:
                outcomes[i] = None
        waiting = again
        if waiting:
            if time.monotonic() > deadline:
                raise EngineUnavailable("OpenSearch stays overloaded; run the load again when it has recovered.")
            time.sleep(pause)
            pause = min(pause * 2, 5)
    return outcomes


def _batches(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    """Even parts of about BATCH_BYTES; an operation is never split."""
    size = sum(map(len, operations))
    parts = max(-(-size // BATCH_BYTES), -(-len(operations) // BATCH_OPERATIONS))
    for part in range(parts):
        first, last = (len(operations) * edge // parts for edge in (part, part + 1))
        if first < last:
            yield list(operations[first:last])


def _may_recover(error: BaseException) -> bool:
    if isinstance(error, DriverConnectionError):
        return True
    return isinstance(error, TransportError) and error.status_code in _OVERLOADED


def patiently() -> Retrying:
    """Retry while the engine is away or overloaded, with growing, random pauses."""
    return Retrying(
        retry=retry_if_exception(_may_recover),
        wait=wait_random_exponential(multiplier=0.1, max=5),
        stop=stop_after_delay(PATIENCE_SECONDS),
        reraise=True,
    )


def _post(engine: Engine, batch: list[Operation], params: dict[str, Any]) -> dict[str, Any]:
    body = b"".join(batch)
    try:
        for attempt in patiently():
            with attempt:
                answer: dict[str, Any] = engine.client.transport.perform_request(
                    "POST",
                    "/_bulk",
                    params={**params, "require_alias": "true", "request_timeout": _TIMEOUT_SECONDS},
                    body=body,
                    headers={"content-type": "application/x-ndjson"},
                )
    except (DriverConnectionError, TransportError) as error:
        if not _may_recover(error):
            raise
        raise EngineUnavailable(
            f"OpenSearch at {engine.url} stayed away; what was loaded is kept: run the same load again."
        ) from error
    return answer
