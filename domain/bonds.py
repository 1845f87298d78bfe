"""What people decided about who is who."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from domain.keys import Identity

SAME, DIFFERENT, NOT_THEIRS = "same", "different", "not_theirs"


class Bond(NamedTuple):
    """What a person decided about who is who.

    `same` joins the two identities whatever contradicts it, `different` keeps them apart whatever joins them, and
    where both speak about one pair, `same` holds. `not_theirs` makes identity `one` ignore its key with the ID `other`.
    """

    kind: str
    one: str
    other: str

    @classmethod
    def of(cls, kind: str, one: str, other: str) -> "Bond":
        """A bond of two identities reads the same either way round."""
        return cls(kind, one, other) if kind == NOT_THEIRS or one <= other else cls(kind, other, one)

    @property
    def identities(self) -> tuple[str, ...]:
        """The IDs of the identities that it names."""
        return (self.one,) if self.kind == NOT_THEIRS else (self.one, self.other)


class Decided:
    """Bonds, looked up by identity."""

    def __init__(self, bonds: Iterable[Bond]) -> None:
        self.apart: dict[str, set[str]] = defaultdict(set)
        self.same: dict[str, set[str]] = defaultdict(set)
        self.not_theirs: dict[str, set[str]] = defaultdict(set)
        for bond in bonds:
            if bond.kind == NOT_THEIRS:
                self.not_theirs[bond.one].add(bond.other)
                continue
            either_way = self.same if bond.kind == SAME else self.apart
            either_way[bond.one].add(bond.other)
            either_way[bond.other].add(bond.one)

    def told(self, identity: Identity) -> Identity:
        """What counts of an identity."""
        hidden = self.not_theirs.get(identity.id)
        return identity.without(hidden) if hidden else identity

    def units(self, identities: set[Identity]) -> list[list[tuple[Identity, Identity]]]:
        """(identity, what counts of it), those that bonds make one together; in canonical order."""
        if not self.same and not self.not_theirs:
            return [[(i, i)] for i in sorted(identities, key=lambda identity: identity.canonical_order)]
        ordered = sorted(
            ((i, self.told(i)) for i in identities), key=lambda pair: (*pair[1].canonical_order, pair[0].id)
        )
        if not self.same:
            return [[pair] for pair in ordered]
        by_id = {pair[0].id: pair for pair in ordered}
        done: set[str] = set()
        units = []
        for identity, _ in ordered:
            found, waiting = [], [identity.id]
            while waiting:
                id = waiting.pop()
                if id in by_id and id not in done:
                    done.add(id)
                    found.append(by_id[id])
                    waiting += self.same.get(id, ())
            if found:
                units.append(sorted(found, key=lambda pair: (*pair[1].canonical_order, pair[0].id)))
        return units
