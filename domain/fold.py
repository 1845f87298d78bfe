"""The fold: what sources said about one customer -> what the customer document says.

For each field the statement with the highest (rank, time, ID) wins and names itself; an empty manual value wins too,
and the field is then empty. Keys (phones, e-mails, external IDs) are unions, the winner first, unless somebody said
by hand which are theirs. Participations belong to one campaign each and never mix.
The outcome does not depend on the order of the statements.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any

SOURCES_KEPT = 20
"""How many different values of one field keep their source in the customer document."""


class Rank(IntEnum):
    """What beats what, whatever the time. KEPT are the keys of people of whom only what was said by hand is left."""

    KEPT = 0
    CONVERSATION = 1
    UPLOAD = 2
    MANUAL = 3


KIND = {Rank.KEPT: "manual", Rank.CONVERSATION: "conversation", Rank.UPLOAD: "upload", Rank.MANUAL: "manual"}


@dataclass(frozen=True)
class Product:
    name: str
    attributes: dict[str, str]


@dataclass(frozen=True)
class Statement:
    """What one record says. `values` maps field IDs (`name`, `contact.city`, `fields.ID`) to a text, `keys`
    (`phones`, `emails`, `external_ids`) to texts; `whole` names keys of which these are all and no other source adds
    to them. `participation` is None or its status, stage, … in a campaign. Empty texts, there and in `values`, say
    that there is nothing."""

    record_id: str
    rank: Rank
    at: str
    source: str
    load_id: str
    values: dict[str, str] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    campaign_id: str | None = None
    participation: dict[str, Any] | None = None
    products: tuple[Product, ...] = ()
    whole: frozenset[str] = frozenset()
    fetched_at: str | None = None
    """When a product system told the products; None for those that came with an upload or a conversation."""

    @property
    def order(self) -> tuple[int, float, str]:
        return (int(self.rank), epoch_seconds(self.at), self.record_id)


@dataclass
class Activity:
    """A customer's communications in one campaign, counted from the sessions."""

    communications: int = 0
    last_communication_at: str | None = None
    channels: set[str] = field(default_factory=set)
    active: bool = False

    def add(self, channel: str, last_at: str | None, active: bool, count: int = 1) -> None:
        self.communications += count
        self.channels.add(channel)
        self.active = self.active or active
        self.last_communication_at = later(self.last_communication_at, last_at)

    def include(self, other: "Activity") -> None:
        self.communications += other.communications
        self.channels |= other.channels
        self.active = self.active or other.active
        self.last_communication_at = later(self.last_communication_at, other.last_communication_at)


@lru_cache(maxsize=65536)
def epoch_seconds(at: str) -> float:
    """Of an ISO 8601 date or time; without a zone it is read as UTC."""
    time = datetime.fromisoformat(at)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def later(one: str | None, other: str | None) -> str | None:
    """The later of two times; an unknown one is never later."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda at: (epoch_seconds(at), at))


def fold(statements: Iterable[Statement], activities: dict[str, Activity]) -> dict[str, Any]:
    """The customer document without IDs, number and clock. `activities` are per campaign ID."""
    strongest = sorted(statements, key=lambda s: s.order, reverse=True)
    document: dict[str, Any] = {"contact": {}, "fields": {}}
    provenance: dict[str, list[dict[str, Any]]] = {}
    whole: dict[str, list[str]] = {}
    for statement in strongest:
        for field_id, value in statement.values.items():
            _tell(provenance, field_id, value, statement)
        for field_id, values in statement.keys.items():
            if field_id in statement.whole:
                whole.setdefault(field_id, list(values))
            for value in values or ("",):
                _tell(provenance, field_id, value, statement)
    for field_id, sources in provenance.items():
        group, _, name = field_id.partition(".")
        if field_id in ("phones", "emails", "external_ids"):
            document[field_id] = whole.get(field_id, [source["value"] for source in sources])
        elif not sources[0]["value"]:
            continue
        elif name:
            document[group][name] = sources[0]["value"]
        else:
            document[field_id] = sources[0]["value"]
    document["provenance"] = {name: sources[:SOURCES_KEPT] for name, sources in sorted(provenance.items())}
    document["participations"] = _participations(strongest, activities)
    document["products"] = _products(strongest)
    document |= _totals(activities.values())
    return document


def _tell(provenance: dict[str, list[dict[str, Any]]], field_id: str, value: str, statement: Statement) -> None:
    sources = provenance.setdefault(field_id, [])
    if all(source["value"] != value for source in sources):
        sources.append(
            {
                "value": value,
                "kind": KIND[statement.rank],
                "name": statement.source,
                "at": statement.at,
                "record_id": statement.record_id,
                "load_id": statement.load_id,
            }
        )


def _participations(strongest: list[Statement], activities: dict[str, Activity]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for statement in strongest:
        if statement.participation is None or statement.campaign_id is None:
            continue
        entry = found.setdefault(statement.campaign_id, {"uploaded": True, "fields": {}})
        for name, value in statement.participation.items():
            if name == "fields":
                for field_id, text in value.items():
                    entry["fields"].setdefault(field_id, text)
            elif value is not None:
                entry.setdefault(name, value)
    for campaign_id in activities:
        found.setdefault(campaign_id, {"uploaded": False})
    for entry in found.values():
        for name in [name for name, value in entry.items() if value == ""]:
            del entry[name]
    return [
        {"campaign_id": campaign_id} | entry | _counts(activities.get(campaign_id) or Activity())
        for campaign_id, entry in sorted(found.items())
    ]


def _products(strongest: list[Statement]) -> list[dict[str, Any]]:
    """One product a name and campaign; the strongest statement of each attribute wins. What a product system tells
    is a whole list: two of one name are two products."""
    found: dict[tuple[str, str | None, int], dict[str, Any]] = {}
    for statement in strongest:
        for number, product in enumerate(statement.products):
            entry = found.setdefault(
                (product.name, statement.campaign_id, number if statement.fetched_at else -1),
                {
                    "name": product.name,
                    "campaign_id": statement.campaign_id,
                    "source": statement.source,
                    "fetched_at": statement.fetched_at,
                    "fields": {},
                },
            )
            for attribute, value in product.attributes.items():
                entry["fields"].setdefault(attribute, value)
    in_order = sorted(found, key=lambda key: (key[0], key[1] or "", key[2]))
    return [found[key] for key in in_order]


def _counts(activity: Activity) -> dict[str, Any]:
    return {
        "communications": activity.communications,
        "last_communication_at": activity.last_communication_at,
        "channels": sorted(activity.channels),
        "active": activity.active,
    }


def _totals(activities: Iterable[Activity]) -> dict[str, Any]:
    total = Activity()
    for activity in activities:
        total.include(activity)
    return _counts(total)
