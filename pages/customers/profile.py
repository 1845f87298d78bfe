"""One customer: the name, the way back to the list as it was, the neighbours in it, and the tabs."""

from collections.abc import Mapping

import streamlit as st

from pages.customers.address import list_params
from pages.customers.chat import render_chat
from pages.customers.summary import summary_view
from pages.customers.timeline_view import timeline_view
from search.profile import get_profile
from search.reach import reachable
from search.results import Profile
from search.timeline import get_timeline
from ui import context, format, links
from ui.components.header import Deed, Header, Tab, Way, header
from ui.components.summary import summary
from ui.components.timeline import timeline
from ui.filters import params

JOINED = "The link was of a customer who has been joined into this one."
KEYS = (
    ("[ ]", "previous and next customer of the list"),
    ("u", "back to the list"),
    ("e", "edit contact info"),
    ("← →", "from bar to bar in the timeline; Enter goes there"),
    ("?", "this list"),
)


def render_profile(customer_id: str) -> None:
    address = params()
    beside = list_params(address)
    profile = get_profile(context.engine(), context.principal(), customer_id)
    in_chat = address.get("tab") == "communications"
    with st.container(key="profile", gap=None):
        header("profile-header", _header(profile, customer_id, beside, in_chat))
        if in_chat:
            render_chat(profile)
        else:
            _summary(profile, beside)


def _header(profile: Profile, asked_id: str, beside: Mapping[str, str], in_chat: bool) -> Header:
    customer_id = profile.customer_id
    count = format.number(profile.communications)
    return Header(
        title=profile.name or "No name",
        back=Way(links.customers(beside), "Back to the list of customers (u)"),
        tabs=(
            Tab("Summary", links.profile(customer_id, beside), not in_chat),
            Tab("Communications", links.chat(customer_id, beside=beside), in_chat, count),
        ),
        deeds=(
            Deed("Duplicates", links.duplicates(customer_id)),
            Deed("Start conversation", reason=reachable(profile).reason, primary=True),
        ),
        note=JOINED if asked_id != customer_id else "",
        keys=KEYS,
    )


def _summary(profile: Profile, beside: Mapping[str, str]) -> None:
    engine, principal, zone = context.engine(), context.principal(), context.zone()
    line = get_timeline(engine, principal, profile.customer_id, zone)
    timeline("profile-timeline", timeline_view(line, profile.customer_id, beside))
    summary("profile-summary", summary_view(profile, principal, beside, zone))
