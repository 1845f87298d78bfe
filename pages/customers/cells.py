"""A customer as a line of the list."""

from collections.abc import Sequence
from typing import Any

from search.fields import FieldInfo
from search.results import CustomerRow
from ui import context, format, links, statuses
from ui.components.table import Row
from ui.links import Params

_DAY_LENGTH = len("2020-05-18")


def line(row: CustomerRow, fields: Sequence[FieldInfo], address: Params) -> Row:
    """The row under these columns; it leads to the profile, beside the list's address."""
    return Row(
        id=row.customer_id,
        href=links.profile(row.customer_id, {**address, "row": row.customer_id}),
        cells={field.id: cell(row, field) for field in fields},
        live="A conversation is active now" if row.active else "",
    )


def cell(row: CustomerRow, field: FieldInfo) -> Any:
    """What stands in one cell, as ui/components/table draws it; None where the customer has no value."""
    values = row.values.get(field.id, ())
    match field.id, field.type:
        case "name", _:
            return row.name
        case "communications", _:
            return format.number(row.communications)
        case "participation.campaign", _:
            return ", ".join(row.campaigns)
        case "participation.status", _:
            return [statuses.as_data(status) for status in values]
        case _, "channel":
            return row.channels if field.id == "channels" else list(values)
        case _, "phone":
            return several([format.phone(value) for value in values])
        case _, "boolean":
            return ", ".join(format.YES_NO.get(value, value) for value in values)
        case _, "date":
            return _date(values)
        case _:
            return several(values)


def several(values: Sequence[str]) -> tuple[str, str] | None:
    """The first value with how many more there are, and all of them on hover."""
    if not values:
        return None
    return values[0] if len(values) == 1 else f"{values[0]} +{len(values) - 1}", ", ".join(values)


def _date(values: Sequence[str]) -> dict[str, str] | None:
    """Days are the same everywhere; times are told in the reader's zone; what is neither stands as it is."""
    told = [_moment(value) for value in values]
    found = several([text for text, _ in told])
    return {"text": found[0], "hover": ", ".join(hover for _, hover in told)} if found else None


def _moment(value: str) -> tuple[str, str]:
    try:
        if len(value) == _DAY_LENGTH:
            day = format.moment(f"{value}T00:00:00Z", "UTC").day
            return day, day
        at = format.moment(value, context.zone())
    except ValueError:
        return value, value
    return at.text, at.hover
