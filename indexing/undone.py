"""What an undo did, and what it has still to fold: kept beside the load until it is whole, since what was taken out
tells nobody any more whose it was."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from engine import Engine
from indexing import bulk
from indexing.removal import Query, delete_matching
from indexing.scan import refresh, scan

_PART = 10_000


@dataclass
class Undone:
    """What an undo did: documents removed and versions brought back; `kept` were changed by a later load. `touched`
    are customers to fold again, `orphans` identities that may be stated no more."""

    load_id: str
    removed: int = 0
    restored: int = 0
    kept: int = 0
    touched: set[str] = field(default_factory=set)
    orphans: set[str] = field(default_factory=set)
    _kept: set[str] = field(default_factory=set)

    def as_dict(self) -> dict[str, Any]:
        return {"load_id": self.load_id, "removed": self.removed, "restored": self.restored, "kept": self.kept}

    def read(self, engine: Engine) -> None:
        """Take over what an undo of this load that was cut off had kept."""
        refresh(engine, "loads")
        for hit in scan(engine, "loads", self._query(), "load_id"):
            self.touched |= set(hit["_source"]["report"]["touched"])
            self.orphans |= set(hit["_source"]["report"]["orphans"])
        self._kept = self.touched | self.orphans

    def keep(self, engine: Engine) -> None:
        """Store what has come to `touched` and `orphans`. To be called before what they were taken from goes."""
        new = sorted((self.touched | self.orphans) - self._kept)
        operations = []
        for start in range(0, len(new), _PART):
            part = set(new[start : start + _PART])
            report = {"touched": sorted(part & self.touched), "orphans": sorted(part & self.orphans)}
            document = {"load_id": self.load_id, "type": "undo", "report": report}
            operations.append(bulk.index(engine.alias("loads"), f"{self.load_id}:undo:{uuid.uuid4().hex}", document))
        bulk.send_all(engine, operations)
        self._kept |= set(new)

    def end(self, engine: Engine) -> None:
        """All is folded: nothing need be kept."""
        refresh(engine, "loads")
        delete_matching(engine, "loads", self._query())

    def _query(self) -> Query:
        return {"bool": {"filter": [{"term": {"load_id": self.load_id}}, {"term": {"type": "undo"}}]}}
