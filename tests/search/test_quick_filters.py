"""What people type under the column headers, and whom it finds."""

from typing import Any

import pytest

from domain.access import LOCAL
from domain.conditions import Condition, Group, Operator, SortKey
from domain.errors import WrongInput
from engine import Engine
from indexing.fields import register
from search.customers import find_customers
from search.requests import CustomersRequest
from tests.search.conftest import Put

CUSTOMERS: dict[str, dict[str, Any]] = {
    "anna": {
        "name": "Änna-Marie O'Neill",
        "phones": ["+447700900256", "+4915112345678"],
        "emails": ["anna.oneill@example.org"],
        "external_ids": ["CUST-77"],
        "contact": {"city": "Łódź", "birth_date": "1980-05-31"},
        "fields": {"points": "1500.00", "code": "007", "seen": "2024-05-03T02:30:00Z"},
        "participations": [
            {"campaign_id": "spring", "campaign": "Spring", "status": "active", "stage": "called"},
            {"campaign_id": "autumn", "campaign": "Autumn", "status": "completed", "stage": "new"},
        ],
    },
    "boris": {
        "name": "boris zielińska",
        "phones": ["+447700901142"],
        "emails": ["b.z@annas.test"],
        "external_ids": ["7"],
        "contact": {"city": "Bad Homburg vor der Höhe"},
        "fields": {"points": "200", "code": "7", "seen": "2024-05-02"},
        "participations": [{"campaign_id": "autumn", "campaign": "Autumn", "status": "active"}],
    },
    "smith": {
        "name": "Greta Smith",
        "phones": ["+441423000012"],
        "fields": {"points": "none yet"},
        "products": [{"name": "Fibre", "fields": {"plan": "gold"}}],
    },
    "smythe": {"name": "Ida Smythe", "external_ids": ["12345"], "contact": {"city": "Reading"}},
    "arab": {"name": "مُحَمَّد", "phones": ["+97225551234"]},
    "nobody": {},
}


@pytest.fixture(scope="module")
def customers(stored: Engine, put: Put) -> Engine:
    register(stored, LOCAL, "contact", {"points": "Points", "code": "Code", "seen": "Seen"})
    register(stored, LOCAL, "product", {"plan": "Plan"})
    numbered = enumerate(CUSTOMERS.items(), start=1)
    put(
        "customers",
        {id: {"customer_id": id, "customer_number": number, **source} for number, (id, source) in numbered},
    )
    return stored


def found(engine: Engine, *quick: tuple[str, str, str], zone: str = "UTC") -> list[str]:
    conditions = tuple(Condition(field, Operator(operator), tuple(text.split("|"))) for field, operator, text in quick)
    request = CustomersRequest(quick=conditions, sort=(SortKey("name"),), time_zone=zone)
    return [row.customer_id for row in find_customers(engine, LOCAL, request, "GB").rows]


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("name", "ann", ["anna"]),
        ("name", "ÄNNA mar", ["anna"]),
        ("name", "neill", ["anna"]),
        ("name", "o'ne", ["anna"]),
        ("name", "nna", []),
        ("name", "zielinska", ["boris"]),
        ("name", "Zielinksa", ["boris"]),
        ("name", "zielinskaa", ["boris"]),
        ("name", "zieliska", ["boris"]),
        ("name", "xielinska", ["boris"]),
        ("name", "zielnka", []),
        ("name", "zielim", []),
        ("name", "smith", ["smith"]),
        ("name", "smyth", ["smith", "smythe"]),
        ("name", "smit", ["smith"]),
        ("name", "idd", []),
        ("name", "smith greta", ["smith"]),
        ("name", "smith ida", []),
        ("name", "محمد", ["arab"]),
        ("name", "?!", []),
        ("name", "*", []),
        ("name", "a" * 300, []),
        ("emails", "oneill@exam", ["anna"]),
        ("emails", "onei", ["anna"]),
        ("emails", "annas.t", ["boris"]),
        ("external_ids", "cust", ["anna"]),
        ("external_ids", "7", ["anna", "boris"]),
        ("external_ids", "12346", []),
        ("contact.city", "lodz", ["anna"]),
        ("contact.city", "hohe", ["boris"]),
        ("contact.city", "homberg", ["boris"]),
        ("fields.points", "1500", ["anna"]),
        ("fields.code", "007", ["anna"]),
        ("fields.code", "7", ["boris"]),
        ("product.fields.plan", "GOL", ["smith"]),
        ("participation.status", "act", ["anna", "boris"]),
        ("phones", "7700 900256", ["anna"]),
        ("phones", "07700 900 256", ["anna"]),
        ("phones", "+44 (0)7700/900-256", ["anna"]),
        ("phones", "0044 7700900256", ["anna"]),
        ("phones", "0044", ["anna", "boris", "smith"]),
        ("phones", "0256", ["anna"]),
        ("phones", "1142", ["boris"]),
        ("phones", "0012", ["smith"]),
        ("phones", "0142", ["smith"]),
        ("phones", "0151 1234", ["anna"]),
        ("phones", "42", ["boris", "smith"]),
        ("phones", "6", ["anna"]),
        ("phones", "+972", ["arab"]),
        ("phones", "abc", []),
        ("phones", "99999", []),
    ],
)
def test_typed(customers: Engine, field: str, typed: str, expected: list[str]) -> None:
    assert found(customers, (field, "matches", typed)) == expected


@pytest.mark.parametrize(
    ("field", "operator", "values", "zone", "expected"),
    [
        ("contact.birth_date", "between", "1980-05-31|1980-05-31", "America/New_York", ["anna"]),
        ("contact.birth_date", "between", "1980-05-30|1980-05-30", "America/New_York", []),
        ("contact.birth_date", "between", "|1980-06-01", "Pacific/Auckland", ["anna"]),
        ("fields.seen", "between", "2024-05-02|2024-05-02", "UTC", ["boris"]),
        ("fields.seen", "between", "2024-05-02|2024-05-02", "America/New_York", ["anna", "boris"]),
        ("fields.seen", "between", "2024-05-03|", "America/New_York", []),
        ("fields.seen", "between", "2024-05-02|2024-05-01", "America/New_York", []),
        ("fields.points", "between", "200|1500", "UTC", ["anna", "boris"]),
        ("fields.points", "between", "|1000", "UTC", ["boris"]),
        ("fields.points", "between", "1 499,5|", "UTC", ["anna"]),
        ("participation.status", "is", "active|completed", "UTC", ["anna", "boris"]),
        ("participation.campaign", "is", "spring", "UTC", ["anna"]),
        ("participation.campaign", "is_not", "spring", "UTC", ["boris", "smith", "smythe", "arab", "nobody"]),
        ("participation.stage", "empty", "", "UTC", ["boris", "smith", "smythe", "arab", "nobody"]),
        ("phones", "filled", "", "UTC", ["anna", "boris", "smith", "arab"]),
        ("phones", "is", "07700 900256", "UTC", ["anna"]),
        ("phones", "starts_with", "07700", "UTC", ["anna", "boris"]),
        ("phones", "starts_with", "+49", "UTC", ["anna"]),
        ("phones", "starts_with", "256", "UTC", []),
        ("emails", "is", "ANNA.ONEILL@example.org", "UTC", ["anna"]),
        ("name", "is", "greta smith", "UTC", ["smith"]),
        ("name", "contains", "MITH", "UTC", ["smith"]),
        ("name", "contains", "*", "UTC", []),
        ("name", "starts_with", "anna-m", "UTC", ["anna"]),
        ("external_ids", "starts_with", "cust-", "UTC", ["anna"]),
    ],
)
def test_compared(customers: Engine, field: str, operator: str, values: str, zone: str, expected: list[str]) -> None:
    assert found(customers, (field, operator, values), zone=zone) == expected


def test_columns_of_campaigns_speak_of_the_same_one(customers: Engine) -> None:
    assert found(customers, ("participation.campaign", "is", "autumn"), ("participation.status", "is", "active")) == [
        "boris"
    ]


def test_all_filters_hold_and_unfinished_ones_do_not_count(customers: Engine) -> None:
    filters = [("name", "matches", "anna"), ("phones", "matches", " "), ("fields.points", "between", "|")]
    assert found(customers, *filters) == ["anna"]
    assert found(customers, *filters, ("contact.city", "matches", "reading")) == []
    everyone = find_customers(customers, LOCAL, CustomersRequest(where=Group((Group(any=True),)))).total.value
    assert everyone == len(CUSTOMERS)


@pytest.mark.parametrize(
    ("field", "operator", "values", "says"),
    [
        ("salary", "is", "1", "no field “salary”"),
        ("fields.a.b", "is", "1", "no field"),
        ("communications", "at_least", "many", "“many” is not a number"),
        ("communications", "contains", "1", "cannot be compared"),
        ("last_communication_at", "before", "yesterday", "“yesterday” is not a day"),
        ("last_communication_at", "before", "0001-01-01", "is not a day"),
        ("last_communication_at", "last_days", "-3", "“-3” is not a number of days"),
        ("last_communication_at", "at_least", "2024-05-01", "cannot be compared"),
        ("name", "before", "2024-05-01", "cannot be compared"),
        ("phones", "at_least", "4", "cannot be compared"),
        ("active", "is", "perhaps", "either true or false"),
        ("communication.said", "starts_with", "x", "What was said"),
        ("load", "filled", "", "A load is chosen"),
        ("name", "matches", " ".join(map(str, range(31))), "30 words at most"),
    ],
)
def test_what_cannot_be_asked_is_said(customers: Engine, field: str, operator: str, values: str, says: str) -> None:
    with pytest.raises(WrongInput, match=says):
        found(customers, (field, operator, values))


def test_no_such_time_zone(customers: Engine) -> None:
    with pytest.raises(WrongInput, match="no time zone 'Mars'"):
        found(customers, ("contact.birth_date", "is", "1980-05-31"), zone="Mars")


@pytest.mark.parametrize(
    ("part", "says"),
    [
        (Group((Condition("name", Operator.IS, ("x",)),), of="participation"), "Name does not belong to one"),
        (Group((Condition("communication.count", Operator.IS, ("1",)),), of="communication"), "does not belong"),
        (
            Group((Group((Condition("product.name", Operator.FILLED),), of="product"),), of="participation"),
            "cannot stand inside",
        ),
    ],
)
def test_groups_about_one_hold_only_what_belongs_to_it(customers: Engine, part: Group, says: str) -> None:
    with pytest.raises(WrongInput, match=says):
        find_customers(customers, LOCAL, CustomersRequest(where=Group((part,))))
