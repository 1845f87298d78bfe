"""What can be done with many customers at once. Each has a dialog that says how many, and becomes a job."""

from dataclasses import replace

import streamlit as st

from domain.access import Action, refusal
from domain.errors import Open360Error
from pages.customers import export, job
from pages.customers.changing import delete_form, participation_form
from search.customers import count_selected
from search.requests import CustomersRequest, Selection
from settings import get_settings
from ui import context
from ui.components.table import Bulk, Chosen
from ui.errors import sentences
from ui.format import plain

_ACTIONS = (
    ("export", "Export", Action.EXPORT),
    ("add-to-campaign", "Add to campaign", Action.EDIT),
    ("set-status", "Set status or stage", Action.EDIT),
    ("delete", "Delete", Action.DELETE),
)


def actions() -> list[Bulk]:
    """What the bar under the table offers, each with the reason why this person may not."""
    return [Bulk(id, title, refusal(context.principal(), action)) for id, title, action in _ACTIONS]


def open_dialog(chosen: Chosen, request: CustomersRequest) -> None:
    """The dialog of an action for the customers that were chosen, as they were when it opened."""
    selection = Selection(request=replace(request, page=1)) if chosen.all else Selection(ids=chosen.ids)
    job.forget()
    try:
        count = count_selected(context.engine(), context.principal(), selection, get_settings().region)
    except Open360Error as error:
        st.toast(plain(str(error)), icon=":material/error:")
        return
    match chosen.action:
        case "export":
            _export(selection, count, request)
        case "add-to-campaign":
            _add_to_campaign(selection, count)
        case "set-status":
            _set_status(selection, count)
        case "delete":
            _delete(selection, count)


@st.dialog("Export", width="medium", on_dismiss="rerun")
def _export(selection: Selection, count: int, request: CustomersRequest) -> None:
    with sentences():
        if not job.shown():
            export.form(selection, count, request)


@st.dialog("Add to campaign", width="medium", on_dismiss="rerun")
def _add_to_campaign(selection: Selection, count: int) -> None:
    with sentences():
        if not job.shown():
            participation_form(selection, count, adding=True)


@st.dialog("Set status or stage", width="medium", on_dismiss="rerun")
def _set_status(selection: Selection, count: int) -> None:
    with sentences():
        if not job.shown():
            participation_form(selection, count, adding=False)


@st.dialog("Delete", width="medium", on_dismiss="rerun")
def _delete(selection: Selection, count: int) -> None:
    with sentences():
        if not job.shown():
            delete_form(selection, count)
