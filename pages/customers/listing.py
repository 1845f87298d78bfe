"""The list of customers: search box, exact total, sorting, pages, all of it in the address."""

from collections.abc import Mapping
from dataclasses import replace

from pages.customers.address import LAST_PAGE, PAGE_SIZE, list_params, page_link, request_of, sort_link
from search.customers import find_customers
from search.requests import CustomersRequest
from search.results import CustomerRow, CustomersPage
from search.status import has_data
from settings import get_settings
from ui import context, format, links, sample, statuses
from ui.components.table import Box, Column, Pager, Row, Table, table
from ui.filters import params
from ui.page import title

_COLUMNS = (
    Column("name", "Name", width=150, missing="no name"),
    Column("phone", "Phone", "phone", 150, missing="no phone"),
    Column("email", "E-mail", width=200, optional=True),
    Column("campaigns", "Campaigns", width=140, optional=True),
    Column("status", "Status", "status", 126),
    Column("channels", "Channels", "channels", 122),
    Column("communications", "Comm.", "number", 74, hover="Communications"),
    Column("last_communication_at", "Last communication", "date", 164, missing="none"),
)
_SORTED_BY = ("name", "communications", "last_communication_at")


def render_list() -> None:
    address = list_params(params())
    request = request_of(address)
    page = find_customers(context.engine(), context.principal(), request, get_settings().region)
    if not page.total.value and not has_data(context.engine(), context.principal()):
        title("Customers")
        sample.offer("No customers yet")
        return
    title("Customers", _found(page, request))
    table("customers", _table(address, request, page))


def _found(page: CustomersPage, request: CustomersRequest) -> str:
    return f"{format.total(page.total)} found" if request.text else format.total(page.total)


def _table(address: Mapping[str, str], request: CustomersRequest, page: CustomersPage) -> Table:
    direction = "descending" if request.sort[0].descending else "ascending"
    columns = [
        replace(
            column,
            sort_href=sort_link(address, request, column.id) if column.id in _SORTED_BY else None,
            sorted=direction if column.id == request.sort[0].field else "",
        )
        for column in _COLUMNS
    ]
    return Table(
        label="Customers",
        columns=columns,
        rows=[_row(row, address) for row in page.rows],
        pager=_pager(address, request, page),
        empty=("Nobody matches", "Try fewer letters, part of a phone number, or an e-mail address."),
        selected=address.get("row"),
        box=Box("q", request.text, "Search customers", "Name, phone, e-mail or ID", ("page", "row", "sort", "desc")),
    )


def _row(row: CustomerRow, address: Mapping[str, str]) -> Row:
    last = format.moment(row.last_communication_at, context.zone())
    phones = [format.phone(phone) for phone in row.phones]
    return Row(
        id=row.customer_id,
        href=links.profile(row.customer_id, {**address, "row": row.customer_id}),
        cells={
            "name": row.name,
            "phone": (_first(phones), ", ".join(phones)) if phones else None,
            "email": (_first(row.emails), ", ".join(row.emails)) if row.emails else None,
            "campaigns": ", ".join(row.campaigns),
            "status": [statuses.as_data(status) for status in row.statuses],
            "channels": row.channels,
            "communications": format.number(row.communications),
            "last_communication_at": {"text": last.text, "hover": last.hover} if row.last_communication_at else None,
        },
        live="A conversation is active now" if row.active else "",
    )


def _first(values: tuple[str, ...] | list[str]) -> str:
    return values[0] if len(values) == 1 else f"{values[0]} +{len(values) - 1}"


def _pager(address: Mapping[str, str], request: CustomersRequest, page: CustomersPage) -> Pager:
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
