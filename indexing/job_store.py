"""The stored document of a job, and what changes it in one step whatever others write meanwhile."""

from contextlib import suppress
from typing import Any

from opensearchpy.exceptions import OpenSearchException

from engine import Engine
from indexing.bulk import patiently

CANCEL = "if (ctx._source.state == 'running' || ctx._source.state == 'queued') { ctx._source.state = 'cancelling' }"
HAND_OVER = "ctx._source.process = params.process"
TAKE_OVER = (
    "if (ctx._source.state != 'cancelling') { ctx._source.state = 'running' } "
    "ctx._source.process = params.process; ctx._source.heartbeat_at = params.now"
)

_NOBODY: dict[str, Any] = {"ids": [], "request": None}
_FORGET = (
    "def told = ctx._source.arguments; if (told.containsKey('selection')) { told.selection = params.nobody } "
    "if (told.containsKey('view')) { told.view = null }"
)

_WRITTEN = {"refresh": "true", "require_alias": "true"}


def put(engine: Engine, job_id: str, document: dict[str, Any]) -> None:
    """Store a new job."""
    for attempt in patiently():
        with attempt:
            engine.client.index(index=engine.alias("jobs"), id=job_id, body=document, params=_WRITTEN)


def change(engine: Engine, job_id: str, script: str, **values: Any) -> dict[str, Any]:
    """Run a script on a job with these `params`; returns the job as it is then."""
    for attempt in patiently():
        with attempt:
            document = _change(engine, job_id, script, values)
    return document


def names_people(arguments: dict[str, Any]) -> bool:
    """Whether a job's arguments still say whom it is about: chosen customers, or filters with what was typed there."""
    return arguments.get("selection", _NOBODY) != _NOBODY or arguments.get("view") is not None


def forget_people(engine: Engine, job_id: str) -> None:
    """Forget whom a job was about: a filter may hold what only a deleted person was called."""
    change(engine, job_id, _FORGET, nobody=_NOBODY)


def forget_people_if_possible(engine: Engine, job_id: str) -> None:
    """The same for a job that is only read about, which an engine that refuses writes must not keep anybody from."""
    with suppress(OpenSearchException):
        _change(engine, job_id, _FORGET, {"nobody": _NOBODY})


def _change(engine: Engine, job_id: str, script: str, values: dict[str, Any]) -> dict[str, Any]:
    answer = engine.client.update(
        index=engine.alias("jobs"),
        id=job_id,
        body={"script": {"source": script, "params": values}, "_source": True},
        params={"retry_on_conflict": 5, "refresh": "true"},
    )
    document: dict[str, Any] = answer["get"]["_source"]
    return document
