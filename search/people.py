"""From a customer's ID, also one that a join retired, to the living customer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.access import Principal
from domain.errors import NotFound
from engine import Engine
from search import ask


@dataclass(frozen=True)
class Living:
    """A customer's document. `ids` are all whose sessions are theirs: during a join, those of the absorbed too."""

    customer_id: str
    ids: tuple[str, ...]
    source: dict[str, Any]


def living(engine: Engine, principal: Principal, customer_id: str) -> Living:
    """Follows redirects, also several in a row. Raises NotFound when no living customer is at their end."""
    passed: list[str] = []
    at = customer_id
    while at not in passed:
        source = ask.document(engine, principal, "customers", at)
        if source is not None:
            ids = dict.fromkeys([at, *(source.get("absorbed_ids") or ()), *passed])
            return Living(at, tuple(ids), source)
        passed.append(at)
        redirect = ask.document(engine, principal, "identities", f"redirect:{at}") or {}
        at = redirect.get("to_id") or at
    raise NotFound("There is no customer with this ID (any more); look for the customer in the list.")


def family(engine: Engine, principal: Principal, customer_ids: Iterable[str]) -> tuple[str, ...]:
    """All IDs that these customers go by; an unknown one stays as it is."""
    found: dict[str, None] = {}
    for customer_id in customer_ids:
        try:
            found |= dict.fromkeys(living(engine, principal, customer_id).ids)
        except NotFound:
            found[customer_id] = None
    return tuple(found)
