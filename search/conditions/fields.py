"""Fields that can be filtered, sorted and shown, by their IDs: what they are and where documents hold them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from domain.conditions import Operator
from domain.contact import CONTACT_FIELDS, PLAIN_FIELDS
from domain.errors import WrongInput

Kind = Literal["text", "phone", "number", "date", "boolean", "choice", "channel", "campaign"]

CUSTOMER, PARTICIPATION, PRODUCT, COMMUNICATION, LOAD = "", "participation", "product", "communication", "load"
NESTED = {PARTICIPATION: "participations", PRODUCT: "products"}
"""Scope -> where its entries are nested in a customer."""
COUNT = "communication.count"
SAID = "communication.said"

_O = Operator
_FILLING = (_O.EMPTY, _O.FILLED)
OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    "text": (_O.MATCHES, _O.IS, _O.IS_NOT, _O.CONTAINS, _O.STARTS_WITH, *_FILLING),
    "phone": (_O.MATCHES, _O.IS, _O.IS_NOT, _O.CONTAINS, _O.STARTS_WITH, *_FILLING),
    "choice": (_O.IS, _O.IS_NOT, _O.MATCHES, _O.CONTAINS, _O.STARTS_WITH, *_FILLING),
    "number": (_O.IS, _O.IS_NOT, _O.AT_LEAST, _O.AT_MOST, _O.BETWEEN, *_FILLING),
    "date": (_O.IS, _O.IS_NOT, _O.BEFORE, _O.AFTER, _O.BETWEEN, _O.LAST_DAYS, *_FILLING),
    "boolean": (_O.IS, _O.IS_NOT),
    "channel": (_O.IS, _O.IS_NOT, *_FILLING),
    "campaign": (_O.IS, _O.IS_NOT, *_FILLING),
}
"""What a field of a kind is offered to be compared by, the usual one first."""


@dataclass(frozen=True)
class Field:
    """One field. `path` is where the engine holds it; `typed` the users' own, text with a number and a date beside it.

    `days`: its values may be days without a time, which are the same day everywhere.
    """

    id: str
    kind: Kind
    path: str
    title: str = ""
    group: str = ""
    typed: bool = False
    days: bool = False
    exact: bool = False
    """Values are IDs that the product gave, compared as they are."""
    operators: tuple[Operator, ...] = ()

    @cached_property  # exports ask for it with every cell
    def scope(self) -> str:
        """CUSTOMER, PARTICIPATION, PRODUCT, COMMUNICATION or LOAD."""
        head = self.id.partition(".")[0]
        if self.id == COUNT:
            return CUSTOMER
        return head if head in (*NESTED, COMMUNICATION, LOAD) else CUSTOMER


def _contact(id: str) -> Field:
    kinds: dict[str, Kind] = {"birth_date": "date", "gender": "choice", "language": "choice", "country": "choice"}
    known = CONTACT_FIELDS[id]
    path = f"contact.{id}"
    return Field(path, kinds.get(id, "text"), path, known.title, known.group, typed=True, days=True)


def _in_campaign(name: str, kind: Kind, title: str) -> Field:
    return Field(f"participation.{name}", kind, f"participations.{name}", title, "Campaigns")


_SAID_BY = (_O.MATCHES, _O.IS_NOT)
_FIELDS = (
    Field("name", "text", "name", "Name", "Person"),
    Field("phones", "phone", "phones", "Phone", "Reach"),
    Field("emails", "text", "emails", "E-mail", "Reach"),
    Field("external_ids", "text", "external_ids", "Customer ID", "Reach"),
    *(_contact(id) for id in PLAIN_FIELDS),
    Field("communications", "number", "communications", "Communications", "Activity"),
    Field("last_communication_at", "date", "last_communication_at", "Last communication", "Activity"),
    Field("channels", "channel", "channels", "Channels", "Activity", exact=True),
    Field("active", "boolean", "active", "Active now", "Activity"),
    Field("participation.campaign", "campaign", "participations.campaign_id", "Campaign", "Campaigns", exact=True),
    Field("participation.status", "choice", "participations.status", "Status", "Campaigns"),
    Field("participation.stage", "choice", "participations.stage", "Stage", "Campaigns"),
    Field("participation.loaded_at", "date", "participations.loaded_at", "Loaded", "Campaigns", days=True),
    _in_campaign("communications", "number", "Communications in the campaign"),
    _in_campaign("last_communication_at", "date", "Last communication in the campaign"),
    Field("product.name", "choice", "products.name", "Product", "Products"),
    Field("product.campaign", "campaign", "products.campaign_id", "Campaign of a product", "Products", exact=True),
    Field(
        "communication.campaign", "campaign", "campaign_id", "Campaign of a communication", "Communications", exact=True
    ),
    Field("communication.channel", "channel", "channel", "Channel", "Communications", exact=True),
    Field("communication.agent", "choice", "agent_id", "Agent", "Communications", exact=True),
    Field("communication.responsible", "choice", "responsible", "Responsible", "Communications", exact=True),
    Field(
        "communication.responsible_type", "choice", "responsible_type", "Responsible is", "Communications", exact=True
    ),
    Field("communication.status", "choice", "status", "Status of a communication", "Communications", exact=True),
    Field("communication.started_at", "date", "started_at", "Started", "Communications"),
    Field(COUNT, "number", "communications", "Number of communications", "Communications"),
    Field(SAID, "text", "text", "Said", "Communications", operators=_SAID_BY),
    Field(LOAD, "choice", "load_id", "Load", "Loads", exact=True, operators=(_O.IS, _O.IS_NOT)),
)
BUILT_IN = {field.id: field for field in _FIELDS}
"""Every field that the product itself knows, in the order in which they are listed."""

_OWN = {
    "fields.": ("fields.", "Own fields"),
    "participation.fields.": ("participations.fields.", "Campaigns"),
    "product.fields.": ("products.fields.", "Products"),
}
_FLAT = {"communication.result.": "results.", "communication.parameter.": "parameters."}
_FLAT_BY = (_O.IS, _O.IS_NOT, _O.CONTAINS, _O.STARTS_WITH, *_FILLING)
"""Results and parameters are held as one text each, without words."""
_WHERE = {"fields.": "contact", "participation.fields.": "participation", "product.fields.": "product"}


@lru_cache(maxsize=4096)
def field_of(field_id: str) -> Field:
    """The field with this ID, also one of the users' own, whether or not anything has it. Raises WrongInput."""
    if known := BUILT_IN.get(field_id):
        return known
    for opening, (place, group) in _OWN.items():
        name = field_id.removeprefix(opening)
        if name != field_id and _plain(name):
            return Field(field_id, "text", place + name, name, group, typed=True, days=True)
    for opening, place in _FLAT.items():
        name = field_id.removeprefix(opening)
        if name != field_id and name and "*" not in name:
            return Field(field_id, "choice", place + name, name, "Communications", operators=_FLAT_BY)
    raise WrongInput(f"There is no field “{field_id[:60]}”; choose another one.")


def own_field_id(where: str, name: str) -> str:
    """The ID of one of the users' own fields, registered as (`where`, `name`)."""
    return next(opening for opening, place in _WHERE.items() if place == where) + name


def _plain(name: str) -> bool:
    return name.replace("_", "").isalnum() and name.isascii()
