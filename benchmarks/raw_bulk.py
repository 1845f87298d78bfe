"""The same documents as ready `_bulk` bodies, sent by two threads: what loading is compared with."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import orjson
from opensearchpy import helpers

from domain.errors import EngineUnavailable
from engine import Engine
from indexing.versions import current_indices

BODY_BYTES = 2_000_000
THREADS = 2


@dataclass(frozen=True)
class Copy:
    """What a load left behind: how to make its indices again, and all its documents, serialised."""

    indices: dict[str, dict[str, Any]]
    """Concrete name -> settings and mapping."""
    bodies: list[bytes]
    documents: int


def copy_of(engine: Engine, prefix: str) -> Copy:
    """Read back everything under `prefix`, to be written under this engine's prefix."""
    indices: dict[str, dict[str, Any]] = {}
    per_index: list[list[bytes]] = []
    documents = 0
    loaded = Engine(engine.client, prefix, engine.url)
    for name in current_indices(loaded).values():
        target = engine.prefix + name.removeprefix(prefix)
        found = engine.client.indices.get(index=name)[name]
        kept = ("analysis", "mapping", "number_of_shards", "auto_expand_replicas", "refresh_interval")
        settings = {key: value for key, value in found["settings"]["index"].items() if key in kept}
        indices[target] = {"settings": {"index": settings}, "mappings": found["mappings"]}
        lines = [
            orjson.dumps({"index": {"_index": target, "_id": hit["_id"]}})
            + b"\n"
            + orjson.dumps(hit["_source"])
            + b"\n"
            for hit in helpers.scan(engine.client, index=name, size=5000)
        ]
        documents += len(lines)
        per_index.append(list(_joined(lines)))
    return Copy(indices, _spread(per_index), documents)


def _joined(lines: list[bytes]) -> Iterator[bytes]:
    """Bodies of about BODY_BYTES."""
    begin = size = 0
    for number, line in enumerate(lines):
        size += len(line)
        if size >= BODY_BYTES:
            yield b"".join(lines[begin : number + 1])
            begin, size = number + 1, 0
    if begin < len(lines):
        yield b"".join(lines[begin:])


def _spread(per_index: list[list[bytes]]) -> list[bytes]:
    """All bodies, those of each index spread evenly, so that both threads seldom write to the same index."""
    placed = [(number / len(bodies), body) for bodies in per_index for number, body in enumerate(bodies, start=1)]
    return [body for _, body in sorted(placed, key=lambda it: it[0])]


def send(engine: Engine, copy: Copy) -> float:
    """Make the indices, send every body, and return the seconds that the sending took."""
    for name, body in copy.indices.items():
        engine.client.indices.create(index=name, body=body)
    begun = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda body: _post(engine, body), copy.bodies))
    seconds = time.perf_counter() - begun
    if any(answer["errors"] for answer in answers):
        raise EngineUnavailable("OpenSearch refused documents that it had held before; run the benchmarks again.")
    return seconds


def _post(engine: Engine, body: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = engine.client.transport.perform_request(
        "POST",
        "/_bulk",
        params={"filter_path": "errors", "request_timeout": 120},
        body=body,
        headers={"content-type": "application/x-ndjson"},
    )
    return answer
