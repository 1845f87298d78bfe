"""What the card Contact info is told: filled fields by group with their sources, and the fields of its form."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from domain.contact import CONTACT_FIELDS
from search.results import ContactField, Profile, Source
from ui import format, links

OWN_GROUP = "Other"
DOCUMENT_FIELDS = {"name": "name", "phone": "phones", "email": "emails", "external_id": "external_ids"}
"""Contact field -> where it stands in a customer's document, but for `contact.ID`."""
MANY = ("phones", "emails", "external_ids")
_KINDS = {"phones": "phone", "emails": "email"}
_HINTS = {"phones": "with the country code", "contact.birth_date": "such as 1980-05-31"}
KNOWN = {
    DOCUMENT_FIELDS.get(field.id, f"contact.{field.id}"): (field.title, field.group)
    for field in CONTACT_FIELDS.values()
}
"""Field ID -> its title and group."""


def contact_view(profile: Profile, own_titles: Mapping[str, str], zone: str, reader: str) -> dict[str, Any]:
    """`own_titles` of all contact fields that users made, by field ID (`fields.ID`); `reader` is who looks at it."""
    filled = _in_order(profile.contact)
    return {
        "groups": [
            {
                "title": group,
                "fields": [_field(field, field.field_id in profile.by_hand, zone, reader) for field in fields],
            }
            for group, fields in groupby(filled, key=lambda field: group_of(field.field_id))
        ],
        "emptied": [_emptied(field, zone, reader) for field in profile.emptied],
        "form": _form(filled, own_titles),
    }


def group_of(field_id: str) -> str:
    return KNOWN[field_id][1] if field_id in KNOWN else OWN_GROUP


def _in_order(fields: Iterable[ContactField]) -> list[ContactField]:
    """In the order of the groups, as the contact fields have it; the users' own last."""
    order = list(dict.fromkeys(group for _, group in KNOWN.values()))
    return sorted(fields, key=lambda field: ([*order, OWN_GROUP]).index(group_of(field.field_id)))


def shown(field_id: str, value: str) -> str:
    """A value as people read it."""
    return format.phone(value) if field_id == "phones" else value


def _field(field: ContactField, manual: bool, zone: str, reader: str) -> dict[str, Any]:
    earlier = [source for source in field.sources if source.value not in field.values]
    return {
        "id": field.field_id,
        "title": field.title,
        "values": [_value(field, value, zone, reader) for value in field.values],
        "earlier": [
            {"text": shown(field.field_id, one.value) or "empty", **origin(one, zone, reader)} for one in earlier
        ],
        "was": _was(field.field_id, earlier, manual),
        "manual": manual,
    }


def _value(field: ContactField, value: str, zone: str, reader: str) -> dict[str, str]:
    own = next((one for one in field.sources if one.value == value), field.sources[0])
    text = shown(field.field_id, value)
    return {"text": text, "copy": text, **origin(own, zone, reader)}


def _was(field_id: str, earlier: Sequence[Source], manual: bool) -> str:
    """What folds out: what stood there before it was set by hand, or what weaker sources say."""
    if not earlier:
        return ""
    if not manual:
        return format.counted(len(earlier), "other value")
    more = f" and {len(earlier) - 1} more" if len(earlier) > 1 else ""
    before = shown(field_id, earlier[0].value)
    return f"was “{before}”{more}" if before else f"was empty{more}"


def _emptied(field: ContactField, zone: str, reader: str) -> dict[str, Any]:
    return {"id": field.field_id, "title": field.title, **origin(field.sources[0], zone, reader)}


def origin(source: Source, zone: str, reader: str) -> dict[str, str]:
    """Where a value came from and when, and for a conversation the way there."""
    at = format.moment(source.at, zone)
    told = {
        "upload": f"upload {source.name}",
        "conversation": f"conversation {source.name}",
        "manual": f"edited by {'you' if source.name == reader else source.name or 'somebody'}",
    }.get(source.kind, source.name or "source unknown")
    return {
        "source": told.strip(),
        "day": at.day if source.at else "",
        "hover": f"{told.strip()}, {at.hover}" if source.at else told.strip(),
        "href": links.session(source.name) if source.kind == "conversation" and source.name else "",
    }


def _form(filled: Sequence[ContactField], own_titles: Mapping[str, str]) -> dict[str, Any]:
    """The filled fields with what they hold, and all further ones that can be added."""
    there = {field.field_id for field in filled}
    own = sorted(own_titles.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    known = [(id, title) for id, (title, _) in KNOWN.items()]
    return {
        "fields": [_input(field.field_id, field.title, field.values) for field in filled],
        "further": [_input(id, title, ()) for id, title in [*known, *own] if id not in there],
    }


def _input(field_id: str, title: str, values: Sequence[str]) -> dict[str, Any]:
    return {
        "id": field_id,
        "title": title,
        "group": group_of(field_id),
        "kind": _KINDS.get(field_id, "text"),
        "many": field_id in MANY,
        "values": list(values),
        "shown": [shown(field_id, value) for value in values],
        "hint": _HINTS.get(field_id, ""),
    }
