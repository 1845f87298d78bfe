"""Integer numbers of customers and sessions, given in blocks from a counter document.

Messages carry them, so that a set of customers or sessions filters messages as a bitmap.
"""

from threading import Lock

from engine import Engine
from indexing.bulk import patiently

_BLOCK = 500


class Numbers:
    """Gives numbers that nobody else gets. Safe to share between threads; gaps are normal."""

    def __init__(self, engine: Engine, counter: str) -> None:
        self._engine = engine
        self._id = f"counter:{counter}"
        self._next = self._end = 0
        self._lock = Lock()

    def take(self) -> int:
        """The next number, from 1."""
        with self._lock:
            if self._next == self._end:
                self._end = self._reserve()
                self._next = self._end - _BLOCK
            self._next += 1
            return self._next

    def _reserve(self) -> int:
        for attempt in patiently():
            with attempt:
                answer = self._engine.client.update(
                    index=self._engine.alias("identities"),
                    id=self._id,
                    body={
                        "script": {"source": "ctx._source.next += params.n", "params": {"n": _BLOCK}},
                        "upsert": {"type": "counter", "next": _BLOCK},
                    },
                    params={"_source": "true", "retry_on_conflict": 50, "require_alias": "true"},
                )
        return int(answer["get"]["_source"]["next"])
