"""Fields: everything that is known about customers, where it comes from, and what it is called here."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from domain.access import Action, refusal
from domain.conditions import Condition, Group, Operator, as_text
from domain.errors import Open360Error
from indexing import fields as registry
from search.fields import FieldInfo, get_fields
from ui import context, format, links
from ui.components.fields import Line, fields
from ui.page import title

_KEY = "fields"
_BUILT_IN = {
    "Activity": "Counted from communications",
    "Campaigns": "Campaign uploads, and edits",
    "Products": "Campaign uploads, conversations, the product system",
    "Communications": "Conversation logs",
    "Loads": "Every load",
}
"""Group of a built-in field -> where its values come from; the others are contact fields."""
_CONTACT = "Uploads, conversations, and edits"
_TYPES = {
    "text": "text",
    "phone": "phone",
    "number": "number",
    "date": "date",
    "boolean": "yes or no",
    "choice": "choice",
    "channel": "channel",
    "campaign": "campaign",
}


def render() -> None:
    found = get_fields(context.engine(), context.principal(), counts=True)
    title("Fields", format.number(len(found)))
    reason = refusal(context.principal(), Action.MANAGE_FIELDS)
    answer = st.session_state.get(f"{_KEY}-answer", {"request": 0, "problem": ""})
    lines = [_line(field) for field in found]
    fields(_KEY, lines, back=links.customers(), reason=reason, answer=answer, act=_act)


def _line(field: FieldInfo) -> Line:
    filled = Group((Condition(field.id, Operator.FILLED),))
    can_ask = field.customers and Operator.FILLED in field.operators
    return Line(
        id=field.id,
        title=field.title,
        renamed=field.own_title is not None,
        type=_TYPES[field.type],
        group=field.group,
        source=_BUILT_IN.get(field.group, _CONTACT) if field.source == "Built in" else field.source,
        customers="" if field.customers is None else format.number(field.customers),
        href=links.customers({"where": as_text(filled)}) if can_ask else "",
        hidden=field.hidden,
        note="" if field.searchable else "shown only: too many fields to search them all",
    )


def _act(wanted: Mapping[str, Any]) -> None:
    """Carry out a change; what went wrong is told on the page."""
    engine, principal, field_id = context.engine(), context.principal(), str(wanted.get("id", ""))
    problem = ""
    try:
        if wanted.get("do") == "rename":
            registry.rename(engine, principal, field_id, str(wanted.get("title", "")))
        elif wanted.get("do") in ("hide", "show"):
            registry.hide(engine, principal, field_id, wanted.get("do") == "hide")
    except Open360Error as error:
        problem = str(error)
    st.session_state[f"{_KEY}-answer"] = {"request": wanted.get("request"), "problem": problem}
