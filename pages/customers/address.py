"""The list's parameters: from the address to a request, and back into links."""

from collections.abc import Mapping

from domain.conditions import SortKey
from search.ask import MAX_WINDOW
from search.requests import CustomersRequest
from ui import links

PAGE_SIZE = 50
LAST_PAGE = MAX_WINDOW // PAGE_SIZE
PROFILE = ("customer", "tab", "campaign", "message", "find")
"""What a profile adds to the list's parameters."""
SORTS = ("name", "last_communication_at", "communications", "relevance")
_NEWEST_FIRST = ("last_communication_at", "communications")


def list_params(params: Mapping[str, str]) -> dict[str, str]:
    """The list's own parameters, also from a profile's address."""
    return {name: value for name, value in params.items() if name not in PROFILE}


def request_of(params: Mapping[str, str]) -> CustomersRequest:
    """What the address asks for. What it cannot mean (an unknown sort, page "x") is as if it were not there."""
    text = params.get("q", "")
    sort = params.get("sort", "")
    if sort not in SORTS:
        sort = "relevance" if text else "name"
    page = params.get("page", "")
    number = min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() else 1
    return CustomersRequest(text, sort=(SortKey(sort, params.get("desc") == "1"),), page=number, size=PAGE_SIZE)


def sort_link(params: Mapping[str, str], request: CustomersRequest, column: str) -> str:
    """Where a click on the header leads: that order, or the other direction of it, from the first page."""
    first_down = column in _NEWEST_FIRST
    key = request.sort[0]
    down = not key.descending if key.field == column else first_down
    return links.customers({**list_params(params), "sort": column, "desc": "1" if down else None, "page": None})


def page_link(params: Mapping[str, str], page: int) -> str:
    return links.customers({**list_params(params), "page": str(page) if page > 1 else None, "row": None})
