"""The main script: who asks, the pages, and the frame around them."""

import streamlit as st

from pages import customers, fields, load, search, session, status
from ui import sidebar, style
from ui.errors import sentences

st.set_page_config(page_title="Open360", layout="wide", initial_sidebar_state=200)
style.apply()

menu = [
    st.Page(customers.render, title="Customers", default=True),
    st.Page(search.render, title="Search", url_path="search"),
    st.Page(load.render, title="Load", url_path="load"),
    st.Page(status.render, title="Status", url_path="status"),
]
# Reached by links alone.
hidden = [
    st.Page(session.render, title="Session", url_path="session", visibility="hidden"),
    st.Page(fields.render, title="Fields", url_path="fields", visibility="hidden"),
]

current = st.navigation([*menu, *hidden], position="hidden")
sidebar.draw(menu, current)
with sentences():
    current.run()
