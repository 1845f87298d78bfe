"""The registry of users' own fields: contact, participation and product fields that come with the data.

Each is a keyword with a number and a date beside it, added to the mapping when it first appears. Beyond
FIELD_LIMIT of one kind, further ones are stored and shown but cannot be searched. Administrators give fields, also
the built-in ones, titles of their own and hide them.
"""

from typing import Any

from domain.access import Action, Principal, require
from domain.errors import NotFound, WrongInput
from engine import Engine
from engine.handle import translated
from indexing import audit, bulk, versions
from indexing.schema import USER_FIELD
from search.conditions.fields import own_field_id
from search.fields import FieldInfo, get_fields
from settings import get_settings

FIELD_LIMIT = 300
MAX_TITLE_LENGTH = 60
CONTACT, PARTICIPATION, PRODUCT, BUILT_IN = "contact", "participation", "product", "built_in"
_PLACES = {CONTACT: "", PARTICIPATION: "participations", PRODUCT: "products"}


def register(engine: Engine, principal: Principal, where: str, titles: dict[str, str]) -> list[str]:
    """Make fields (ID -> title) known; returns the IDs that are beyond the limit and will not be searchable."""
    require(principal, Action.LOAD)
    known = indexed_fields(engine)[where]
    new = [id for id in titles if id not in known]
    room = max(0, FIELD_LIMIT - len(known))
    added, beyond = new[:room], new[room:]
    if added:
        mapping: dict[str, Any] = {"properties": dict.fromkeys(added, USER_FIELD)}
        mapping = {"properties": {"fields": mapping}}
        if place := _PLACES[where]:
            mapping = {"properties": {place: {"type": "nested", **mapping}}}
        with translated(engine.url):
            engine.client.indices.put_mapping(index=engine.alias("customers"), body=mapping)
    operations = [
        bulk.create(
            engine.alias("fields"),
            f"{where}:{id}",
            {"field_id": id, "where": where, "title": titles[id], "indexed": id in added},
        )
        for id in new
    ]
    bulk.send_all(engine, operations)
    return beyond


def indexed_fields(engine: Engine) -> dict[str, frozenset[str]]:
    """Kind of field -> the IDs that the mapping of the customers index has."""
    with translated(engine.url):
        answer = engine.client.indices.get_mapping(index=engine.alias("customers"))
    properties = next(iter(answer.values()))["mappings"]["properties"]
    found = {}
    for where, place in _PLACES.items():
        parent = properties[place]["properties"] if place else properties
        found[where] = frozenset(parent["fields"].get("properties", {}))
    return found


def rename(engine: Engine, principal: Principal, field_id: str, title: str) -> None:
    """Give a field the title that people read from now on; "" gives it its first one back.

    Raises NotFound for an unknown field; WrongInput for a title that is too long or another field of its group has.
    """
    require(principal, Action.MANAGE_FIELDS)
    title = " ".join(title.split())
    known = {field.id: field for field in get_fields(engine, principal)}
    field = _known(known, field_id)
    if len(title) > MAX_TITLE_LENGTH:
        raise WrongInput(f"A title can have {MAX_TITLE_LENGTH} characters at most; shorten it.")
    for other in known.values():
        if other.id != field_id and other.group == field.group and other.title.casefold() == title.casefold():
            raise WrongInput(f"Another field of {field.group} is called “{other.title}” already; choose another title.")
    _change(engine, field_id, {"own_title": title or None})
    details = {"title": {"before": [field.title], "after": [title]}}
    sentence = f"Renamed the field {field_id} to “{title}”." if title else f"Gave the field {field_id} its title back."
    audit.note(engine, principal, "rename", "field", sentence, object_id=field_id, details=details)


def hide(engine: Engine, principal: Principal, field_id: str, hidden: bool) -> None:
    """Stop offering a field in filters and columns, or (`hidden` False) offer it again; what it holds stays.

    Raises NotFound for an unknown field.
    """
    require(principal, Action.MANAGE_FIELDS)
    _known({field.id: field for field in get_fields(engine, principal)}, field_id)
    _change(engine, field_id, {"hidden": hidden})
    sentence = f"Hid the field {field_id}." if hidden else f"Shows the field {field_id} again."
    audit.note(engine, principal, "hide" if hidden else "show", "field", sentence, object_id=field_id)


def _known(known: dict[str, FieldInfo], field_id: str) -> FieldInfo:
    if field_id not in known:
        raise NotFound("There is no such field (any more); look for it in the list of fields.")
    return known[field_id]


def _change(engine: Engine, field_id: str, changes: dict[str, Any]) -> None:
    """Of the users' own fields the registry has an entry; a built-in one gets one with its first change."""
    versions.ensure(engine, get_settings().language)
    own = {place: own_field_id(place, "") for place in _PLACES}
    where = next((place for place, opening in own.items() if field_id.startswith(opening)), BUILT_IN)
    name = field_id.removeprefix(own.get(where, ""))
    entry = {"field_id": name, "where": where, **changes}
    body = {"doc": entry, "doc_as_upsert": True}
    with translated(engine.url):
        engine.client.update(
            index=engine.alias("fields"),
            id=f"{where}:{name}",
            body=body,
            params={"refresh": "true", "retry_on_conflict": 5, "require_alias": "true"},
        )
