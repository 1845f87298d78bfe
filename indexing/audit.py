"""The audit log: who changed, exported, joined or deleted what, and when. Entries are only ever added; what they say
of a person goes when the person is deleted."""

import uuid
from collections.abc import Iterable
from typing import Any

from domain.access import Principal
from domain.errors import EngineUnavailable
from engine import Engine
from indexing import bulk
from indexing.processes import now
from indexing.scan import refresh


def note(
    engine: Engine,
    principal: Principal,
    action: str,
    what: str,
    sentence: str,
    *,
    object_id: str = "",
    customer_id: str | None = None,
    count: int | None = None,
    details: dict[str, Any] | None = None,
    entry_id: str = "",
) -> None:
    """Add an entry. `action` is a verb ("edit", "export"), `what` the kind of thing, `sentence` says it for people
    with nobody's data in it; `details` ({field: {before, after}}) may hold a person's data only together with
    `customer_id`, by which `scrub` finds it. What was noted under an `entry_id` is not noted again. Searchable within a
    second. Raises EngineUnavailable when the entry is refused."""
    entry = {
        "at": now(),
        "by": principal.identity,
        "role": principal.role.value,
        "action": action,
        "what": what,
        "object_id": object_id or None,
        "customer_id": customer_id,
        "count": count,
        "sentence": sentence,
        "details": details or None,
    }
    document = {name: value for name, value in entry.items() if value is not None}
    if refused := bulk.send_all(engine, [bulk.create(engine.alias("audit"), entry_id or uuid.uuid4().hex, document)]):
        reason = refused[0].reason
        raise EngineUnavailable(
            f"It was done, but OpenSearch refuses to note it in the audit log ({reason}); tell who runs Open360."
        )


def scrub(engine: Engine, customer_ids: Iterable[str]) -> int:
    """Take out what entries say of these customers' data; the entries stay. Returns how many were changed."""
    refresh(engine, "audit")
    query = {"terms": {"customer_id": sorted(customer_ids)}}
    script = "if (!ctx._source.containsKey('details')) { ctx.op = 'noop' } else { ctx._source.remove('details') }"
    for attempt in bulk.patiently():
        with attempt:
            answer = engine.client.update_by_query(
                index=engine.alias("audit"),
                body={"query": query, "script": {"source": script}},
                params={"conflicts": "proceed", "refresh": "true", "request_timeout": 600},
            )
    return int(answer["updated"])
