"""Customers side by side: their documents as lines of a comparison."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

from domain.contact import CONTACT_FIELDS, PLAIN_FIELDS
from domain.errors import NotFound, WrongInput
from indexing.merging import MergePreview, preview_merge
from pages.duplicates.deciding import NO_NAME
from search.brief import contact_titles
from search.names import campaign_names
from ui import context, format, links
from ui.components.compare import Line, Side, compare
from ui.format import counted

SIDES = 5
"""More do not fit beside each other."""
Values = tuple[str, ...]
_COUNTED = "Communications"
_KEYS = {"phones": "phone", "emails": "email", "external_ids": "external_id"}


def side_by_side(customer_ids: Sequence[str]) -> list[str]:
    """Draw these customers beside each other, the first as the one that would stay, and what they would be as one;
    returns their names. Of more than SIDES the first are drawn."""
    try:
        preview = preview_merge(context.engine(), context.principal(), customer_ids)
    except (NotFound, WrongInput) as error:
        st.text(str(error))
        return []
    names = [str(document.get("name") or NO_NAME) for document in preview.documents]
    sides = [
        Side(name, links.profile(id), "keeps its ID and link" if number == 0 else "its link will lead to the first")
        for number, (name, id) in enumerate(zip(names, preview.customer_ids, strict=True))
    ]
    compare("duplicates-compare", "Side by side", sides[:SIDES], _lines(preview), "preview")
    if len(sides) > SIDES:
        st.caption(f"And {counted(len(sides) - SIDES, 'more customer')} with the same key.")
    if preview.others:
        st.caption(
            f"As one they would also take in {counted(len(preview.others), 'more customer')} by the usual rules, "
            "as what spoke against it would be gone."
        )
    return names


def _lines(preview: MergePreview) -> list[Line]:
    documents = [*preview.documents[:SIDES], preview.merged]
    own = dict.fromkeys(id for document in documents for id in document.get("fields") or {})
    titles = contact_titles(context.engine(), context.principal(), own)
    campaign_ids = {p["campaign_id"] for d in documents for p in d.get("participations") or ()}
    campaigns = campaign_names(context.engine(), context.principal(), campaign_ids)
    lines = []
    for title, values in _fields(titles, campaigns):
        told = [values(document) for document in documents]
        if any(told):
            cells, together = told[:-1], told[-1]
            filled = {cell for cell in cells if cell}
            lines.append(Line(title, tuple(cells), together, len(filled) > 1 and title != _COUNTED, title == _COUNTED))
    return lines


def _fields(
    titles: dict[str, str], campaigns: dict[str, str]
) -> Iterable[tuple[str, Callable[[dict[str, Any]], Values]]]:
    yield "Name", lambda d: _text(d.get("name"))
    for field_id, known in _KEYS.items():
        yield CONTACT_FIELDS[known].title, _keys(field_id)
    for field_id in PLAIN_FIELDS:
        yield CONTACT_FIELDS[field_id].title, _one_of("contact", field_id)
    for field_id, title in sorted(titles.items(), key=lambda item: item[1].casefold()):
        yield title, _one_of("fields", field_id)
    yield "Campaigns", lambda d: tuple(campaigns[p["campaign_id"]] for p in d.get("participations") or ())
    yield "Products", lambda d: tuple(dict.fromkeys(p["name"] for p in d.get("products") or ()))
    yield _COUNTED, lambda d: (format.number(int(d.get("communications") or 0)),)


def _keys(field_id: str) -> Callable[[dict[str, Any]], Values]:
    shown = format.phone if field_id == "phones" else str
    return lambda document: tuple(shown(value) for value in document.get(field_id) or ())


def _one_of(group: str, field_id: str) -> Callable[[dict[str, Any]], Values]:
    return lambda document: _text((document.get(group) or {}).get(field_id))


def _text(value: Any) -> Values:
    return (str(value),) if value else ()
