"""Where a customer stands in the list that one came from: the way back, and the neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import Principal
from domain.errors import WrongInput
from engine import Engine
from pages.customers.address import LAST_PAGE, PAGE_SIZE, request_of
from search.customers import neighbours
from search.fields import FieldInfo
from search.results import Neighbours
from ui import format, links
from ui.components.header import Way
from ui.links import Params

BACK = "Back to the list of customers (u)"
NOT_IN_LIST = Neighbours(None, None, None, None)


@dataclass(frozen=True)
class Place:
    """`text` "2 of 17", "" where the customer is not in the list, or too far down to be counted."""

    text: str
    back: Way
    previous: Way
    next: Way


def find_place(
    engine: Engine,
    principal: Principal,
    customer_id: str,
    beside: Params,
    fields: Sequence[FieldInfo],
    *,
    zone: str,
    region: str | None,
    in_chat: bool,
) -> Place:
    """The place in the list that `beside` (its parameters) describes; neighbours open on the same tab."""
    try:
        request = request_of(beside, fields, time_zone=zone)
        found = neighbours(engine, principal, request, customer_id, region)
    except WrongInput:  # a filter that cannot be read; the list itself says so
        found = NOT_IN_LIST
    return place_of(found, customer_id, beside, in_chat)


def place_of(found: Neighbours, customer_id: str, beside: Params, in_chat: bool) -> Place:
    """The links: each takes along on which page of the list, and in which row, one then is."""

    def way(other_id: str | None, step: int, label: str) -> Way:
        if other_id is None or found.position is None:
            return Way(None, f"No {label} in the list")
        there = _row(beside, other_id, found.position + step)
        href = links.chat(other_id, beside=there) if in_chat else links.profile(other_id, there)
        return Way(href, f"{label.capitalize()} in the list ({'[' if step < 0 else ']'})")

    known = found.position is not None and found.total is not None
    return Place(
        text=f"{format.number(found.position or 0)} of {format.number(found.total or 0)}" if known else "",
        back=Way(links.customers(_row(beside, customer_id, found.position)), BACK),
        previous=way(found.previous, -1, "previous customer"),
        next=way(found.next, 1, "next customer"),
    )


def _row(beside: Params, customer_id: str, position: int | None) -> Params:
    """The list's parameters, with this customer's row and the page on which it is."""
    if position is None:
        return beside
    page = min((position - 1) // PAGE_SIZE + 1, LAST_PAGE)
    return {**beside, "row": customer_id, "page": str(page) if page > 1 else None}
