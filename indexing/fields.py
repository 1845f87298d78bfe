"""The registry of users' own fields: contact, participation and product fields that come with the data.

Each is a keyword with a number and a date beside it, added to the mapping when it first appears. Beyond
FIELD_LIMIT of one kind, further ones are stored and shown but cannot be searched.
"""

from typing import Any

from domain.access import Action, Principal, require
from engine import Engine
from engine.handle import translated
from indexing import bulk
from indexing.schema import USER_FIELD

FIELD_LIMIT = 300
CONTACT, PARTICIPATION, PRODUCT = "contact", "participation", "product"
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
