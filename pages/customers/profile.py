"""One customer: the name, the way back to the list as it was, the neighbours in it, and the tabs."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from connectors.products import is_connected
from domain.errors import EngineUnavailable, NotFound, Open360Error
from pages.customers import gone
from pages.customers.acts import CHANGING, Acting, answer_to, asked_of
from pages.customers.address import list_params
from pages.customers.chat import render_chat
from pages.customers.place import Place, find_place
from pages.customers.summary import summary_view
from pages.customers.timeline_view import timeline_view
from search.fields import FieldInfo, get_fields
from search.profile import get_profile
from search.reach import why_unreachable
from search.results import Profile
from search.timeline import get_timeline
from settings import get_settings
from ui import context, format, links
from ui.components.header import Deed, Header, Tab, header
from ui.components.summary import answered, summary
from ui.components.timeline import timeline
from ui.filters import all_params
from ui.links import Params

JOINED = "The link was to a customer who has been joined into this one."
_WAYS = (
    ("[ ]", "previous and next customer of the list; Alt with ↑ and ↓ too"),
    ("u", "back to the list"),
)
_HELP = (("?", "these keys"),)
KEYS = (*_WAYS, ("e", "edit contact info"), ("← →", "from bar to bar of the timeline; Enter goes there"), *_HELP)
CHAT_KEYS = (*_WAYS, ("↑ ↓", "from campaign to campaign, in their list"), *_HELP)
_SUMMARY = "profile-summary"
_DRAWN = "profile-drawn"


@dataclass(frozen=True)
class Drawn:
    """What stands on the page; kept, so that an answer needs nothing read again and typing outlives a failure."""

    address: Params
    customer_id: str
    header: Header
    timeline: dict[str, Any]
    summary: dict[str, Any]


def render_profile(customer_id: str) -> None:
    address = all_params()
    if address.get("tab") == "communications":
        forget_drawn()
    if gone.render_deleted(customer_id, list_params(address)):
        return
    try:
        if address.get("tab") == "communications":
            _chat(customer_id, address)
        else:
            _summary(customer_id, address)
    except NotFound as error:
        gone.render_unknown(str(error), list_params(address))


def _chat(customer_id: str, address: Params) -> None:
    profile = get_profile(context.engine(), context.principal(), customer_id)
    fields = get_fields(context.engine(), context.principal())
    with st.container(key="profile", gap=None):
        header("profile-header", _header(profile, customer_id, list_params(address), fields, in_chat=True))
        render_chat(profile, customer_id)


def _summary(customer_id: str, address: Params) -> None:
    answer = answered(_SUMMARY)
    kept = _kept()
    if kept is not None and kept.address != address:
        kept = None
    try:
        again = kept is None or answer is None or answer["act"] in CHANGING
        drawn = _read(customer_id, address) if again or kept is None else kept
    except EngineUnavailable as error:
        if answer is None or kept is None:
            raise
        context.forget_engine()
        drawn, answer = kept, {"problem": str(error), **answer}
    st.session_state[_DRAWN] = drawn
    with st.container(key="profile", gap=None):
        header("profile-header", drawn.header)
        timeline("profile-timeline", drawn.timeline)
        summary(_SUMMARY, {**drawn.summary, "answer": answer}, on_act=_act)


def forget_drawn() -> None:
    """Whoever leaves the Summary tab finds it read anew."""
    st.session_state.pop(_DRAWN, None)


def _kept() -> Drawn | None:
    before = st.session_state.get(_DRAWN)
    return before if isinstance(before, Drawn) else None


def _act(asked: object) -> dict[str, Any] | None:
    """Do what the browser asks for; a deletion's proof stays for the addresses by which one was there."""
    wanted = asked_of(asked)
    if wanted is None:
        return None
    try:
        acting = Acting(context.engine(), get_settings(), context.principal())
    except Open360Error as error:
        return {"request": wanted.request, "act": wanted.act, "problem": str(error)}
    answer = answer_to(acting, wanted)
    gone.remember_deleted(wanted.customer_id, answer)
    kept = _kept()
    if kept is not None and kept.customer_id == wanted.customer_id:
        gone.remember_deleted(str(kept.address["customer"]), answer)
    return answer


def _read(customer_id: str, address: Params) -> Drawn:
    engine, principal, zone = context.engine(), context.principal(), context.zone()
    profile = get_profile(engine, principal, customer_id)
    fields = get_fields(engine, principal)
    beside = list_params(address)
    own_titles = {field.id: field.title for field in fields if field.id.startswith("fields.")}
    line = get_timeline(engine, principal, profile.customer_id, zone)
    return Drawn(
        address=address,
        customer_id=profile.customer_id,
        header=_header(profile, customer_id, beside, fields, in_chat=False),
        timeline=timeline_view(line, profile.customer_id, beside),
        summary=summary_view(profile, principal, beside, zone, own_titles, fetches=is_connected(get_settings())),
    )


def _header(profile: Profile, asked_id: str, beside: Params, fields: tuple[FieldInfo, ...], in_chat: bool) -> Header:
    engine, principal, settings = context.engine(), context.principal(), get_settings()
    customer_id = profile.customer_id
    place: Place = find_place(
        engine,
        principal,
        customer_id,
        beside,
        fields,
        zone=context.zone(),
        region=settings.region,
        in_chat=in_chat,
    )
    content = Header(
        title=profile.name or "No name",
        back=place.back,
        tabs=(
            Tab("Summary", links.profile(customer_id, beside), not in_chat),
            Tab(
                "Communications",
                links.chat(customer_id, beside=beside),
                in_chat,
                format.number(profile.communications),
            ),
        ),
        position=place.text,
        previous=place.previous,
        next=place.next,
        deeds=(
            Deed("Duplicates", links.duplicates(customer_id)),
            Deed("Start conversation", reason=why_unreachable(profile), primary=True),
        ),
        keys=CHAT_KEYS if in_chat else KEYS,
    )
    return replace(content, note=JOINED) if asked_id != customer_id else content
