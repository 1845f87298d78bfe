"""Adding somebody by hand: what is wrong and who may be the same person already stand beside what is being typed."""

import streamlit as st

from domain.contact import CONTACT_FIELDS, KEY_FIELDS
from domain.errors import AlreadyThere, EngineUnavailable, Open360Error, WrongInput
from domain.values import LIST_FIELDS, checked
from indexing.additions import add_customer
from search.similar import similar_customers
from settings import get_settings
from ui import context, links
from ui.components.newcomer import Alike, Field, Values, newcomer, submitted, typed
from ui.errors import sentences
from ui.filters import set_params

_KEY = "newcomer"
_LISTS = {contact: field for field, contact in LIST_FIELDS.items()}
_PLACEHOLDERS = {"phone": "in any notation", "birth_date": "1985-04-23"}


def _field_id(contact: str) -> str:
    return contact if contact == "name" else _LISTS.get(contact, f"contact.{contact}")


_FIELDS = tuple(
    Field(
        _field_id(id),
        known.title,
        repeats=id in KEY_FIELDS,
        first=id == "name" or id in KEY_FIELDS,
        placeholder=_PLACEHOLDERS.get(id, ""),
    )
    for id, known in CONTACT_FIELDS.items()
)


@st.dialog("Add customer", width="medium")
def add_dialog() -> None:
    """The form; who was added is opened."""
    with sentences():
        sent = submitted(_KEY)
        added, problem, whose = _add(sent) if sent is not None else ("", "", "")
        if added:
            set_params(customer=added, row=added, tab=None)
            st.rerun()
        values = typed(_KEY)
        try:
            alike = _alike(values)
        except Open360Error as error:  # what is typed stays; the next key asks again
            if isinstance(error, EngineUnavailable):
                context.forget_engine()
            alike, problem = [], problem or str(error)
        newcomer(_KEY, _FIELDS, wrong_with(values), alike, problem, whose)


def begin() -> None:
    """An empty form."""
    for name in ("typed", "answer"):
        st.session_state.pop(f"{_KEY}:{name}", None)


def wrong_with(values: Values) -> dict[str, str]:
    """A sentence for each field that cannot be so."""
    found = {}
    for field, texts in values.items():
        try:
            checked(field, texts, get_settings().region)
        except WrongInput as error:
            found[field] = str(error)
    return found


def _add(values: Values) -> tuple[str, str, str]:
    """The ID of who was added, or why that cannot be, and where whoever has a key already is."""
    try:
        return add_customer(context.engine(), context.principal(), values, get_settings().region), "", ""
    except AlreadyThere as error:
        return "", str(error), links.profile(error.customer_id)
    except Open360Error as error:
        return "", "" if wrong_with(values) else str(error), ""  # what is wrong with a field stands beside it


def _alike(values: Values) -> list[Alike]:
    found = similar_customers(context.engine(), context.principal(), values, get_settings().region)
    return [Alike(one.name or "No name", one.why, links.profile(one.customer_id), one.certain) for one in found]
