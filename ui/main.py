"""The main script: who asks, the pages, and the frame around them."""

from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from domain.access import Action, may
from pages import audit, customers, duplicates, fields, load, search, session, status
from ui import context, sidebar, signed_out, style
from ui.errors import sentences

st.set_page_config(page_title="Open360", layout="wide", initial_sidebar_state=200)
style.apply()

who = context.arrive()


def page(
    render: Callable[[], None], title: str, path: str = "", visibility: Literal["visible", "hidden"] = "visible"
) -> StreamlitPage:
    """A page of the app; for who is signed out each address shows the same."""
    shown = render if who is not None else signed_out.render
    return st.Page(shown, title=title, url_path=path or None, default=not path, visibility=visibility)


menu = [
    page(customers.render, "Customers"),
    page(search.render, "Search", "search"),
    page(load.render, "Load", "load"),
    page(duplicates.render, "Duplicates", "duplicates"),
    page(status.render, "Status", "status"),
]
# Reached by links alone.
hidden = [page(session.render, "Session", "session", "hidden"), page(fields.render, "Fields", "fields", "hidden")]

reads_audit = who is not None and may(who, Action.READ_AUDIT)
log = page(audit.render, "Audit", "audit", "visible" if reads_audit else "hidden")
(menu if reads_audit else hidden).append(log)

current = st.navigation([*menu, *hidden], position="hidden")
if who is not None:
    sidebar.draw(menu, current)
with sentences():
    current.run()
