"""The list of customers: search box, exact total, sorting, pages, all of it in the address."""

import streamlit as st

from pages.customers import cells, columns
from pages.customers.address import PAGE_SIZE, filter_params, list_params, page_link, request_of
from pages.customers.filters import nobody, render_chips, render_panel
from pages.customers.saved import opened, render_saved
from search.customers import find_customers
from search.fields import get_fields
from search.status import has_data
from settings import get_settings
from ui import context, format, sample
from ui.components.table import Box, Pager, Table, table
from ui.links import query_of
from ui.page import title


def render_list() -> None:
    engine, principal = context.engine(), context.principal()
    if not has_data(engine, principal):
        title("Customers")
        sample.offer("No customers yet")
        return
    start = opened()
    address = start.address
    fields = get_fields(engine, principal)
    shown, widths = columns.shown(fields)
    request = request_of(address, fields, [f.id for f in shown], context.zone())
    page = find_customers(engine, principal, request, get_settings().region)
    with st.container(key="list-head", horizontal=True, vertical_alignment="center"):
        title("Customers", format.total(page.total))
        render_saved(address)
    render_chips(request, address, start.settle)
    before = (request.page - 1) * PAGE_SIZE
    content = Table(
        label="Customers",
        columns=columns.described(shown, widths, address, request),
        rows=[cells.line(row, shown, address) for row in page.rows],
        pager=Pager(f"{before + 1}", page_link(address, request.page - 1) if request.page > 1 else None, None),
        empty=("Nobody matches", ""),
        hints=[] if page.rows else nobody(request, address),
        query=query_of(address),
        place=query_of(list_params(address)),
        filtered=query_of(filter_params(address)),
        total=page.total.value,
        total_text=format.total(page.total),
        selected=address.get("row"),
        box=Box(request.text, "Search customers", "Name, phone, e-mail or ID", ("page", "row", "sort", "desc")),
    )
    with st.container(key="list-body", horizontal=True, gap=None):
        with st.container(key="list-table"):
            table("customers", content, on_columns=columns.keep, options=lambda a, b: ([], False))
        with st.container(key="list-panel"):
            render_panel(request, fields, page)
