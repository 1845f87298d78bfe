"""The Communications tab: one chat, read in windows as the reader scrolls."""

from typing import Any

import streamlit as st

from domain.errors import EngineUnavailable
from pages.customers.address import list_params
from pages.customers.chat_view import campaigns_view, window_view
from search.chat import chat_campaigns, get_chat
from search.requests import EVERYTHING, ChatRequest
from search.results import Profile
from ui import context
from ui.components.chat import Asked, asked, chat
from ui.errors import sentences
from ui.filters import all_params, params

_KEY = "profile-chat"
_SIZE = 50
_LOST = "The message of this link is not in this chat; these are the newest ones."


@st.fragment
def render_chat(profile: Profile, customer_id: str) -> None:
    """Draw the tab; it runs alone when the browser asks for more, or another campaign is chosen. `customer_id` is the
    address's."""
    address = params()
    if (address.get("customer"), address.get("tab")) != (customer_id, "communications"):
        # The way elsewhere was heard in a run of this part alone. The component stays until the whole page is drawn.
        chat(_KEY, {"request": None})
        st.rerun()
    with sentences():
        wanted = asked(_KEY, _which(_request(profile)))
        try:
            data = _more(profile, wanted) if wanted else _beginning(profile)
        except EngineUnavailable as error:
            if wanted is None:
                raise
            # What is loaded stays where it is; the browser asks again.
            context.forget_engine()
            data = {"request": wanted.request, "problem": str(error)}
        chat(_KEY, data)


def _beginning(profile: Profile) -> dict[str, Any]:
    """The campaigns, and the window around the address's message, or the newest one."""
    engine, principal, zone = context.engine(), context.principal(), context.zone()
    request = _request(profile)
    window = get_chat(engine, principal, request)
    campaigns = chat_campaigns(engine, principal, profile.customer_id)
    return {
        "chat": _which(request),
        "request": 0,
        "anchor": request.anchor if window.anchor_found else None,
        "notice": "" if window.anchor_found else _LOST,
        "campaigns": campaigns_view(profile.customer_id, campaigns, list_params(all_params()), zone),
        "selected": request.campaign_id,
        **window_view(window, zone, request.campaign_id is EVERYTHING),
    }


def _more(profile: Profile, wanted: Asked) -> dict[str, Any]:
    """The window that the browser asked for."""
    request = _request(profile, wanted)
    window = get_chat(context.engine(), context.principal(), request)
    return {"request": wanted.request, **window_view(window, context.zone(), request.campaign_id is EVERYTHING)}


def _which(request: ChatRequest) -> list[str | None]:
    """Which chat it is, in the browser's terms too."""
    return [request.customer_id, request.campaign_id, params().get("message"), request.find]


def _request(profile: Profile, wanted: Asked | None = None) -> ChatRequest:
    address = params()
    return ChatRequest(
        profile.customer_id,
        address.get("campaign") or EVERYTHING,
        anchor=None if wanted else address.get("message"),
        before=wanted.cursor if wanted and wanted.where == "before" else None,
        after=wanted.cursor if wanted and wanted.where == "after" else None,
        size=_SIZE,
        find=address.get("find", ""),
    )
