"""The columns of the list: which, in which order, how wide, and what stands under each header to filter by."""

from collections.abc import Sequence

import streamlit as st

from domain.errors import Open360Error
from indexing.preferences import save_columns
from pages.customers.address import QUICK, effective_sort, quick_values, sort_link
from search.fields import FieldInfo
from search.names import campaign_names
from search.preferences import ShownColumn, get_columns
from search.requests import CustomersRequest
from ui import channels, context, format
from ui.components.table import Available, Column, ColumnWidth, Filter, Kind
from ui.links import Params

FIRST = (
    "name",
    "phones",
    "emails",
    "participation.campaign",
    "participation.status",
    "channels",
    "communications",
    "last_communication_at",
)
"""The columns of somebody who never chose any."""
_SHORT = {"communications": ("Comm.", "Communications"), "participation.campaign": ("Campaigns", "")}
"""Headers that say it shorter than the field's title, and what they say on hover."""
_WIDTHS = {"name": 150, "emails": 180, "participation.campaign": 136, "participation.status": 130, "channels": 132}
_WIDTH_OF = {"phone": 150, "number": 84, "date": 164, "boolean": 100}
_MISSING = {"name": "no name", "phones": "no phone", "last_communication_at": "none"}
_KINDS: dict[str, Kind] = {"phone": "phone", "number": "number", "date": "date", "channel": "channels"}
_BOXES = {"phone": "digits …", "number": "≥", "text": "words …"}


def shown(fields: Sequence[FieldInfo]) -> tuple[list[FieldInfo], dict[str, int]]:
    """The fields that stand as columns for whoever asks, in order, and the widths that they gave."""
    known = {field.id: field for field in fields if field.is_column and not field.hidden}
    chosen = get_columns(context.engine(), context.principal())
    found = [known[column.id] for column in chosen if column.id in known]
    first = [known[id] for id in FIRST if id in known]
    return found or first, {column.id: column.width for column in chosen if column.width}


def available(fields: Sequence[FieldInfo]) -> list[Available]:
    """Every field that can be a column."""
    return [Available(field.id, field.title, field.group) for field in fields if field.is_column and not field.hidden]


def keep(columns: Sequence[ColumnWidth]) -> None:
    """Remember the columns that were chosen; says why where that cannot be."""
    try:
        wanted = [ShownColumn(column.id, column.width) for column in columns]
        save_columns(context.engine(), context.principal(), wanted)
    except Open360Error as error:
        st.toast(format.plain(str(error)), icon=":material/error:")


def described(
    fields: Sequence[FieldInfo], widths: dict[str, int], address: Params, request: CustomersRequest
) -> list[Column]:
    """The columns as the table draws them."""
    keys = effective_sort(request)
    found = []
    for field in fields:
        at = next((place for place, key in enumerate(keys) if key.field == field.id), None)
        title, hover = _SHORT.get(field.id, ("", "")) if not field.own_title else ("", "")
        direction = "" if at is None else "descending" if keys[at].descending else "ascending"
        found.append(
            Column(
                id=field.id,
                title=title or field.title,
                kind="status" if field.id == "participation.status" else _KINDS.get(field.type, "text"),
                width=widths.get(field.id) or _WIDTHS.get(field.id) or _WIDTH_OF.get(field.type, 140),
                sort_href=sort_link(address, request, field) if field.sortable else None,
                add_href=sort_link(address, request, field, also=True) if field.sortable else None,
                sorted=direction,
                rank=at + 1 if at is not None and len(keys) > 1 else 0,
                missing=_MISSING.get(field.id, ""),
                hover=hover,
                filter=_filter(field, address),
            )
        )
    return found


def _filter(field: FieldInfo, address: Params) -> Filter | None:
    if not field.operators:  # stored and shown only
        return None
    parameter, values = QUICK + field.id, quick_values(address, field.id)
    if field.type in ("number", "date"):
        return Filter(field.type, parameter, values, placeholder=_BOXES.get(field.type, ""))
    if field.type in ("text", "phone"):
        return Filter("text", parameter, values, placeholder=_BOXES[field.type])
    return Filter("choice", parameter, values, _titles(field, values))


def _titles(field: FieldInfo, values: Sequence[str]) -> list[str]:
    """What people read for chosen values."""
    if field.type == "channel":
        return [channels.name(value) for value in values]
    names = {value: word.title() for value, word in format.YES_NO.items()} if field.type == "boolean" else {}
    if field.type == "campaign" and values:
        names = campaign_names(context.engine(), context.principal(), values)
    return [names.get(value, value) for value in values]
