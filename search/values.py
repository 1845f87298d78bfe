"""What a customer's document says in the fields of a table's columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search.conditions.fields import COMMUNICATION, LOAD, NESTED, Field, field_of
from search.names import campaign_title
from search.participations import newest_first, own_fields, texts

Source = dict[str, Any]


def paths(columns: Iterable[str]) -> list[str]:
    """What must be read of a document for these columns."""
    found = []
    for field in map(field_of, columns):
        if field.scope in (COMMUNICATION, LOAD):
            continue
        found.append(field.path)
        if field.kind == "campaign":
            found.append(f"{NESTED[field.scope]}.campaign")
        if field.scope in NESTED:
            found += [f"{NESTED[field.scope]}.campaign_id", f"{NESTED[field.scope]}.last_communication_at"]
        if ".fields." in f".{field.path}":
            found.append(f".{field.path}".replace(".fields.", ".other_fields.")[1:])
    return list(dict.fromkeys(found))


def values(
    source: Source, columns: Iterable[str], campaigns: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Field ID -> its values without repeats; those of participations by last communication, newest first.

    `campaigns` says, by scope, whose participations and products alone are meant.
    """
    found = {}
    for column in columns:
        field = field_of(column)
        found[column] = tuple(dict.fromkeys(_values(source, field, campaigns.get(field.scope, ()))))
    return found


def _values(source: Source, field: Field, campaigns: Sequence[str]) -> tuple[str, ...]:
    if field.scope in (COMMUNICATION, LOAD):
        return ()
    if field.scope not in NESTED:
        return _of(source, field, field.path)
    entries = source.get(NESTED[field.scope]) or []
    if campaigns:
        entries = [entry for entry in entries if entry.get("campaign_id") in campaigns]
    if field.scope == "participation":
        entries = newest_first(entries)
    path = field.path.removeprefix(f"{NESTED[field.scope]}.")
    return tuple(value for entry in entries for value in _of(entry, field, path))


def _of(part: Source, field: Field, path: str) -> tuple[str, ...]:
    if field.kind == "campaign":
        id = part.get("campaign_id")
        return (campaign_title(id, {"name": part.get("campaign")}),) if id else ()
    head, _, name = path.partition(".")
    if head == "fields":
        return texts(own_fields(part).get(name))
    value = (part.get(head) or {}).get(name) if name else part.get(head)
    return ("true" if value else "false",) if field.kind == "boolean" else texts(value)
