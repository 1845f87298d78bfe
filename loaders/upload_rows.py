"""A row of cells -> what it says about one person in one campaign."""

import re
from collections.abc import Callable

from domain.contact import PLAIN_FIELDS, normal_email, normal_phone
from domain.reports import RowError
from domain.upload import UploadRow
from loaders.columns import ColumnMap
from loaders.dates import day_or_time
from loaders.titles import FIRST_NAME, LAST_NAME, LOADED, PRODUCT, STAGE, STATUS, SUMMARY

MAX_NAME_LENGTH = 1000
"""Characters of a name, and of a customer ID."""
MAX_KEYS = 20
"""Phones, and e-mail addresses, of one row; more are a list of people, not a person."""

_SEPARATORS = re.compile(r"[;,\n|]|\s/\s")


def to_upload_row(
    row: int, cells: list[str], columns: ColumnMap, region: str | None, namespace: str
) -> UploadRow | RowError:
    """One row in terms of the product, or what is wrong with it. `region` reads phones without a country code;
    `namespace` is the one in which customer IDs are unique."""
    texts = [cell.strip() for cell in cells]
    skipped: list[str] = []
    phones = _keys(texts, columns, "phone", lambda text: normal_phone(text, region), skipped)
    emails = _keys(texts, columns, "email", normal_email, skipped)
    external_id = _text(texts, columns, "external_id")
    if not (external_id or emails or phones):
        return _no_key(row, texts, columns, region)
    name = _name(texts, columns)
    for title, value in (("external_id", external_id), ("name", name)):
        if len(value) > MAX_NAME_LENGTH:
            reason = f"{_title(columns, title)} has {len(value):,} characters; at most {MAX_NAME_LENGTH:,} are taken."
            return RowError.of(row, _title(columns, title), value, reason)
    loaded = _text(texts, columns, LOADED)
    try:
        loaded_at = day_or_time(loaded) if loaded else None
    except ValueError as error:
        title = _title(columns, LOADED)
        return RowError.of(row, title, loaded, f"{title} {error}.")
    contact = {id: text for id in PLAIN_FIELDS if (text := _text(texts, columns, id))}
    product = _text(texts, columns, PRODUCT)
    attributes = _filled(texts, columns.product)
    if attributes and not product:
        skipped.append(f"{_title(columns, PRODUCT)} is empty, so its attributes were left out")
    return UploadRow(
        row=row,
        external_ids=((namespace, external_id),) if external_id else (),
        emails=tuple(emails),
        phones=tuple(phones),
        name=name,
        contact=contact | _filled(texts, columns.own_contact),
        status=_text(texts, columns, STATUS),
        stage=_text(texts, columns, STAGE),
        loaded_at=loaded_at,
        summary=_text(texts, columns, SUMMARY),
        fields=_filled(texts, columns.participation),
        products=((product, attributes),) if product else (),
        skipped=tuple(skipped),
    )


def _text(texts: list[str], columns: ColumnMap, id: str) -> str:
    return next((texts[place] for place in columns.places(id) if texts[place]), "")


def _title(columns: ColumnMap, id: str) -> str:
    places = columns.places(id)
    return columns.header[places[0]] if places else id


def _filled(texts: list[str], fields: dict[int, str]) -> dict[str, str]:
    return {id: texts[place] for place, id in fields.items() if texts[place]}


def _name(texts: list[str], columns: ColumnMap) -> str:
    """The whole name. Beside a column for the last name alone, "name" is the first name, as "Имя" often is."""
    whole, first, last = (_text(texts, columns, id) for id in ("name", FIRST_NAME, LAST_NAME))
    if whole and last and not columns.places(FIRST_NAME) and last.casefold() not in whole.casefold():
        first, whole = whole, ""
    return " ".join((whole or f"{first} {last}").split())


def _keys(
    texts: list[str], columns: ColumnMap, id: str, normal: Callable[[str], str | None], skipped: list[str]
) -> list[str]:
    """The normalised keys of one kind, without repeats; a cell may hold several. Tells what it cannot use."""
    found: dict[str, None] = {}
    for place in columns.places(id):
        text = texts[place]
        if not text:
            continue
        whole = normal(text)
        parts = [whole] if whole else [normal(part.strip()) for part in _SEPARATORS.split(text) if part.strip()]
        if None in parts or not parts:
            skipped.append(f"{columns.header[place]} could not be read and is no key ({_NEEDED[id]})")
        found |= dict.fromkeys(part for part in parts if part)
    if len(found) > MAX_KEYS:
        skipped.append(f"{_title(columns, id)} holds more than {MAX_KEYS}; the rest were left out")
    return list(found)[:MAX_KEYS]


_NEEDED = {"phone": "not a possible phone number", "email": "not an e-mail address"}


def _no_key(row: int, texts: list[str], columns: ColumnMap, region: str | None) -> RowError:
    told = []
    for place in columns.key_places:
        id = columns.known[place]
        why = f'"{texts[place][:60]}" is {_NEEDED[id]}' if texts[place] else "is empty"
        if texts[place] and id == "phone" and not region:
            why += " without a region (--region) or country code"
        told.append(f"{columns.header[place]} {why}")
    titles = ", ".join(columns.header[place] for place in columns.key_places)
    given = next((texts[place] for place in columns.key_places if texts[place]), "")
    return RowError.of(row, titles, given, f"The row has no identity key: {', '.join(told)}.")
