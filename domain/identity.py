"""Who is who: identity keys, what contradicts what, and which identities are one customer.

An *identity* is what one record says about who somebody is: its keys and its folded name. Records that say
the same share one identity. `resolve` is a pure function of the set of identities that are connected by keys:
neither the order of loads nor how often something was said can change its outcome.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

COMMON_KEY_LIMIT = 50
"""A phone or e-mail claimed by more than so many different customers (a switchboard, a placeholder) identifies
nobody: from then on it links only records that also agree in the name."""

KINDS = ("external_id", "email", "phone")
"""From the strongest to the weakest."""


class Key(NamedTuple):
    """An identity key; `namespace` is empty but for external IDs."""

    kind: str
    namespace: str
    value: str

    @property
    def id(self) -> str:
        """The `_id` of the key's document: raw values may exceed the engine's 512 bytes."""
        return "key:" + hashlib.sha256("\0".join(self).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=65536)
def folded_words(name: str) -> str:
    """The set of a name's words without case and accents, sorted, joined by a space."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(sorted(set(re.findall(r"\w+", plain.casefold()))))


@dataclass(frozen=True)
class Identity:
    """Keys and folded name as one record states them; each tuple sorted, without repeats."""

    external_ids: tuple[tuple[str, str], ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    name: str = ""

    @classmethod
    def of(
        cls,
        external_ids: Iterable[tuple[str, str]] = (),
        emails: Iterable[str] = (),
        phones: Iterable[str] = (),
        name: str | None = None,
    ) -> "Identity":
        """From normalised keys (e-mails case-folded, phones E.164) and a name as typed."""
        return cls(
            tuple(sorted(set(external_ids))),
            tuple(sorted(set(emails))),
            tuple(sorted(set(phones))),
            folded_words(name or ""),
        )

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Strongest first; the order within a kind is that of the values."""
        return (
            *(Key("external_id", namespace, value) for namespace, value in self.external_ids),
            *(Key("email", "", value) for value in self.emails),
            *(Key("phone", "", value) for value in self.phones),
        )

    @cached_property
    def id(self) -> str:
        parts = ["\0".join(key) for key in self.keys]
        return hashlib.sha256("\1".join([*parts, self.name]).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def slot_key(self) -> str:
        """What an upload's row is about: its strongest key; a phone alone only together with the name."""
        key = self.keys[0]
        return "\0".join((*key, self.name) if key.kind == "phone" else key)

    @cached_property
    def canonical_order(self) -> tuple[Any, ...]:
        """Strongest key first, fuller statements first, then by content: never by when it was loaded."""
        return (KINDS.index(self.keys[0].kind), -len(self.keys), not self.name, self.keys, self.name)

    def as_dict(self) -> dict[str, Any]:
        return {
            "external_ids": [list(pair) for pair in self.external_ids],
            "emails": list(self.emails),
            "phones": list(self.phones),
            "name": self.name,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Identity":
        return cls(
            tuple((pair[0], pair[1]) for pair in data["external_ids"]),
            tuple(data["emails"]),
            tuple(data["phones"]),
            data["name"],
        )


class Conflict(NamedTuple):
    """A key that several customers claim and that was not allowed to join them."""

    key: Key
    customers: int
    reason: str


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


def names_agree(one: str, other: str) -> bool:
    """True when the folded word set of either name contains the other's."""
    a, b = set(one.split()), set(other.split())
    return a <= b or b <= a


class _Group:
    """Identities that are one customer so far."""

    def __init__(self) -> None:
        self.members: list[Identity] = []
        self.external_ids: dict[str, str] = {}
        self.emails: set[str] = set()
        self.names: set[str] = set()
        self.parent: _Group | None = None

    def root(self) -> "_Group":
        group = self
        while group.parent is not None:
            group = group.parent
        return group

    def add(self, identity: Identity) -> None:
        self.members.append(identity)
        self.external_ids.update(identity.external_ids)
        self.emails.update(identity.emails)
        if identity.name:
            self.names.add(identity.name)

    def absorb(self, other: "_Group") -> None:
        other.parent = self
        self.members += other.members
        self.external_ids.update(other.external_ids)
        self.emails |= other.emails
        self.names |= other.names


def _contradiction(one: _Group, other: _Group, by_phone_alone: bool) -> str | None:
    """Why the two cannot be one customer, or None."""
    for namespace, value in one.external_ids.items():
        if other.external_ids.get(namespace, value) != value:
            return "different customer IDs"
    if not by_phone_alone:
        return None
    if one.emails and other.emails and not one.emails & other.emails:
        return "different e-mail addresses"
    if one.names and other.names and not any(names_agree(a, b) for a in one.names for b in other.names):
        return "different names"
    return None


def resolve(identities: Iterable[Identity], common: Iterable[Key] = ()) -> Resolution:
    """Decide who is who among `identities`; `common` are keys already known to identify nobody."""
    known_common = frozenset(common)
    ordered = sorted(set(identities), key=lambda identity: identity.canonical_order)
    while True:
        groups, conflicts = _resolve(ordered, known_common)
        found = {c.key for c in conflicts if c.customers > COMMON_KEY_LIMIT and c.key.kind != "external_id"}
        if not found:
            return Resolution(groups, conflicts, known_common)
        known_common |= found


def _resolve(
    ordered: list[Identity], common: frozenset[Key]
) -> tuple[tuple[tuple[Identity, ...], ...], tuple[Conflict, ...]]:
    owners: dict[Key, list[_Group]] = {}
    groups: list[_Group] = []
    reasons: dict[Key, str] = {}
    for identity in ordered:
        alone = _Group()
        alone.add(identity)
        target: _Group | None = None
        keys = linking_keys(identity, common)
        for key in keys:
            by_phone = key.kind == "phone"
            for owner in _roots(owners.get(key, ())):
                if owner is target:
                    break
                # Without a target the record itself asks to belong; with one, two customers ask to join.
                reason = _contradiction(target or alone, owner, by_phone)
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
            target.add(identity)
        for key in keys:
            holders = owners.setdefault(key, [])
            if target not in _roots(holders):
                holders.append(target)
    conflicts = []
    for key, holders in owners.items():
        different = len(_roots(holders))
        if different > 1:
            conflicts.append(Conflict(key, different, reasons.get(key, "different people")))
    living = [tuple(group.members) for group in groups if group.parent is None]
    in_order = [tuple(sorted(members, key=lambda identity: identity.canonical_order)) for members in living]
    in_order.sort(key=lambda members: members[0].canonical_order)
    return tuple(in_order), tuple(sorted(conflicts))


def _roots(groups: Iterable[_Group]) -> list[_Group]:
    """The living groups, without repeats, in order of their claims."""
    return list(dict.fromkeys(group.root() for group in groups))
