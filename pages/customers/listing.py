"""The list of customers: filters, exact totals, sorting, columns, pages and what can be done with many, all of it
in the address."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from domain.access import Action, refusal
from domain.errors import WrongInput
from pages.customers import add, bulk, columns, job, nothing
from pages.customers.address import (
    LAST_PAGE,
    PAGE_SIZE,
    filter_params,
    page_link,
    request_of,
)
from pages.customers.cells import line
from pages.customers.filters import names_in, render_chips, render_panel
from pages.customers.saved import opened, query_of_filter, render_saved
from search.customers import count_selected, find_customers
from search.fields import FieldInfo, choices, get_fields
from search.requests import CustomersRequest, Selection
from search.results import Count, CustomersPage
from search.status import has_data
from settings import get_settings
from ui import context, format, sample
from ui.components.table import Box, Chosen, Option, Pager, Table, table
from ui.filters import all_params
from ui.links import Params, query_of
from ui.page import title

_OFFERED = 50
_BOX_RESETS = ("page", "row", "sort", "desc")


def render_list() -> None:
    start = opened()
    address = start.address
    fields = get_fields(context.engine(), context.principal())
    shown, widths = columns.shown(fields)
    request, page, wrong = _asked(address, fields, shown)
    if not page.total.value and not has_data(context.engine(), context.principal()):
        _nobody_yet()
        return
    wanted = _head(page, address)
    names = names_in(request)
    render_chips(request, names, start)
    content = _table(address, fields, page, request)
    content = replace(
        content,
        columns=columns.described(shown, widths, address, request),
        rows=[line(row, shown, address) for row in page.rows],
        sized=bool(widths),
        empty=("This cannot be searched", wrong) if wrong else nothing.SAID,
        hints=[] if page.rows else nothing.hints(start, request, names, wrong),
    )
    with st.container(key="list-body", horizontal=True, gap=None):
        with st.container(key="list-table"):
            chosen = table("customers", content, on_columns=columns.keep, options=_options)
        with st.container(key="list-panel"):
            render_panel(request, names, fields, page)
    _dialogs(chosen or wanted, request)


def _asked(
    address: Params, fields: Sequence[FieldInfo], shown: Sequence[FieldInfo]
) -> tuple[CustomersRequest, CustomersPage, str]:
    """What the address asks for, the answer, and why there is none."""
    try:
        request = request_of(address, fields, [field.id for field in shown], context.zone())
    except WrongInput as error:
        return CustomersRequest(), CustomersPage(Count(0), ()), str(error)
    try:
        page = find_customers(context.engine(), context.principal(), request, get_settings().region)
    except WrongInput as error:
        return request, CustomersPage(Count(0), ()), str(error)
    return request, page, ""


def _head(page: CustomersPage, address: Params) -> Chosen | None:
    """The title with its counts, and what can be done here without selecting anybody; returns what was asked for."""
    with _row_of_head():
        filtered = bool(query_of_filter(address))
        title("Customers", f"{format.total(page.total)} of {_everyone()}" if filtered else format.total(page.total))
        render_saved(address)
        job.running()
        reason = refusal(context.principal(), Action.EXPORT)
        label = f"Export {format.number(page.total.value)}"
        export = st.button(label, key="export-all", disabled=bool(reason) or not page.total.value, help=reason or None)
        if _add_button():
            return Chosen("add", (), False)
    return Chosen("export", (), True) if export else None


def _nobody_yet() -> None:
    """Nothing is stored: the first customer can be loaded, or added by hand."""
    with _row_of_head():
        title("Customers")
        adding = _add_button()
    sample.offer("No customers yet")
    if adding:
        add.add_dialog()


def _row_of_head() -> DeltaGenerator:
    return st.container(key="customers-head", horizontal=True, vertical_alignment="center", gap="small")


def _add_button() -> bool:
    reason = refusal(context.principal(), Action.EDIT)
    asked = st.button("Add customer", key="add-customer", disabled=bool(reason), help=reason or None)
    if asked:
        add.begin()
    return asked


def _everyone() -> str:
    everyone = Selection(request=CustomersRequest())
    return format.number(count_selected(context.engine(), context.principal(), everyone))


def _dialogs(chosen: Chosen | None, request: CustomersRequest) -> None:
    """At most one dialog: what was just asked for, else the job that was."""
    if chosen is None:
        job.reopened()
    elif chosen.action == "add":
        add.add_dialog()
    else:
        bulk.open_dialog(chosen, request)


def _table(address: Params, fields: Sequence[FieldInfo], page: CustomersPage, request: CustomersRequest) -> Table:
    row = address.get("row")
    return Table(
        label="Customers",
        columns=(),
        rows=(),
        pager=_pager(address, request, page),
        empty=("", ""),
        query=query_of(all_params()),
        place=query_of({**address, "row": None}),
        filtered=query_of(filter_params(address)),
        total=page.total.value,
        total_text=format.total(page.total),
        epoch=job.epoch(),
        available=columns.available(fields),
        actions=bulk.actions(),
        selected=row if isinstance(row, str) else None,
        box=Box(request.text, "Search customers", "Name, phone, e-mail or ID", _BOX_RESETS),
    )


def _options(field_id: str, beginning: str) -> tuple[list[Option], bool]:
    """What a choice under a header offers, with how many customers have it; and whether there is more."""
    found = choices(context.engine(), context.principal(), field_id, beginning, _OFFERED + 1)
    offered = [Option(one.value, one.title, format.number(one.count) if one.count else "") for one in found]
    return offered[:_OFFERED], len(offered) > _OFFERED


def _pager(address: Params, request: CustomersRequest, page: CustomersPage) -> Pager:
    before = (request.page - 1) * PAGE_SIZE
    more = page.total.value > before + len(page.rows)
    at_limit = more and request.page == LAST_PAGE
    shown = f"{format.number(before + 1)}–{format.number(before + len(page.rows))}" if page.rows else "0"
    return Pager(
        text=f"{shown} of {format.total(page.total)}",
        previous=page_link(address, request.page - 1) if request.page > 1 else None,
        next=page_link(address, request.page + 1) if more and not at_limit else None,
        note="Only the first 10,000 can be paged through; narrow the search." if at_limit else "",
    )
