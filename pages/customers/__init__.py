"""Customers: the list, and a profile."""

import streamlit as st

from ui.page import title


def render() -> None:
    title("Customers", "17 of 108")
    st.text_input("Search", label_visibility="collapsed", placeholder="Name, phone, e-mail or ID")
    st.error("example")
