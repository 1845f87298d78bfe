"""One customer: the name, the way back to the list as it was, and the tabs Summary and Communications."""

import streamlit as st

from pages.customers.address import list_params
from pages.customers.chat import render_chat
from pages.customers.summary import summary_view
from search.profile import get_profile
from ui import context, format, links
from ui.components.header import Tab, header
from ui.components.summary import summary
from ui.filters import all_params, params


def render_profile(customer_id: str) -> None:
    address = params()
    beside = list_params(all_params())
    profile = get_profile(context.engine(), context.principal(), customer_id)
    in_chat = address.get("tab") == "communications"
    tabs = [
        Tab("Summary", links.profile(customer_id, beside), not in_chat),
        Tab(
            "Communications",
            links.chat(customer_id, beside=beside),
            in_chat,
            format.number(profile.communications),
        ),
    ]
    with st.container(key="profile", gap=None):
        name, back = profile.name or "No name", links.customers(beside)
        header("profile-header", name, back, "Back to the list of customers", tabs)
        if in_chat:
            render_chat(profile)
        else:
            summary("profile-summary", summary_view(profile, beside, context.zone()))
