"""The left side of every page: the product's name, the way to its pages, who asks, and how the engine does."""

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui import context

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
    who = context.principal()
    ready = context.answers()
    colour = "var(--o-good)" if ready else "var(--o-bad)"
    engine = "engine ready" if ready else "engine away"
    st.html(
        f'<div class="o-foot">{escape(who.identity)}<br>{escape(who.role.capitalize())}<br>'
        f'<span class="o-dot" style="background:{colour}"></span>{engine}</div>'
    )
