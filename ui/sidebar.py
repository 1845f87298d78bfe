"""The left side of every page: the product's name, the way to its pages, who asks, and how the engine does."""

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from domain.errors import Open360Error, SignedOut
from search.status import get_counts
from ui import context
from ui.format import counted

LOOK_SECONDS = 10.0


def draw(pages: Sequence[StreamlitPage], current: StreamlitPage) -> None:
    """`pages` in the order of the menu; one of them, or a hidden one, is the `current`."""
    with st.sidebar:
        st.html('<div class="o-brand">Open<span>360</span></div>')
        for page in pages:
            with st.container(key=f"nav-{'here' if page is current else page.title}"):
                st.page_link(page, query_params={}, width="stretch")
        with st.container(key="shell-foot"):
            _foot()


@st.fragment(run_every=LOOK_SECONDS)
def _foot() -> None:
    try:
        who = context.principal()
    except SignedOut:
        st.rerun()  # the whole page: it says so, or begins anew
    try:
        state, colour = f"engine ready · {counted(_messages(), 'message')}", "good"
    except Open360Error:
        context.forget_engine()
        state, colour = "engine away", "bad"
    alone = "this machine alone<br>" if context.is_alone() else ""
    st.html(
        f'<div class="o-foot">{escape(who.identity)}<br>{escape(who.role.capitalize())}<br>{alone}'
        f'<span class="o-dot" style="background:var(--o-{colour})"></span>{state}</div>'
    )


@st.cache_data(ttl=LOOK_SECONDS / 2, show_spinner=False)
def _messages() -> int:
    """How many messages are stored; read once for all who look at the same time."""
    return get_counts(context.engine(), context.principal())["messages"]
