"""The forms that change or delete many customers: how many, what will be, and the button that starts the job."""

import streamlit as st

from domain.campaigns import CUSTOMER_SERVICE_ID
from pages.customers import job
from search.customers import iter_selected
from search.fields import choices
from search.names import list_campaigns
from search.requests import Selection
from settings import get_settings
from ui import context
from ui.format import counted, number

MOST_COUNTED = 20_000
"""Customers whose communications are added up for the preview; of more it says only how many customers."""
_OFFERED = 200


def participation_form(selection: Selection, count: int, *, adding: bool) -> None:
    """Whom to put into which campaign, and their status and stage there."""
    who = counted(count, "customer")
    if adding:
        st.text(f"{who} will be in the campaign. Who is in it already stays in it.")
    else:
        st.text(f"{who} will have this status and stage in the campaign. Who is not in it yet is added to it.")
    known = [one.name for one in list_campaigns(context.engine(), context.principal()) if _is_outbound(one.campaign_id)]
    campaign = st.selectbox(
        "Campaign",
        known,
        index=None,
        placeholder="Choose one, or type the name of a new one" if adding else "Choose one",
        accept_new_options=adding,
    )
    left, right = st.columns(2)
    with left:
        status = _offered("Status", "participation.status")
    with right:
        stage = _offered("Stage", "participation.stage")
    st.caption("What is left empty stays as it is. What is set here wins over later uploads.")
    ready = bool(campaign and count and (adding or status or stage))
    label = f"Add {who}" if adding else f"Change {who}"
    if st.button(label, type="primary", disabled=not ready):
        arguments = {"selection": selection.as_dict(), "campaign": campaign, "status": status, "stage": stage}
        job.start("participation", arguments)


def _is_outbound(campaign_id: str) -> bool:
    return campaign_id != CUSTOMER_SERVICE_ID


def _offered(title: str, field_id: str) -> str | None:
    known = choices(context.engine(), context.principal(), field_id, size=_OFFERED)
    return st.selectbox(
        title, [one.value for one in known], index=None, placeholder="As it is", accept_new_options=True
    )


def delete_form(selection: Selection, count: int) -> None:
    """Who and what is deleted; the number has to be typed, as nothing brings them back."""
    st.text(f"{counted(count, 'customer')}{_with_communications(selection, count)} will be deleted for good.")
    st.caption("With them go what was loaded about them, their messages, logs and recordings. It cannot be undone.")
    typed = st.text_input(f"Type {count} to confirm", autocomplete="off")
    if not st.button(f"Delete {counted(count, 'customer')}", type="primary", disabled=not count):
        return
    if typed.strip().replace(",", "") == str(count):
        job.start("delete", {"selection": selection.as_dict(), "confirmed": count})
    else:
        st.error(f"Nothing was deleted: type {count} into the box first.")


def _with_communications(selection: Selection, count: int) -> str:
    if count > MOST_COUNTED:
        return " with all their communications"
    region = get_settings().region
    batches = iter_selected(context.engine(), context.principal(), selection, region, ["communications"])
    total = sum(int(source.get("communications") or 0) for batch in batches for _, source in batch)
    return f" with {number(total)} linked sessions and communications"
