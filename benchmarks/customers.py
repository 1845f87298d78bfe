"""A page of customers among a million, for every quick filter, beside the very requests that it sends."""

from benchmarks.beside import compare
from benchmarks.figures import Comparison
from domain.access import LOCAL
from domain.conditions import Condition, Group, Operator, SortKey
from engine import Engine
from search.customers import find_customers
from search.requests import CustomersRequest

MOST_RATIO = 1.5
CALLS_A_ROUND = 8
REGION = "GB"


def _quick(field: str, operator: Operator, *values: str) -> CustomersRequest:
    return CustomersRequest(quick=(Condition(field, operator, values),))


def _where(*conditions: Condition, of: str = "") -> CustomersRequest:
    return CustomersRequest(where=Group((Group(conditions, of=of),)))


_MATCHES, _IS, _BETWEEN = Operator.MATCHES, Operator.IS, Operator.BETWEEN
REQUESTS = {
    "first page": CustomersRequest(),
    "page 200": CustomersRequest(page=200),
    "by last communication, then name": CustomersRequest(
        sort=(SortKey("last_communication_at", True), SortKey("name"))
    ),
    "by an own field": CustomersRequest(sort=(SortKey("fields.points", True),)),
    "box: name": CustomersRequest("anna lind"),
    "name: two letters": _quick("name", _MATCHES, "an"),
    "name: a word, one typo": _quick("name", _MATCHES, "Lindeberg"),
    "phone: 7700 9": _quick("phones", _MATCHES, "7700 9"),
    "phone: last four digits": _quick("phones", _MATCHES, "0256"),
    "e-mail": _quick("emails", _MATCHES, "anna.lind"),
    "customer ID": _quick("external_ids", _MATCHES, "12345"),
    "city": _quick("contact.city", _MATCHES, "łódź"),
    "birth date": _quick("contact.birth_date", _BETWEEN, "1980-01-01", "1980-12-31"),
    "campaign": _quick("participation.campaign", _IS, "spring 2024"),
    "status": _quick("participation.status", _IS, "active", "pending"),
    "loaded": _quick("participation.loaded_at", _BETWEEN, "2024-01-01", "2024-03-31"),
    "campaign and status": CustomersRequest(
        quick=(
            Condition("participation.campaign", _IS, ("spring 2024",)),
            Condition("participation.status", _IS, ("active",)),
        )
    ),
    "channel": _quick("channels", _IS, "voice"),
    "communications": _quick("communications", _BETWEEN, "3", "5"),
    "last communication": _quick("last_communication_at", _BETWEEN, "2024-05-01", "2024-05-31"),
    "own number": _quick("fields.points", _BETWEEN, "500", "1000"),
    "own choice": _quick("fields.loyalty_level", _IS, "gold"),
    "own text": _quick("fields.remarks", _MATCHES, "gold glas"),
    "product": _quick("product.name", _IS, "Fibre 300"),
    "plan of a product": _quick("product.fields.plan", _IS, "gold"),
    "debt in a campaign": _quick("participation.fields.debt", _BETWEEN, "4000", ""),
    "a call in one campaign": _where(
        Condition("communication.channel", _IS, ("voice",)),
        Condition("communication.campaign", _IS, ("spring 2024",)),
        of="communication",
    ),
    "no call": _where(Condition("communication.channel", Operator.IS_NOT, ("voice",))),
}


def measure(engine: Engine, rounds: int) -> list[Comparison]:
    """Each request."""
    return [_compare(engine, name, request, rounds) for name, request in REQUESTS.items()]


def _compare(engine: Engine, name: str, request: CustomersRequest, rounds: int) -> Comparison:
    def product() -> object:
        return find_customers(engine, LOCAL, request, REGION)

    return compare(engine, name, product, rounds, CALLS_A_ROUND, MOST_RATIO)
