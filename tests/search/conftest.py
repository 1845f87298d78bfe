"""Small hand-made documents in real indices, one prefix a test module."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest

from engine import Engine
from indexing.versions import ensure

_NUMBERS = itertools.count(1)
Put = Callable[..., None]


@pytest.fixture(scope="module")
def empty(engine: Engine) -> Engine:
    """A handle under whose prefix no index exists."""
    return replace(engine, prefix=f"{engine.prefix}-none{next(_NUMBERS)}")


@pytest.fixture(scope="module")
def stored(engine: Engine) -> Iterator[Engine]:
    """A handle with empty indices of its own."""
    own = replace(engine, prefix=f"{engine.prefix}-read{next(_NUMBERS)}")
    ensure(own, "english")
    yield own
    own.client.indices.delete(index=f"{own.prefix}-*-v*", params={"expand_wildcards": "all"})


@pytest.fixture(scope="module")
def put(stored: Engine) -> Put:
    """Store documents of one alias, ID -> source, searchable at once."""

    def put(name: str, documents: dict[str, dict[str, Any]]) -> None:
        lines: list[bytes] = []
        for document_id, source in documents.items():
            lines += [orjson.dumps({"index": {"_id": document_id}}), orjson.dumps(source)]
        body = b"\n".join(lines).decode() + "\n"
        answer = stored.client.bulk(index=stored.alias(name), body=body, params={"refresh": "true"})
        assert not answer["errors"], answer

    return put


def message(session_id: str, position: int, text: str, customer_id: str = "anna", **more: Any) -> dict[str, Any]:
    """A stored message; 2024-05-01 unless told otherwise."""
    return {
        "text": text,
        "session_id": session_id,
        "customer_id": customer_id,
        "origin_id": customer_id,
        "campaign_id": "spring",
        "channel": "web",
        "author": "customer",
        "sent_at": f"2024-05-01T10:{position % 60:02}:00Z",
        "session_at": 1714557600000,
        "position": position,
        **more,
    }


def session(session_id: str, customer_id: str = "anna", **more: Any) -> dict[str, Any]:
    return {
        "session_id": session_id,
        "customer_id": customer_id,
        "origin_id": customer_id,
        "campaign_id": "spring",
        "channel": "web",
        "status": "closed",
        "started_at": "2024-05-01T10:00:00Z",
        "session_at": 1714557600000,
        "message_count": 0,
        "log_count": 0,
        **more,
    }
