"""Saved filters as one person sees them: their own, and those that are shared; and which they start with."""

import hashlib
from dataclasses import dataclass
from typing import Any

from domain.access import Action, Principal, Role, may
from engine import Engine
from search import ask

MAX_LISTED = 1000


@dataclass(frozen=True)
class SavedFilter:
    """`query` holds the filter as parameters of an address, without "?". `own`: it is the reader's."""

    saved_id: str
    name: str
    owner: str
    own: bool
    shared: bool
    query: str
    is_default: bool
    """The reader's list starts with it."""
    may_change: bool
    """The reader may update, rename and delete it."""
    may_share: bool
    """The reader may share it, or take it back."""


def get_saved(engine: Engine, principal: Principal) -> tuple[SavedFilter, ...]:
    """The reader's own filters and all shared ones, by name; at most MAX_LISTED."""
    answer = ask.search(engine, principal, "saved", saved_body(principal.identity))
    default = default_of(engine, principal)
    found = [saved_filter(hit["_id"], hit["_source"], principal, default) for hit in answer["hits"]["hits"]]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.saved_id)))


def saved_body(identity: str) -> dict[str, Any]:
    visible = {"bool": {"should": [{"term": {"owner": identity}}, {"term": {"shared": True}}]}}
    return {
        "query": {"bool": {"filter": [{"term": {"kind": "filter"}}, visible]}},
        "sort": [{"created_at": {"order": "desc"}}],
        "size": MAX_LISTED,
        "track_total_hits": False,
    }


def default_of(engine: Engine, principal: Principal) -> str | None:
    """The ID of the filter that the reader chose to start with; it may be gone or taken back meanwhile."""
    source = ask.document(engine, principal, "saved", default_id(principal.identity))
    return str(source["body"]["saved_id"]) if source else None


def default_id(identity: str) -> str:
    """Where a person's choice is kept: identities can be longer than an ID may be."""
    return f"default:{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()}"


def saved_filter(saved_id: str, source: dict[str, Any], principal: Principal, default: str | None) -> SavedFilter:
    own = source["owner"] == principal.identity
    in_charge = own or principal.role is Role.ADMINISTRATOR
    shared = bool(source.get("shared"))
    return SavedFilter(
        saved_id=saved_id,
        name=source["name"],
        owner=source["owner"],
        own=own,
        shared=shared,
        query=str(source["body"].get("query") or ""),
        is_default=saved_id == default,
        may_change=in_charge and may(principal, Action.SHARE if shared else Action.SAVE),
        may_share=in_charge and may(principal, Action.SHARE),
    )
