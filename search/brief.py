"""Customers in brief: enough to tell two of them apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask
from search.participations import texts

FIELDS = ["name", "phones", "emails", "external_ids", "contact", "communications", "last_communication_at"]


@dataclass(frozen=True)
class Brief:
    """A living customer; `contact` has known contact fields by ID."""

    customer_id: str
    name: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    external_ids: tuple[str, ...]
    contact: dict[str, str]
    communications: int
    last_communication_at: str | None


def brief(customer_id: str, source: dict[str, Any]) -> Brief:
    """From a customer's document."""
    return Brief(
        customer_id,
        str(source.get("name") or ""),
        tuple(source.get("phones") or ()),
        tuple(source.get("emails") or ()),
        tuple(source.get("external_ids") or ()),
        {name: ", ".join(found) for name, value in (source.get("contact") or {}).items() if (found := texts(value))},
        int(source.get("communications") or 0),
        source.get("last_communication_at"),
    )


def briefs(engine: Engine, principal: Principal, customer_ids: Iterable[str]) -> dict[str, Brief]:
    """By ID, of those that live."""
    wanted = [("customers", id) for id in dict.fromkeys(customer_ids)]
    found = ask.documents(engine, principal, wanted, {"customers": FIELDS})
    return {id: brief(id, source) for (_, id), source in found.items()}


def contact_titles(engine: Engine, principal: Principal, field_ids: Iterable[str]) -> dict[str, str]:
    """The titles of the users' own fields about customers, by field ID; the ID where none is known."""
    ids = list(dict.fromkeys(field_ids))
    found = ask.documents(engine, principal, [("fields", f"contact:{id}") for id in ids])
    titles = {key.removeprefix("contact:"): s.get("own_title") or s.get("title") for (_, key), s in found.items()}
    return {id: titles.get(id) or id for id in ids}
