"""Saved filters: each is its owner's, private until it is shared; only the owner or an administrator changes it.

The audit log names them by ID alone: a name such as "Calls with Ana" would outlast Ana.
"""

import uuid
from typing import Any
from urllib.parse import parse_qsl

from opensearchpy.exceptions import NotFoundError

from domain.access import Action, Principal, Role, require
from domain.errors import Forbidden, NotFound, WrongInput
from engine import Engine
from engine.handle import translated
from indexing import audit, versions
from indexing.processes import now
from search.saved import default_id, get_saved
from settings import get_settings

MAX_NAME_LENGTH = 80
MAX_QUERY_LENGTH = 16_000
"""Well below what servers and proxies take as an address, since a saved filter is a link too."""
MAX_OWN = 300
_REFRESHED = {"refresh": "true"}  # the index is small, and who saved a filter looks for it at once
_WRITTEN = {**_REFRESHED, "require_alias": "true"}
_GONE = "This saved filter is not there (any more); look for it in the menu."


def save_filter(engine: Engine, principal: Principal, name: str, query: str, shared: bool = False) -> str:
    """Keep a filter (parameters of an address, without "?") under a name that none of one's own has; returns its ID.

    Raises WrongInput.
    """
    require(principal, Action.SHARE if shared else Action.SAVE)
    versions.ensure(engine, get_settings().language)
    name = _free_name(engine, principal, principal.identity, name)
    saved_id = uuid.uuid4().hex
    document = {
        "saved_id": saved_id,
        "kind": "filter",
        "owner": principal.identity,
        "shared": shared,
        "name": name,
        "body": {"query": _checked_query(query)},
        "created_at": now(),
        "updated_at": now(),
    }
    with translated(engine.url):
        engine.client.index(index=engine.alias("saved"), id=saved_id, body=document, params=_WRITTEN)
    audit.note(engine, principal, "save", "filter", "Saved a filter.", object_id=saved_id)
    if shared:
        audit.note(engine, principal, "share", "filter", "Shared a filter with everyone.", object_id=saved_id)
    return saved_id


def update_filter(engine: Engine, principal: Principal, saved_id: str, query: str) -> None:
    """Replace what a filter asks for. Raises NotFound, WrongInput."""
    _changeable(engine, principal, saved_id)
    _change(engine, saved_id, {"body": {"query": _checked_query(query)}})
    audit.note(engine, principal, "update", "filter", "Changed what a saved filter asks for.", object_id=saved_id)


def rename_filter(engine: Engine, principal: Principal, saved_id: str, name: str) -> None:
    """Raises NotFound; WrongInput when the owner has another of that name."""
    source = _changeable(engine, principal, saved_id)
    _change(engine, saved_id, {"name": _free_name(engine, principal, source["owner"], name, saved_id)})
    audit.note(engine, principal, "rename", "filter", "Renamed a saved filter.", object_id=saved_id)


def share_filter(engine: Engine, principal: Principal, saved_id: str, shared: bool) -> None:
    """Let everyone see and use a filter, or (`shared` False) only its owner. Raises NotFound."""
    require(principal, Action.SHARE)
    _changeable(engine, principal, saved_id)
    _change(engine, saved_id, {"shared": shared})
    sentence = "Shared a filter with everyone." if shared else "Took back a shared filter."
    audit.note(engine, principal, "share" if shared else "unshare", "filter", sentence, object_id=saved_id)


def delete_filter(engine: Engine, principal: Principal, saved_id: str) -> None:
    """Raises NotFound."""
    _changeable(engine, principal, saved_id)
    with translated(engine.url):
        engine.client.delete(index=engine.alias("saved"), id=saved_id, params={**_REFRESHED, "ignore": 404})
    audit.note(engine, principal, "delete", "filter", "Deleted a saved filter.", object_id=saved_id)


def set_default(engine: Engine, principal: Principal, saved_id: str | None) -> None:
    """Start one's list with a filter that one can see; None: with everybody. Raises NotFound."""
    require(principal, Action.SAVE)
    chosen = default_id(principal.identity)
    if saved_id is None:
        with translated(engine.url):
            engine.client.delete(index=engine.alias("saved"), id=chosen, params={**_REFRESHED, "ignore": 404})
        audit.note(engine, principal, "default", "filter", "Starts the list with everybody.")
        return
    _visible(engine, principal, saved_id)
    document = {
        "saved_id": chosen,
        "kind": "default",
        "owner": principal.identity,
        "shared": False,
        "body": {"saved_id": saved_id},
        "updated_at": now(),
    }
    with translated(engine.url):
        engine.client.index(index=engine.alias("saved"), id=chosen, body=document, params=_WRITTEN)
    audit.note(engine, principal, "default", "filter", "Starts the list with a saved filter.", object_id=saved_id)


def _visible(engine: Engine, principal: Principal, saved_id: str) -> dict[str, Any]:
    """The filter's document; another's private one is as if it were not there."""
    source = engine.get("saved", saved_id) if saved_id else None
    if source is None or source.get("kind") != "filter":
        raise NotFound(_GONE)
    if source["owner"] != principal.identity and not source["shared"] and principal.role is not Role.ADMINISTRATOR:
        raise NotFound(_GONE)
    return source


def _changeable(engine: Engine, principal: Principal, saved_id: str) -> dict[str, Any]:
    require(principal, Action.SAVE)
    source = _visible(engine, principal, saved_id)
    if source["owner"] != principal.identity and principal.role is not Role.ADMINISTRATOR:
        raise Forbidden("Only its owner or an administrator can change this filter; save it under a name of your own.")
    if source["shared"]:
        require(principal, Action.SHARE)
    return source


def _change(engine: Engine, saved_id: str, changes: dict[str, Any]) -> None:
    body = {"doc": {**changes, "updated_at": now()}}
    with translated(engine.url):
        try:
            engine.client.update(
                index=engine.alias("saved"), id=saved_id, body=body, params={**_WRITTEN, "retry_on_conflict": 5}
            )
        except NotFoundError:
            raise NotFound(_GONE) from None


def _free_name(engine: Engine, principal: Principal, owner: str, name: str, but: str = "") -> str:
    """The name with its spaces tidied. Raises WrongInput when it cannot be one, or another of the owner's has it."""
    name = " ".join(name.split())
    if not name:
        raise WrongInput("A saved filter needs a name; type one.")
    if len(name) > MAX_NAME_LENGTH:
        raise WrongInput(f"A name can have {MAX_NAME_LENGTH} characters at most; shorten it.")
    own = [one for one in get_saved(engine, principal) if one.owner == owner and one.saved_id != but]
    if any(one.name.casefold() == name.casefold() for one in own):
        raise WrongInput("There is a saved filter with this name already; choose another, or update that one.")
    if len(own) >= MAX_OWN:
        raise WrongInput(f"One can keep {MAX_OWN} filters at most; delete one first.")
    return name


def _checked_query(query: str) -> str:
    """Only what filters: a saved filter must not lead anywhere else."""
    if len(query) > MAX_QUERY_LENGTH:
        raise WrongInput("This filter is too long to be saved; choose fewer values.")
    names = [name for name, _ in parse_qsl(query)]
    if not names:
        raise WrongInput("There is nothing to save yet: filter the list first.")
    if any(name not in ("q", "where") and not name.startswith("f.") for name in names):
        raise WrongInput("This is not a filter of the customers; open the list and save it there.")
    return query
