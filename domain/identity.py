"""Who is who: what contradicts what, what people decided, and which identities are one customer.

`resolve` is a pure function of the set of identities that keys or bonds connect, and of these bonds: neither the
order of loads nor how often something was said, nor when it was decided, can change its outcome.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from domain.bonds import DIFFERENT, NOT_THEIRS, SAME, Bond, Decided
from domain.keys import KINDS, Identity, Key, folded_words, names_agree

__all__ = [
    "COMMON_KEY_LIMIT",
    "DIFFERENT",
    "KINDS",
    "NOT_THEIRS",
    "SAME",
    "Bond",
    "Conflict",
    "Identity",
    "Key",
    "Resolution",
    "folded_words",
    "linking_keys",
    "names_agree",
    "resolve",
]

COMMON_KEY_LIMIT = 50
"""A phone or e-mail claimed by more than so many different customers (a switchboard, a placeholder) identifies
nobody: from then on it links only records that also agree in the name."""


class Conflict(NamedTuple):
    """A key that several customers claim and that was not allowed to join them; `settled` when people said of all of
    them that they are different."""

    key: Key
    customers: int
    reason: str
    settled: bool = False


@dataclass(frozen=True)
class Resolution:
    """`groups` are the customers, each a tuple of identities in canonical order, canonical order of the first.
    `common` are the keys that turned out to identify nobody."""

    groups: tuple[tuple[Identity, ...], ...]
    conflicts: tuple[Conflict, ...]
    common: frozenset[Key]


def linking_keys(identity: Identity, common: frozenset[Key] | set[Key]) -> tuple[Key, ...]:
    """The keys by which an identity links to others; a common one only together with the name."""
    return tuple(
        Key(key.kind + "+name", "", f"{key.value}\0{identity.name}") if key in common else key for key in identity.keys
    )


class _Group:
    """Identities that are one customer so far."""

    def __init__(self) -> None:
        self.members: list[Identity] = []
        self.ids: set[str] = set()
        self.apart: set[str] = set()
        self.external_ids: dict[str, set[str]] = {}
        self.emails: set[str] = set()
        self.names: set[str] = set()
        self.parent: _Group | None = None

    def root(self) -> "_Group":
        group = self
        while group.parent is not None:
            group = group.parent
        return group

    def add(self, identity: Identity, told: Identity, apart: Iterable[str]) -> None:
        """Take an identity in; `told` is what counts of it."""
        self.members.append(identity)
        self.ids.add(identity.id)
        if apart:
            self.apart.update(apart)
        for namespace, value in told.external_ids:
            self.external_ids.setdefault(namespace, set()).add(value)
        self.emails.update(told.emails)
        if told.name:
            self.names.add(told.name)

    def absorb(self, other: "_Group") -> None:
        other.parent = self
        self.members += other.members
        self.ids |= other.ids
        self.apart |= other.apart
        for namespace, values in other.external_ids.items():
            self.external_ids.setdefault(namespace, set()).update(values)
        self.emails |= other.emails
        self.names |= other.names


def _contradiction(one: _Group, other: _Group, by_phone_alone: bool) -> str | None:
    """Why the two cannot be one customer, or None."""
    for namespace, values in one.external_ids.items():
        if not values & other.external_ids.get(namespace, values):
            return "different customer IDs"
    if not by_phone_alone:
        return None
    if one.emails and other.emails and not one.emails & other.emails:
        return "different e-mail addresses"
    if one.names and other.names and not any(names_agree(a, b) for a in one.names for b in other.names):
        return "different names"
    return None


def _held_apart(one: _Group, other: _Group) -> bool:
    return not one.apart.isdisjoint(other.ids)


_UNDECIDED = Decided(())


def resolve(identities: Iterable[Identity], common: Iterable[Key] = (), bonds: Iterable[Bond] = ()) -> Resolution:
    """Decide who is who among `identities`; `common` are keys already known to identify nobody. Bonds that name an
    identity which is not among them have no effect."""
    known_common = frozenset(common)
    decided = Decided(told) if (told := tuple(bonds)) else _UNDECIDED
    units = decided.units(set(identities))
    while True:
        groups, conflicts = _resolve(units, decided, known_common)
        found = {c.key for c in conflicts if c.customers > COMMON_KEY_LIMIT and c.key.kind != "external_id"}
        if not found:
            return Resolution(groups, conflicts, known_common)
        known_common |= found


def _resolve(
    units: list[list[tuple[Identity, Identity]]], decided: Decided, common: frozenset[Key]
) -> tuple[tuple[tuple[Identity, ...], ...], tuple[Conflict, ...]]:
    owners: dict[Key, list[_Group]] = {}
    groups: list[_Group] = []
    reasons: dict[Key, str] = {}
    for unit in units:
        alone = _Group()
        for identity, told in unit:
            alone.add(identity, told, decided.apart.get(identity.id, ()) if decided.apart else ())
        target: _Group | None = None
        keys = linking_keys(unit[0][1], common)
        if len(unit) > 1:
            several = dict.fromkeys(key for _, told in unit for key in linking_keys(told, common))
            keys = tuple(sorted(several, key=lambda key: KINDS.index(key.kind.removesuffix("+name"))))
        for key in keys:
            by_phone = key.kind == "phone"
            for owner in _roots(owners.get(key, ())):
                if owner is target:
                    break
                if _held_apart(alone, owner) or (target is not None and _held_apart(target, owner)):
                    continue
                # Without a target the record itself asks to belong; with one, two customers ask to join.
                reason = _contradiction(target or alone, owner, by_phone) or _contradiction(alone, owner, False)
                if reason is None:
                    if target is None:
                        target = owner
                    else:
                        target.absorb(owner)
                    break
                reasons.setdefault(key, reason)
        if target is None:
            target = alone
            groups.append(target)
        else:
            target.absorb(alone)
        for key in keys:
            holders = owners.setdefault(key, [])
            if target not in _roots(holders):
                holders.append(target)
    living = [tuple(group.members) for group in groups if group.parent is None]
    in_order = [tuple(sorted(members, key=lambda identity: identity.canonical_order)) for members in living]
    in_order.sort(key=lambda members: members[0].canonical_order)
    return tuple(in_order), _conflicts(owners, reasons)


def _conflicts(owners: dict[Key, list[_Group]], reasons: dict[Key, str]) -> tuple[Conflict, ...]:
    conflicts = []
    for key, holders in owners.items():
        different = _roots(holders)
        if len(different) < 2:
            continue
        settled = len(different) <= COMMON_KEY_LIMIT and all(
            _held_apart(one, other) for number, one in enumerate(different) for other in different[:number]
        )
        reason = "kept apart by hand" if settled else reasons.get(key, "different people")
        conflicts.append(Conflict(key, len(different), reason, settled))
    return tuple(sorted(conflicts))


def _roots(groups: Iterable[_Group]) -> list[_Group]:
    """The living groups, without repeats, in order of their claims."""
    return list(dict.fromkeys(group.root() for group in groups))
