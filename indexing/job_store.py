"""The stored document of a job, and what changes it in one step whatever others write meanwhile."""

from typing import Any

from engine import Engine
from indexing.bulk import patiently

CANCEL = "if (ctx._source.state == 'running' || ctx._source.state == 'queued') { ctx._source.state = 'cancelling' }"
HAND_OVER = "ctx._source.process = params.process"
TAKE_OVER = (
    "if (ctx._source.state != 'cancelling') { ctx._source.state = 'running' } "
    "ctx._source.process = params.process; ctx._source.heartbeat_at = params.now"
)


def put(engine: Engine, job_id: str, document: dict[str, Any]) -> None:
    """Store a new job."""
    for attempt in patiently():
        with attempt:
            engine.client.index(index=engine.alias("jobs"), id=job_id, body=document, params={"refresh": "true"})


def change(engine: Engine, job_id: str, script: str, **values: Any) -> dict[str, Any]:
    """Run a script on a job with these `params`; returns the job as it is then."""
    for attempt in patiently():
        with attempt:
            answer = engine.client.update(
                index=engine.alias("jobs"),
                id=job_id,
                body={"script": {"source": script, "params": values}, "_source": True},
                params={"retry_on_conflict": 5, "refresh": "true"},
            )
    document: dict[str, Any] = answer["get"]["_source"]
    return document
