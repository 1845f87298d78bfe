"""The main script: who asks, the pages, and the frame around them."""

from importlib import import_module

import streamlit as st

from ui import sidebar, style
from ui.errors import sentences

st.set_page_config(page_title="Open360", layout="wide", initial_sidebar_state=200)
style.apply()

MENU = {"customers": "Customers", "search": "Search", "session": "Session", "load": "Load", "status": "Status"}
pages = {
    name: st.Page(
        import_module(f"pages.{name}").render,
        title=title,
        url_path=None if name == "customers" else name,
        default=name == "customers",
        visibility="hidden" if name == "session" else "visible",
    )
    for name, title in MENU.items()
    if hasattr(import_module(f"pages.{name}"), "render")
}
current = st.navigation(list(pages.values()), position="hidden")
sidebar.draw([page for name, page in pages.items() if name != "session"], current)
with sentences():
    current.run()
