"""Documents by ID, read as they are now (before any refresh), with an overlay for dry runs."""

from typing import Any

from engine import Engine
from indexing import bulk

_READ_AT_ONCE = 2000


class Store:
    """One index of ours. With `dry`, operations are kept in an overlay that reads see, and never sent."""

    def __init__(self, engine: Engine, name: str, dry: bool = False) -> None:
        self._engine = engine
        self._alias = engine.alias(name)
        self._dry = dry
        self._overlay: dict[str, dict[str, Any] | None] = {}

    def get_many(self, ids: list[str]) -> dict[str, dict[str, Any]]:
        """ID -> source, of those that exist."""
        return {id: found["_source"] for id, found in self.get_versions(ids).items()}

    def get_versions(self, ids: list[str], fields: list[str] | None = None) -> dict[str, dict[str, Any]]:
        """ID -> {_source, _seq_no, _primary_term}, of those that exist; only `fields` of the source if given."""
        found: dict[str, dict[str, Any]] = {}
        params = {"_source_includes": ",".join(fields)} if fields else {}
        unseen = [id for id in ids if id not in self._overlay]
        for start in range(0, len(unseen), _READ_AT_ONCE):
            for attempt in bulk.patiently():
                with attempt:
                    answer = self._engine.client.mget(
                        index=self._alias, body={"ids": unseen[start : start + _READ_AT_ONCE]}, params=params
                    )
            found |= {d["_id"]: d for d in answer["docs"] if d.get("found")}
        for id in ids:
            source = self._overlay.get(id)
            if source is not None:
                found[id] = {"_id": id, "_source": source, "_seq_no": 0, "_primary_term": 1}
        return found

    def index(self, id: str, source: dict[str, Any]) -> bulk.Operation:
        """The operation that puts a document."""
        if self._dry:
            self._overlay[id] = source
        return bulk.index(self._alias, id, source)

    def delete(self, id: str) -> bulk.Operation:
        """The operation that removes a document."""
        if self._dry:
            self._overlay[id] = None
        return bulk.delete(self._alias, id)
