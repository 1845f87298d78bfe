"""What says and changes who is in the list: sentences above it, the advanced filter beside it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from domain.conditions import as_text
from domain.errors import Open360Error, WrongInput
from pages.customers.address import QUICK, list_params
from pages.customers.saved import Opened, query_of_filter
from search.conditions.sentences import Chip, Names, chips
from search.fields import FieldInfo, choices
from search.named import names_of
from search.requests import CustomersRequest
from search.results import CustomersPage
from ui import channels, context, format, links
from ui.components import chips as row
from ui.components import conditions as panel

_CHIPS = "customers-chips"
_PANEL = "customers-conditions"


def names_in(request: CustomersRequest) -> Names:
    """What the fields and IDs of a request are called; none where it asks for what does not exist."""
    try:
        return names_of(context.engine(), context.principal(), request)
    except WrongInput:
        return Names()


def render_chips(request: CustomersRequest, names: Names, start: Opened) -> None:
    """The row of sentences over the list that `start` began with."""
    address = start.address
    try:
        found = chips(request, names)
    except WrongInput:  # the list says what is wrong; it can still be cleared
        found = ()
    shown = [
        row.Chip(chip.kind, [(words.text, words.strong) for words in chip.words], without(request, chip, start))
        for chip in found
    ]
    row.chips(_CHIPS, shown, start.everybody if query_of_filter(address) else "", start.settle)


def render_panel(request: CustomersRequest, names: Names, fields: Sequence[FieldInfo], page: CustomersPage) -> None:
    """The advanced filter. It is no fragment: of one that runs right behind the whole page, Streamlit can lose what the
    page drew, and takes the panel off the page for a moment with all that was begun in it."""
    asked = panel.asked(_PANEL)
    panel.conditions(
        _PANEL,
        fields=[_field(field) for field in fields if field.operators],
        where=as_text(request.where) if request.where else "",
        names=_titles(request, names),
        count=_match(page),
        choices=_answer(asked) if asked else None,
    )


def _match(page: CustomersPage) -> str:
    return "1 matches" if page.total.value == 1 else f"{format.total(page.total)} match"


def without(request: CustomersRequest, chip: Chip, start: Opened) -> str:
    """The list without one filter. The others stay in the address as they are written there."""
    left = {name: value for name, value in list_params(start.address).items() if name not in ("page", "row")}
    if chip.kind == "text":
        left.pop("q", None)
    elif chip.kind == "where":
        left["where"] = as_text(chip.without.where) if chip.without.where else ""
    else:
        for condition in request.quick:
            if condition not in chip.without.quick:
                left.pop(QUICK + condition.field, None)
    return links.customers(left) if any(left.values()) else start.everybody


def _field(field: FieldInfo) -> panel.Field:
    operators = [operator.value for operator in field.operators]
    return panel.Field(field.id, field.title, field.type, field.group, field.source, operators, field.hidden)


def _titles(request: CustomersRequest, names: Names) -> dict[str, dict[str, str]]:
    """Field -> value -> what people read, of the values that are IDs."""
    found: dict[str, dict[str, str]] = {}
    for condition in request.where.conditions() if request.where else ():
        known = {**names.campaigns, **names.agents, **names.loads, **format.YES_NO}
        titles = {value: known.get(value) or channels.name(value) for value in condition.values}
        found.setdefault(condition.field, {}).update(titles)
    return found


def _answer(asked: panel.Asked) -> dict[str, Any]:
    """The answer to the last question. It stays with what is drawn, as a run that follows soon hides this one."""
    answer: dict[str, Any] = st.session_state.get(f"{_PANEL}-answer", {})
    if answer.get("request") != asked.request or answer.get("field") != asked.field:
        answer = {**_choices(asked), "field": asked.field}
        st.session_state[f"{_PANEL}-answer"] = answer
    return answer


def _choices(asked: panel.Asked) -> dict[str, Any]:
    """Values for the field that is asked for; none where it cannot be."""
    try:
        offered = choices(context.engine(), context.principal(), asked.field, asked.beginning)
    except Open360Error:
        offered = ()
    items = [{"value": one.value, "title": one.title, "count": one.count} for one in offered]
    return {"request": asked.request, "items": items}
