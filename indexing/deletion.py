"""Deleting customers for good: everything that any index holds of them, with a count of what is left as proof."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import EngineUnavailable, NotFound
from engine import Engine
from indexing import audit, erasure
from indexing.erasure import Deletion
from indexing.lock import current_epoch
from indexing.settle import settle
from search.people import living

_AT_ONCE = 100
_ATTEMPTS = 20


@dataclass(frozen=True)
class Deleted:
    """What was taken out. `remaining` are documents that were still found afterwards, over every index: 0. `missing`
    were not there (any more)."""

    customers: int = 0
    sessions: int = 0
    messages: int = 0
    logs: int = 0
    records: int = 0
    identities: int = 0
    remaining: int = 0
    missing: int = 0

    def __add__(self, other: "Deleted") -> "Deleted":
        added = other.as_dict()
        return Deleted(**{name: count + added[name] for name, count in self.as_dict().items()})

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


def delete_customers(
    engine: Engine,
    principal: Principal,
    customer_ids: Iterable[str],
    progress: Callable[[int], None] = lambda _: None,
) -> Deleted:
    """Delete customers with all that is theirs; whoever shared a key with them keeps what is their own.

    `progress` is told how many are done after each batch, and may raise to stop there. Cut off within a batch, the
    next load or deletion completes it. Raises EngineUnavailable when something cannot be taken out.
    """
    require(principal, Action.DELETE)
    ids = list(dict.fromkeys(customer_ids))
    settle_unfinished(engine)
    done = Deleted()
    for start in range(0, len(ids), _AT_ONCE):
        done += _delete(engine, principal, ids[start : start + _AT_ONCE])
        progress(min(start + _AT_ONCE, len(ids)))
    return done


def settle_unfinished(engine: Engine) -> None:
    """Complete deletions that were cut off."""
    if erasure.unfinished(engine):
        settle(engine, current_epoch(engine), set(), set())


def _delete(engine: Engine, principal: Principal, ids: list[str]) -> Deleted:
    people: dict[str, tuple[str, ...]] = {}
    missing = 0
    for id in ids:
        try:
            person = living(engine, principal, id)
        except NotFound:
            missing += 1
        else:
            people[person.customer_id] = person.ids
    if not people:
        return Deleted(missing=missing)
    epoch = current_epoch(engine)
    deletion = erasure.begin(engine, people, principal)
    _take_out(engine, deletion)
    erasure.end(engine, deletion)
    settle(engine, epoch, deletion.touched - set(deletion.customer_ids), set())
    audit.scrub(engine, deletion.customer_ids)  # an edit that was under way may have been noted since
    return _told(deletion, len(people), missing, erasure.remaining(engine, deletion))


def _take_out(engine: Engine, deletion: Deletion) -> None:
    """Again for as long as somebody else, who began before, still adds to it."""
    for _ in range(_ATTEMPTS):
        erasure.take_out(engine, deletion)
        if not erasure.left(engine, deletion):
            return
    raise EngineUnavailable("Something keeps writing about this customer; delete again when it has ended.")


def _told(deletion: Deletion, customers: int, missing: int, remaining: int) -> Deleted:
    counts: dict[str, Any] = {n: deletion.counts[n] for n in ("sessions", "messages", "logs", "records", "identities")}
    return Deleted(customers=customers, remaining=remaining, missing=missing, **counts)
