"""A migration that keeps loads away: it refuses to start while one runs, and loads refuse while it does."""

from collections.abc import Iterator

from domain.access import Action, Principal, require
from domain.errors import Busy
from engine import Engine
from indexing import audit, versions
from indexing.bulk import patiently
from indexing.loads import MIGRATION_ID, running_loads
from indexing.processes import is_alive, now, this_process


def run_migration(engine: Engine, principal: Principal, language: str) -> Iterator[str]:
    """Migrate every index to this program's version; yields a sentence for each step. Raises Busy while a load or
    another migration runs. Interrupted, it can be run again."""
    require(principal, Action.MIGRATE)
    existing = versions.current_indices(engine)
    if engine.alias("jobs") in existing:
        other = engine.get("jobs", MIGRATION_ID)
        if other is not None and other["state"] == "running" and is_alive(other):
            raise Busy("A migration is already running; wait for it to end.")
        _mark(engine, "running")
    try:
        # First the mark, then the look: a load does it the other way round, so one of the two sees the other.
        if engine.alias("loads") in existing and (loads := running_loads(engine)):
            names = ", ".join(load["file_name"] for load in loads)
            raise Busy(f"A load is running ({names}); run the migration when it has ended.")
        steps = {}
        for sentence in versions.migrate(engine, principal, language):
            alias, _, what = sentence.partition(": ")
            steps[alias] = what
            yield sentence
        audit.note(engine, principal, "migrate", "index", "Brought the index to this program's version.", details=steps)
    finally:
        if engine.alias("jobs") in versions.current_indices(engine):
            _mark(engine, "done")


def _mark(engine: Engine, state: str) -> None:
    document = {"kind": "migration", "state": state, "heartbeat_at": now(), "process": this_process()}
    for attempt in patiently():
        with attempt:
            engine.client.index(
                index=engine.alias("jobs"), id=MIGRATION_ID, body=document, params={"require_alias": "true"}
            )
