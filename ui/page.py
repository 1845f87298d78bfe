"""What stands at the top of every page."""

from html import escape

import streamlit as st


def title(name: str, count: str = "") -> None:
    """The page's name, and beside it a count of what the page shows."""
    beside = f'<span class="o-count" role="status">{escape(count)}</span>' if count else ""
    st.html(f'<div class="o-title"><h1>{escape(name)}</h1>{beside}</div>')
