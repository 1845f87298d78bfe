"""Who one customer is: why each key is theirs, who else might be them, and what was decided about them."""

from html import escape

import streamlit as st

from domain.errors import NotFound
from pages.duplicates.conflicting import kind_title, shown_key
from pages.duplicates.deciding import NO_NAME, decisions, notice, why_not
from pages.duplicates.pairs import chosen_pair, in_words
from search.customers import find_customers
from search.duplicates import duplicates_of
from search.identity import TheirKey, keys_of
from search.profile import get_profile
from search.requests import CustomersRequest
from search.results import CustomerRow
from search.stating import Stating
from settings import get_settings
from ui import context, format, links
from ui.components.choices import Choice, choices
from ui.components.listing import Cell, Row, listing
from ui.filters import params, set_params
from ui.page import title

FOUND = 8
_SHOWN = 3
_KINDS = {"upload": "upload", "conversation": "conversation", "manual": "edited by"}


def render(customer_id: str) -> None:
    engine, principal = context.engine(), context.principal()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        _back()
        notice()
        why_not()
    try:
        profile = get_profile(engine, principal, customer_id)
    except NotFound as error:
        title("Duplicates")
        st.text(str(error))
        return
    name = profile.name or NO_NAME
    title(f"Who is {name}?")
    left, right = st.columns([0.42, 0.58], gap="large")
    with left:
        st.html(
            f'<a class="o-link" href="{escape(links.profile(profile.customer_id))}" target="_self">Open the profile</a>'
        )
        _others(profile.customer_id)
        keys = keys_of(engine, principal, profile.customer_id)
        listing(
            "duplicates-keys",
            "Why each key is theirs",
            ("Key", "Kind", "Stated by"),
            [_key(key) for key in keys],
            "No key identifies this customer.",
        )
    with right:
        other = params().get("other")
        if other:
            chosen_pair((profile.customer_id, other), stays="other")
        else:
            st.caption("Choose a customer on the left to see both side by side.")
    decisions(profile.customer_id)


def _back() -> None:
    st.button(
        "← All duplicates", type="tertiary", on_click=set_params, kwargs={"customer": None, "other": None, "find": None}
    )


def _others(customer_id: str) -> None:
    """Who may be the same person, and a search for anybody else."""
    pairs = duplicates_of(context.engine(), context.principal(), customer_id)
    items = [_choice(customer_id, pair.other.customer_id, pair.other.name, in_words(pair)) for pair in pairs]
    choices("duplicates-of", "May be the same person", items, "Nobody looks like the same person.")
    st.session_state["duplicates-find"] = params().get("find", "")
    st.text_input(
        "Find the other customer",
        placeholder="Name, phone, e-mail or ID",
        key="duplicates-find",
        on_change=lambda: set_params(find=st.session_state["duplicates-find"]),
    )
    text = params().get("find", "")
    if not text:
        return
    request = CustomersRequest(text=text, size=FOUND)
    page = find_customers(context.engine(), context.principal(), request, get_settings().region)
    found = [row for row in page.rows if row.customer_id != customer_id]
    items = [_choice(customer_id, row.customer_id, row.name, _known_by(row), text) for row in found]
    some = f"Found: the first {FOUND} of {format.number(page.total.value)}" if page.total.value > FOUND else "Found"
    choices("duplicates-found", some, items, "Nobody else matches.")


def _choice(customer_id: str, other: str, name: str | None, note: str, find: str | None = None) -> Choice:
    href = links.duplicates(customer_id, other=other, find=find or params().get("find"))
    return Choice(href, name or NO_NAME, note, params().get("other") == other)


def _known_by(row: CustomerRow) -> str:
    return " · ".join([*map(format.phone, row.phones), *row.emails, *row.external_ids][:_SHOWN])


def _key(key: TheirKey) -> Row:
    notes = []
    if key.not_theirs:
        notes.append("not theirs, as a person decided")
    if key.contested:
        notes.append(f"others claim it too: {key.contested}")
    told = [_told(stating) for stating in key.stated[:_SHOWN]]
    rest = key.statements - len(told)
    if rest > 0:
        told.append(f"{format.counted(rest, 'more')} " if rest == 1 else f"{format.number(rest)} more")
    hover = "\n".join(_told(stating) for stating in key.stated)
    shown = f"{key.namespace}:" if key.namespace not in ("", "default") else ""
    said = " · ".join([*notes, *(told or ["a decision by hand"])])
    return Row((Cell(shown + shown_key(key.kind, key.value)), Cell(kind_title(key.kind)), Cell(said, hover)))


def _told(stating: Stating) -> str:
    day = format.moment(stating.at, context.zone()).day if stating.at else ""
    return f"{_KINDS.get(stating.kind, stating.kind)} {stating.name} {day}".strip()
