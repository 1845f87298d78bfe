"""Which customer each resolved group becomes, and what that moves."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from domain.identity import Identity, Resolution
from indexing import bulk
from indexing.clusters import Assigned, Entry, Pool
from indexing.store import Store


@dataclass
class Change:
    """Operations that one decision needs; `moves` are (identity ID, from, to). `wishes` say which customer the group
    of an identity should be, in order of precedence; they are followed where that customer is nobody else."""

    operations: list[bulk.Operation] = field(default_factory=list)
    moves: list[tuple[str, str, Assigned]] = field(default_factory=list)
    absorbed: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    rekeyed: set[str] = field(default_factory=set)
    wishes: dict[str, tuple[str, int]] = field(default_factory=dict)
    is_complex: bool = False


def assign(resolution: Resolution, pool: Pool, change: Change, store: Store, take_number: Callable[[], int]) -> None:
    """Give each group a customer: the one that was wished for; the one its first member had; what it had first if
    that is free; or a new one. Entries and `change` are brought up to date."""
    entries = pool.entries
    held: dict[str, int] = {}
    for number, group in enumerate(resolution.groups):
        for identity in group:
            assigned = entries[identity.id].assigned
            if assigned is not None:
                held.setdefault(assigned.customer_id, number)
    conflicts = {conflict.key.id for conflict in resolution.conflicts if not conflict.settled}
    everyone = entries.values()
    living = {entry.assigned.customer_id for entry in everyone if entry.assigned is not None}
    originals = {entry.first[0] for entry in everyone if entry.first is not None}
    chosen: dict[int, str] = {}
    for number, wished in _in_order(resolution, change.wishes):
        group_entries = [entries[identity.id] for identity in resolution.groups[number]]
        before = [e.assigned for e in group_entries if e.assigned is not None]
        firsts = {e.first[0] for e in group_entries if e.first is not None}
        ids = {identity.id for identity in resolution.groups[number]}
        elsewhere = {wish[0] for id, wish in change.wishes.items() if id not in ids}
        # In a split, a customer stays with those who were that customer first.
        own = [
            (a.customer_id, a.customer_number)
            for a in before
            if a.customer_id not in change.given | elsewhere
            and (a.customer_id in firsts or (held[a.customer_id] == number and a.customer_id not in originals))
        ]
        mine = {a.customer_id for a in before}
        taken = change.given | (living - mine)
        wanted = [wish for wish in wished if wish[0] not in taken and _is_free(wish[0], mine, store)]
        customer: tuple[str, int] | None = next(iter(wanted or own), None)
        if customer is None:
            taken = living | change.given
            free = [e.first for e in group_entries if e.first is not None and e.first[0] not in taken]
            customer = next((first for first in free if _is_free(first[0], mine, store)), None)
        if customer is None:
            customer = uuid.uuid4().hex, take_number()
        elif customer[0] not in mine:
            change.operations.append(store.delete(f"redirect:{customer[0]}"))
        change.given.add(customer[0])
        chosen[number] = customer[0]
        for entry in group_entries:
            _give(entry, customer, conflicts, change)
    absorbed = {old: chosen[number] for old, number in held.items() if old not in chosen.values()}
    change.absorbed |= absorbed


def _in_order(resolution: Resolution, wishes: dict[str, tuple[str, int]]) -> list[tuple[int, list[tuple[str, int]]]]:
    """(number of the group, what is wished for it): those with a wish first, in the order of the wishes."""
    if not wishes:
        return [(number, []) for number in range(len(resolution.groups))]
    order = list(wishes)
    found = []
    for number, group in enumerate(resolution.groups):
        mine = sorted(order.index(identity.id) for identity in group if identity.id in wishes)
        found.append((mine[0] if mine else len(order), number, [wishes[order[place]] for place in mine]))
    return [(number, wished) for _, number, wished in sorted(found, key=lambda each: each[:2])]


def _is_free(customer_id: str, mine: set[str], store: Store) -> bool:
    """An absorbed customer has a redirect for as long as it is nobody: with its identities in several clusters,
    only one of them may become it again."""
    redirect = f"redirect:{customer_id}"
    return customer_id in mine or redirect in store.get_many([redirect])


def _give(entry: Entry, customer: tuple[str, int], conflicts: set[str], change: Change) -> None:
    identity: Identity = entry.identity
    keys = tuple(key.id for key in identity.keys if key.id in conflicts)
    assigned = Assigned(*customer, keys)
    if entry.assigned is not None and entry.assigned.customer_id != customer[0]:
        change.moves.append((identity.id, entry.assigned.customer_id, assigned))
    entry.assigned = assigned
    entry.first = entry.first or customer
