"""The list's parameters: from the address to a request, and back into links."""

from collections.abc import Iterable, Mapping

from domain.conditions import Condition, Group, Operator, SortKey, from_text
from search.ask import MAX_WINDOW
from search.fields import FieldInfo
from search.requests import CustomersRequest
from ui import links
from ui.links import Params

PAGE_SIZE = 50
LAST_PAGE = MAX_WINDOW // PAGE_SIZE
PROFILE = ("customer", "tab", "campaign", "message", "find")
"""What a profile adds to the list's parameters."""
QUICK = "f."
"""A quick filter is the parameter `f.FIELD`."""
_ORDER = ("page", "row", "sort", "desc")
"""Parameters that are about one's place in the list; the others filter it."""
_NEWEST_FIRST = ("number", "date")
_CHOSEN = ("choice", "channel", "campaign", "boolean")
_OPEN = ".."


def list_params(params: Params) -> dict[str, str | list[str]]:
    """The list's own parameters, also from a profile's address."""
    own = {name: value for name, value in params.items() if name not in PROFILE and value}
    return {name: value if isinstance(value, str) else list(value) for name, value in own.items()}


def filter_params(params: Params) -> dict[str, str | list[str]]:
    """Those that say who is in the list."""
    return {name: value for name, value in list_params(params).items() if name not in _ORDER}


def without_filters(params: Params) -> dict[str, str | list[str]]:
    """The same list with nothing filtered out, from its beginning."""
    return {name: value for name, value in list_params(params).items() if name in ("sort", "desc")}


def request_of(
    params: Params, fields: Iterable[FieldInfo] = (), columns: Iterable[str] = (), time_zone: str = "UTC"
) -> CustomersRequest:
    """What the address asks for. `fields` are those that exist, whose kinds say what a quick filter means; `columns`
    those whose values rows bring along.

    A sort or a page that cannot be is as if it were not there; raises WrongInput for a filter that cannot be read.
    """
    known = {field.id: field for field in fields}
    page = _one(params.get("page"))
    number = min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() else 1
    return CustomersRequest(
        text=_one(params.get("q")),
        quick=tuple(_quick(params, known)),
        where=_where(params),
        sort=tuple(_sort(params, known)),
        page=number,
        size=PAGE_SIZE,
        columns=tuple(columns),
        time_zone=time_zone,
    )


def sort_text(keys: Iterable[SortKey]) -> str:
    """ "name,-communications": what `sort` says, descending ones with a minus."""
    return ",".join(f"-{key.field}" if key.descending else key.field for key in keys)


def sort_link(params: Params, request: CustomersRequest, field: FieldInfo, *, also: bool = False) -> str:
    """Where a click on a header leads: the list by that field, or in the other direction, from the first page.

    With `also` the field joins those that it is sorted by already; the third time it leaves them again.
    """
    begins_down = field.type in _NEWEST_FIRST
    keys = effective_sort(request)
    now = next((key for key in keys if key.field == field.id), None)
    if not also:
        down = not now.descending if now is not None and keys[0] == now else begins_down
        after = [SortKey(field.id, down)]
    elif now is None:
        after = [*keys, SortKey(field.id, begins_down)]
    elif now.descending == begins_down:
        after = [SortKey(field.id, not begins_down) if key is now else key for key in keys]
    else:
        after = [key for key in keys if key is not now]
    return links.customers({**list_params(params), "sort": sort_text(after), "desc": None, "page": None})


def effective_sort(request: CustomersRequest) -> list[SortKey]:
    """By what the list is sorted; nothing while the best matches come first."""
    return list(request.sort) or ([] if request.text else [SortKey("name")])


def page_link(params: Params, page: int) -> str:
    return links.customers({**list_params(params), "page": str(page) if page > 1 else None, "row": None})


def quick_values(params: Params, field_id: str) -> list[str]:
    """What the address says in the filter under a column, as it stands there."""
    value = params.get(QUICK + field_id)
    return [value] if isinstance(value, str) else list(value or ())


def _quick(params: Params, known: Mapping[str, FieldInfo]) -> Iterable[Condition]:
    for name in params:
        if name.startswith(QUICK) and (
            values := [value for value in quick_values(params, name[len(QUICK) :]) if value]
        ):
            yield _condition(name[len(QUICK) :], values, known)


def _condition(field_id: str, values: list[str], known: Mapping[str, FieldInfo]) -> Condition:
    kind = known[field_id].type if field_id in known else "text"
    if kind in _CHOSEN or len(values) > 1:
        return Condition(field_id, Operator.IS, tuple(values))
    if kind in ("number", "date"):
        start, open_end, end = values[0].partition(_OPEN)
        return Condition(field_id, Operator.BETWEEN, (start, end if open_end or kind == "number" else start))
    return Condition(field_id, Operator.MATCHES, (values[0],))


def _where(params: Params) -> Group | None:
    text = _one(params.get("where"))
    return from_text(text) if text else None


def _sort(params: Params, known: Mapping[str, FieldInfo]) -> Iterable[SortKey]:
    found: dict[str, SortKey] = {}
    for part in _one(params.get("sort")).split(","):
        field = part.removeprefix("-")
        if field in known and known[field].sortable:
            found.setdefault(field, SortKey(field, part != field))
    # Addresses from before a list could be sorted by several.
    if _one(params.get("desc")) == "1" and len(found) == 1:
        found = {field: SortKey(field, True) for field in found}
    return found.values()


def _one(value: object) -> str:
    """A parameter that stands once; of a repeated one the last."""
    return value if isinstance(value, str) else str(value[-1]) if isinstance(value, list) and value else ""
