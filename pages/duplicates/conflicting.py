"""Conflicts: keys that several customers claim, each to be settled by a click."""

import streamlit as st

from indexing.decisions import settle_conflict
from pages.duplicates.deciding import NO_NAME, buttons
from pages.duplicates.pairs import pager
from pages.duplicates.sides import side_by_side
from search.identity import OpenConflict, conflicts
from ui import context, format, links
from ui.components.choices import Choice, choices
from ui.filters import number, params

_LAST_PAGE = 500
_KINDS = {"external_id": "Customer ID", "email": "E-mail", "phone": "Phone"}


def render() -> None:
    page = number("page", 1, _LAST_PAGE)
    found = conflicts(context.engine(), context.principal(), page)
    wanted = params().get("pair")
    chosen = next((c for c in found.conflicts if c.key_id == wanted), None)
    chosen = chosen or next(iter(found.conflicts), None)
    left, right = st.columns([0.42, 0.58], gap="large")
    with left:
        total = format.counted(found.total, "contested key") if found.total else "Contested keys"
        items = [_item(conflict, page, conflict == chosen) for conflict in found.conflicts]
        choices("duplicates-conflicts", total, items, "No key is claimed by several customers.")
        pager(page, found.has_more)
    with right:
        if chosen:
            _settle(chosen)


def _item(conflict: OpenConflict, page: int, is_chosen: bool) -> Choice:
    names = ", ".join(customer.name or NO_NAME for customer in conflict.customers)
    href = links.duplicates(tab="conflicts", page=str(page) if page > 1 else None, pair=conflict.key_id)
    key = shown_key(conflict.kind, conflict.value)
    return Choice(href, f"{key} · {names}", f"kept apart: {conflict.reason}", is_chosen)


def shown_key(kind: str, value: str) -> str:
    """A key as people read it."""
    return format.phone(value) if kind == "phone" else value


def kind_title(kind: str) -> str:
    """ "phone" -> "Phone"."""
    return _KINDS.get(kind, kind)


def _settle(conflict: OpenConflict) -> None:
    above = st.container()  # as beside a pair
    names = side_by_side([customer.customer_id for customer in conflict.customers])
    if not names:
        return
    engine, principal = context.engine(), context.principal()
    with above:
        buttons(
            names,
            same=lambda: settle_conflict(engine, principal, conflict.cluster_id, conflict.key_id, same=True),
            different=lambda: settle_conflict(engine, principal, conflict.cluster_id, conflict.key_id, same=False),
        )
