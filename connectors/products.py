"""The product system: a customer's current products, asked for over HTTP.

What is asked, and what counts as an answer, stands in docs/deploy.md under "A product system".
"""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError, model_validator

from connectors.http import Answer, ask
from domain.access import Action, Principal, require
from domain.errors import OutsideUnavailable, WrongInput
from domain.fold import Product
from domain.texts import text_of
from engine import Engine
from indexing.anchors import identities_of
from indexing.products import store_products
from search.people import living
from settings import Settings

MAX_BYTES = 2 * 1024 * 1024
MAX_PRODUCTS = 1000
MAX_ATTRIBUTES = 200
MAX_TITLE, MAX_VALUE = 500, 8000
_SYSTEM = "The product system"
_NAMES = {"external_id": "customer ID", "email": "e-mail", "phone": "phone"}
_NONE = (204, 404)


def is_connected(settings: Settings) -> bool:
    """True when there is a product system to ask."""
    return settings.products_url is not None


def get_products(engine: Engine, settings: Settings, principal: Principal, customer_id: str) -> int:
    """Fetch a customer's products and store them in place of those fetched before; returns how many there are.

    Raises OutsideUnavailable and WrongInput; then nothing has changed.
    """
    require(principal, Action.EDIT)
    known = known_by(engine, settings, principal, customer_id)
    products = fetch_products(settings, known)
    store_products(engine, principal, customer_id, products, settings.products_source)
    return len(products)


def known_by(engine: Engine, settings: Settings, principal: Principal, customer_id: str) -> dict[str, str]:
    """What the product system may know the customer by: their first ID of its namespace, e-mail and phone."""
    found = living(engine, principal, customer_id)
    pairs = [pair for one in identities_of(engine, found.customer_id) for pair in one.identity.external_ids]
    mine = [value for namespace, value in pairs if namespace == settings.products_namespace]
    first = {
        "external_id": mine[:1],
        "email": (found.source.get("emails") or [])[:1],
        "phone": (found.source.get("phones") or [])[:1],
    }
    # As part of a path these would lead elsewhere, however they are encoded.
    return {name: values[0] for name, values in first.items() if values and values[0] not in (".", "..")}


def fetch_products(settings: Settings, known: Mapping[str, str]) -> tuple[Product, ...]:
    """The products that the product system tells of; attributes by title, every value as text.

    `known` maps `external_id`, `email` and `phone` to what the customer has. Raises OutsideUnavailable when there is
    no usable answer, WrongInput when there is nothing to ask by.
    """
    if settings.products_url is None:
        raise WrongInput("No product system is connected; name its address in OPEN360_PRODUCTS_URL.")
    headers = {}
    if settings.products_token is not None:
        token = settings.products_token.get_secret_value()
        bearer = settings.products_header.casefold() == "authorization" and " " not in token
        headers[settings.products_header] = f"Bearer {token}" if bearer else token
    answer = ask(
        _SYSTEM,
        "GET",
        address(settings.products_url, known),
        headers=headers,
        timeout_seconds=settings.products_timeout_seconds,
        max_bytes=MAX_BYTES,
    )
    return parse(answer)


def address(template: str, known: Mapping[str, str]) -> str:
    """The address for one customer. Values are percent-encoded; a query parameter without its value is left out.

    Raises WrongInput when the path needs a value that the customer does not have, or nothing is left to ask by.
    """
    named = re.findall(r"{(\w+)}", template)
    parts = urlsplit(template)
    missing = [name for name in re.findall(r"{(\w+)}", parts.path) if name not in known]
    if missing or not any(name in known for name in named):
        lacking = " or ".join(_NAMES[name] for name in dict.fromkeys(missing or named))
        raise WrongInput(f"The product system is asked by {lacking}, which this customer does not have.")

    def filled(text: str) -> str:
        return re.sub(r"{(\w+)}", lambda found: quote(known[found[1]], safe=""), text)

    pairs = [pair for pair in parts.query.split("&") if all(name in known for name in re.findall(r"{(\w+)}", pair))]
    return urlunsplit(parts._replace(path=filled(parts.path), query="&".join(map(filled, pairs)), fragment=""))


def parse(answer: Answer) -> tuple[Product, ...]:
    """Products from an answer. Raises OutsideUnavailable, saying what is wrong with it."""
    if answer.status in _NONE:
        return ()
    if answer.status in (401, 403):
        raise OutsideUnavailable(f"{_SYSTEM} refuses access ({answer.status}); check OPEN360_PRODUCTS_TOKEN.")
    if answer.status != 200:
        raise OutsideUnavailable(f"{_SYSTEM} answers with status {answer.status}; check OPEN360_PRODUCTS_URL.")
    try:
        told = json.loads(answer.body, parse_float=_AsTyped, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise OutsideUnavailable(f"{_SYSTEM} does not answer in JSON; check OPEN360_PRODUCTS_URL.") from None
    if isinstance(told, dict):
        told = told.get("products")
    try:
        checked = _LIST.validate_python(told)
    except ValidationError as error:
        raise OutsideUnavailable(f"{_SYSTEM} answers in another form than expected: {_told(error)}.") from None
    return tuple(Product(one.name, one.attributes) for one in checked)


class _AsTyped(float):
    """A number of the answer that knows how it was written: 1.10 is not 1.1."""

    def __new__(cls, text: str) -> "_AsTyped":
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def _text(value: Any) -> str:
    if isinstance(value, _AsTyped):
        return value.text
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else text_of(value)


def _storable(text: str) -> str:
    text.encode()  # half a character raises a ValueError
    if "\0" in text:
        raise ValueError("it holds a NUL character")
    return text


_Title = Annotated[str, AfterValidator(_storable), Field(min_length=1, max_length=MAX_TITLE)]
_Value = Annotated[str, AfterValidator(_storable), Field(max_length=MAX_VALUE)]


class _Told(BaseModel):
    """One product as told: a name, and any further key is an attribute."""

    name: _Title
    attributes: Annotated[dict[_Title, _Value], Field(max_length=MAX_ATTRIBUTES)]

    @model_validator(mode="before")
    @classmethod
    def _apart(cls, told: Any) -> Any:
        if not isinstance(told, dict):
            return told
        name = told.get("name")
        named = {"name": _text(name)} if isinstance(name, str | int | float) and not isinstance(name, bool) else {}
        told = {title.strip(): _text(value) for title, value in told.items() if title != "name"}
        return {**named, "attributes": {title: text for title, text in told.items() if text}}


_LIST = TypeAdapter(Annotated[list[_Told], Field(max_length=MAX_PRODUCTS)])


def _told(error: ValidationError) -> str:
    """The first thing that is wrong, without what the answer held."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = first["loc"]
    where = f"product {int(place[0]) + 1}, {place[1] if len(place) > 1 else 'the whole'}" if place else "the list"
    return f"{where}: {first['msg']}"
