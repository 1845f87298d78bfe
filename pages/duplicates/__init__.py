"""Duplicates: who may be one person, which keys several customers claim, and what people decided about it."""

import streamlit as st

from pages.duplicates import conflicting, pairs, person
from pages.duplicates.deciding import decisions, notice, why_not
from search.status import has_data
from ui import context, sample
from ui.filters import params, set_params
from ui.page import title

_TABS = {"pairs": "Possible duplicates", "conflicts": "Conflicts"}


def render() -> None:
    customer_id = params().get("customer")
    if customer_id:
        person.render(customer_id)
        return
    title("Duplicates")
    if not has_data(context.engine(), context.principal()):
        sample.offer("There is no data yet")
        return
    # Beside each other, so that what is said moves nothing.
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        _tabs()
        notice()
        why_not()
    if _tab() == "conflicts":
        conflicting.render()
    else:
        pairs.render()
    decisions()


def _tab() -> str:
    return "conflicts" if params().get("tab") == "conflicts" else "pairs"


def _tabs() -> None:
    def chosen() -> None:
        tab = st.session_state["duplicates-tab"]
        set_params(tab="conflicts" if tab == "conflicts" else None, pair=None, page=None)

    st.session_state["duplicates-tab"] = _tab()
    st.segmented_control(
        "What to look at",
        list(_TABS),
        format_func=_TABS.__getitem__,
        key="duplicates-tab",
        on_change=chosen,
        label_visibility="collapsed",
        required=True,
    )
