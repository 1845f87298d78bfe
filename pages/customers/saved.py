"""Saved filters in the list: what it starts with, the menu beside its title, and what the menu changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import streamlit as st

from domain.access import Action, refusal
from domain.errors import Open360Error
from indexing import saved as saved_filters
from pages.customers.address import QUICK, filter_params, list_params, without_filters
from search.fields import choices
from search.saved import SavedFilter, get_saved
from ui import context, format, links
from ui.components.saved import Entry, Menu, beginning, saved_menu
from ui.filters import all_params, drawn_for, go, has_gone
from ui.links import Params, query_of

_MENU = "customers-saved"
SAVED = "saved"
"""The parameter that says which saved filter the list began with; NONE where the reader wants everybody."""
NONE = "none"
_CAMPAIGNS = 30


@dataclass(frozen=True)
class Opened:
    """The list's parameters; the address that says so too where the one that was opened is bare, else ""; and the
    link to the list with everybody in it."""

    address: Params
    settle: str
    everybody: str


def opened() -> Opened:
    """The list as its address says; where that says nothing, with the filter that the reader starts with."""
    address: Params = list_params(all_params())
    known = get_saved(context.engine(), context.principal())
    settle = ""
    start = None if address else next((one for one in known if one.is_default), None)
    if start:
        address = _address_of(start)
        settle = links.customers(address)
    return Opened(address, settle, _everybody(address, known))


def query_of_filter(address: Params) -> str:
    """What is kept of an address in a saved filter: who is in the list, and nothing else."""
    kept = filter_params(address)
    return query_of({name: kept[name] for name in sorted(kept) if name in ("q", "where") or name.startswith(QUICK)})


def _everybody(address: Params, known: Sequence[SavedFilter]) -> str:
    """The list with everybody in it, also for a reader who starts with a saved filter."""
    starts = any(one.is_default for one in known)
    return links.customers({**without_filters(address), SAVED: NONE if starts else None})


def _address_of(one: SavedFilter, beside: Params | None = None) -> dict[str, Any]:
    return {**parse_qs(one.query), **(without_filters(beside) if beside else {}), SAVED: one.saved_id}


def render_saved(address: Params) -> None:
    """The menu of saved filters."""
    drawn_for(_MENU)
    _menu(address)


@st.fragment
def _menu(address: Params) -> None:
    """It runs alone when it opens, and the whole page again when something changed."""
    principal = context.principal()
    found = get_saved(context.engine(), principal)
    current = next((one for one in found if one.saved_id == address.get(SAVED)), None)
    query = query_of_filter(address)
    menu = Menu(
        filters=[_entry(one, address) for one in found],
        everybody=_everybody(address, found),
        fields=links.fields(),
        filtered=bool(query),
        current=current.saved_id if current else "",
        changed=current is not None and current.query != query,
        sharing_refused=refusal(principal, Action.SHARE),
        campaigns=_campaigns(address),
        answer=st.session_state.get(f"{_MENU}-answer", {"request": 0, "problem": ""}),
    )
    saved_menu(_MENU, menu, lambda wanted: _act(wanted, query))
    if st.session_state.pop(f"{_MENU}-done", False) or has_gone(_MENU):
        st.rerun()


def _entry(one: SavedFilter, address: Params) -> Entry:
    sharing = refusal(context.principal(), Action.SHARE)
    others = "" if one.own else f"Only {one.owner} or an administrator can change it."
    return Entry(
        one.saved_id,
        one.name,
        links.customers(_address_of(one, address)),
        one.own,
        one.owner,
        one.shared,
        one.is_default,
        change_refused="" if one.may_change else others or sharing,
        share_refused="" if one.may_share else others or sharing,
    )


def _campaigns(address: Params) -> list[tuple[str, str, str]]:
    """Campaigns with the list of their participants, the largest first; what was asked for last stays."""
    asked = beginning(_MENU)
    if asked is not None:
        offered = choices(context.engine(), context.principal(), "participation.campaign", asked, _CAMPAIGNS)
        st.session_state[f"{_MENU}-campaigns"] = [
            (one.title, links.participants(one.value), format.number(one.count or 0)) for one in offered
        ]
    found: list[tuple[str, str, str]] = st.session_state.get(f"{_MENU}-campaigns", [])
    return found


def _act(wanted: Mapping[str, Any], query: str) -> None:
    """Carry out what the menu asks; what went wrong is told in it."""
    engine, principal = context.engine(), context.principal()
    saved_id, name = str(wanted.get("id", "")), str(wanted.get("name", ""))
    problem = ""
    try:
        match wanted.get("do"):
            case "save":
                kept = saved_filters.save_filter(engine, principal, name, query, wanted.get("shared") is True)
                go({**list_params(all_params()), SAVED: kept})
            case "update":
                saved_filters.update_filter(engine, principal, saved_id, query)
            case "rename":
                saved_filters.rename_filter(engine, principal, saved_id, name)
            case "share" | "unshare" as what:
                saved_filters.share_filter(engine, principal, saved_id, what == "share")
            case "default" | "no_default" as what:
                saved_filters.set_default(engine, principal, saved_id if what == "default" else None)
            case "delete":
                saved_filters.delete_filter(engine, principal, saved_id)
                if all_params().get(SAVED) == saved_id:
                    go({**list_params(all_params()), SAVED: None})
    except Open360Error as error:
        problem = str(error)
    st.session_state[f"{_MENU}-answer"] = {"request": wanted.get("request"), "problem": problem}
    st.session_state[f"{_MENU}-done"] = True
