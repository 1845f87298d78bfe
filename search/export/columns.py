"""The columns of an export, and the rows that documents make in them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.access import Principal
from domain.errors import WrongInput
from engine import Engine
from search.ask import Source
from search.conditions.fields import NESTED, PARTICIPATION, PRODUCT, field_of
from search.fields import FieldInfo, get_fields
from search.participations import newest_first
from search.values import paths, values

ID = "customer_id"
"""The column of all fields that holds the ID in links; no table shows it."""
_MANY = ("phones", "emails", "external_ids", "channels")

Cell = str | int | bool | tuple[str, ...] | None
"""A text, a number, yes or no; several texts in a column of `many`; None where there is no value."""
Row = list[Cell]


@dataclass(frozen=True)
class Column:
    """One column. `many`: its cells hold several values; those of participations and of products stand in the same
    order in each of their columns, "" where one of them has none."""

    id: str
    title: str
    type: Literal["text", "number", "boolean"] = "text"
    many: bool = False


def export_columns(engine: Engine, principal: Principal, ids: Sequence[str] | None) -> tuple[Column, ...]:
    """These fields in this order; None for all that are not hidden, with the customer's ID before them. Titles are
    those that people read, and no two are the same. Raises WrongInput for unknown fields and for none."""
    known = {info.id: info for info in get_fields(engine, principal)}
    if ids is None:
        ids = [ID, *(info.id for info in known.values() if info.is_column and not info.hidden)]
    if not ids:
        raise WrongInput("Choose at least one column to export.")
    ids = list(dict.fromkeys(ids))
    titles = _titles(ids, known)
    return tuple(_column(id, title) for id, title in zip(ids, titles, strict=True))


def fields_to_read(columns: Iterable[Column]) -> list[str]:
    """What must be read of each document."""
    return [ID, *paths(column.id for column in columns if column.id != ID)]


def rows(
    batch: Iterable[tuple[str, Source]], columns: Sequence[Column], campaigns: Mapping[str, Sequence[str]]
) -> list[Row]:
    """(customer ID, document) of some customers -> their rows. `campaigns` says, by scope, whose participations and
    products alone are meant, as for the table's columns."""
    scopes = {column.id: "" if column.id == ID else field_of(column.id).scope for column in columns}
    own = [column.id for column in columns if scopes[column.id] not in NESTED and column.id != ID]
    nested = {scope: [id for id in scopes if scopes[id] == scope] for scope in NESTED}
    found = []
    for customer_id, source in batch:
        told = {ID: (customer_id,), **values(source, own, {})}
        for scope, ids in nested.items():
            if ids:
                told |= _aligned(source, scope, ids, campaigns.get(scope, ()))
        found.append([_cell(told[column.id], column) for column in columns])
    return found


def _aligned(source: Source, scope: str, ids: list[str], campaigns: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of each entry one text a column, so that what one campaign says stands at one place in all of them."""
    entries = source.get(NESTED[scope]) or []
    if campaigns:
        entries = [entry for entry in entries if entry.get("campaign_id") in campaigns]
    if scope == PARTICIPATION:
        entries = newest_first(entries)
    each = [values({NESTED[scope]: [entry]}, ids, {}) for entry in entries]
    columns = {id: tuple(", ".join(one[id]) for one in each) for id in ids}
    return {id: texts if any(texts) else () for id, texts in columns.items()}


def _cell(texts: tuple[str, ...], column: Column) -> Cell:
    if not texts:
        return None
    if column.many:
        return texts
    if column.type == "number":
        return int(texts[0])
    return texts[0] == "true" if column.type == "boolean" else texts[0]


def _column(id: str, title: str) -> Column:
    if id == ID:
        return Column(id, title)
    field = field_of(id)
    if field.scope not in ("", PARTICIPATION, PRODUCT):
        raise WrongInput(f"{title} cannot be a column: it is about communications, not about customers.")
    many = id in _MANY or field.scope in NESTED
    own = field.typed or many
    return Column(id, title, "text" if own or field.kind not in ("number", "boolean") else field.kind, many)


def _titles(ids: Sequence[str], known: dict[str, FieldInfo]) -> list[str]:
    titles = ["ID" if id == ID else known[id].title if id in known else field_of(id).title for id in ids]
    groups = ["" if id == ID else known[id].group if id in known else field_of(id).group for id in ids]
    titles = _told_apart(titles, groups)
    return _told_apart(titles, ids)


def _told_apart(titles: Sequence[str], by: Sequence[str]) -> list[str]:
    """Those that stand there more than once get what tells them apart in brackets; case makes no difference."""
    counts = Counter(title.casefold() for title in titles)
    return [
        f"{title} ({more})" if counts[title.casefold()] > 1 else title for title, more in zip(titles, by, strict=True)
    ]
