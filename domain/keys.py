"""Identity keys, and identities: what one record says about who somebody is.

Records that say the same share one identity.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

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
        strongest = KINDS.index(self.keys[0].kind) if self.keys else len(KINDS)
        return (strongest, -len(self.keys), not self.name, self.keys, self.name)

    def without(self, key_ids: Iterable[str]) -> "Identity":
        """The same statement with these keys left out; for comparing only, since its ID is another."""
        left = [key for key in self.keys if key.id not in set(key_ids)]
        return Identity(
            tuple((key.namespace, key.value) for key in left if key.kind == "external_id"),
            tuple(key.value for key in left if key.kind == "email"),
            tuple(key.value for key in left if key.kind == "phone"),
            self.name,
        )

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


def names_agree(one: str, other: str) -> bool:
    """True when the folded word set of either name contains the other's."""
    a, b = set(one.split()), set(other.split())
    return a <= b or b <= a
