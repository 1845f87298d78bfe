from collections.abc import Iterator

import pytest

from domain.access import LOCAL
from domain.conditions import SortKey
from domain.errors import WrongInput
from engine import Engine
from search.customers import find_customers
from search.requests import CustomersRequest
from search.results import Count, CustomerRow
from tests.search.conftest import Put

CUSTOMERS = {
    "id-anna": {
        "customer_id": "id-anna",
        "absorbed_ids": ["id-old-anna"],
        "name": "Änna-Marie O'Neill",
        "phones": ["+447700900666", "+4915112345678"],
        "emails": ["anna.oneill@example.org"],
        "external_ids": ["CUST-7", "shop:44*?"],
        "channels": ["voice", "web"],
        "communications": 3,
        "last_communication_at": "2024-05-03T12:00:00+02:00",
        "active": True,
        "participations": [
            {"campaign_id": "spring", "campaign": "Spring", "status": "active", "last_communication_at": None},
            {
                "campaign_id": "winter",
                "campaign": "Winter",
                "status": "done",
                "last_communication_at": "2024-05-01T23:30:00+02:00",
            },
            {
                "campaign_id": "customer service",
                "campaign": "Customer Service",
                "last_communication_at": "2024-05-01T22:00:00Z",
            },
        ],
    },
    "id-boris": {
        "customer_id": "id-boris",
        "name": "boris zielińska",
        "phones": ["+447700900142"],
        "emails": ["b.z@annas.test"],
        "external_ids": ["007"],
        "communications": 9,
        "last_communication_at": "2024-05-03T09:59:00Z",
    },
    "id-nobody": {"customer_id": "id-nobody", "emails": ["info@example.org"], "communications": 0},
    "id-zoe": {"customer_id": "id-zoe", "name": "Zoë Zielińska", "external_ids": ["7"], "communications": 3},
}


@pytest.fixture(scope="module")
def customers(stored: Engine, put: Put) -> Iterator[Engine]:
    put("customers", CUSTOMERS)
    yield stored


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["anna", "boris", "zoe", "nobody"]),
        ("anna", ["anna", "boris"]),
        ("ANNA o'ne", ["anna"]),
        ("neill änna", ["anna"]),
        ("nna", []),
        ("zielinska", ["boris", "zoe"]),
        ("ziel zo", ["zoe"]),
        ("marie example", ["anna"]),
        ("07700 900 666", ["anna"]),
        ("+44 (0)7700/900666", ["anna"]),
        ("0044 7700900142", ["boris"]),
        ("900", ["anna", "boris"]),
        ("0151 1234", ["anna"]),
        ("90", []),
        ("info@example.org", ["nobody"]),
        ("INFO@exam", ["nobody"]),
        ("@example.org", []),
        ("example", ["anna", "nobody"]),
        ("cust-7", ["anna"]),
        ("44*?", ["anna"]),
        ("44**", []),
        ("007", ["boris"]),
        ("7", ["zoe"]),
        ("id-zoe", ["zoe"]),
        ("id-old-anna", ["anna"]),
        ("*", []),
        ("name:boris", []),
        ("boris OR zoe", []),
    ],
)
def test_box(customers: Engine, text: str, found: list[str]) -> None:
    page = find_customers(customers, LOCAL, CustomersRequest(text, sort=(SortKey("name"),)), "GB")
    assert [row.customer_id for row in page.rows] == [f"id-{name}" for name in found]
    assert page.total == Count(len(found))


@pytest.mark.parametrize(
    ("sort", "descending", "found"),
    [
        ("name", False, ["anna", "boris", "zoe", "nobody"]),
        ("name", True, ["zoe", "boris", "anna", "nobody"]),
        ("last_communication_at", True, ["anna", "boris", "zoe", "nobody"]),
        ("last_communication_at", False, ["boris", "anna", "zoe", "nobody"]),
        ("communications", True, ["boris", "anna", "zoe", "nobody"]),
        ("communications", False, ["nobody", "anna", "zoe", "boris"]),
        ("relevance", False, ["anna", "boris", "zoe", "nobody"]),
    ],
)
def test_sorting(customers: Engine, sort: str, descending: bool, found: list[str]) -> None:
    request = CustomersRequest(sort=(SortKey(sort, descending),))
    rows = find_customers(customers, LOCAL, request).rows
    assert [row.customer_id for row in rows] == [f"id-{name}" for name in found]


def test_a_whole_id_comes_before_what_only_resembles_it(customers: Engine) -> None:
    rows = find_customers(customers, LOCAL, CustomersRequest("007"), "GB").rows
    assert rows[0].customer_id == "id-boris"


def test_row(customers: Engine) -> None:
    assert find_customers(customers, LOCAL, CustomersRequest("id-anna")).rows[0] == CustomerRow(
        customer_id="id-anna",
        name="Änna-Marie O'Neill",
        phones=("+447700900666", "+4915112345678"),
        emails=("anna.oneill@example.org",),
        external_ids=("CUST-7", "shop:44*?"),
        campaigns=("Customer Service", "Winter", "Spring"),
        statuses=("done", "active"),
        channels=("voice", "web"),
        communications=3,
        last_communication_at="2024-05-03T12:00:00+02:00",
        active=True,
    )


def test_pages_tile_the_whole(customers: Engine) -> None:
    pages = [find_customers(customers, LOCAL, CustomersRequest(page=n, size=3)) for n in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [3, 1, 0]
    assert {page.total for page in pages} == {Count(4)}
    assert len({row.customer_id for page in pages for row in page.rows}) == 4


@pytest.mark.parametrize(("page", "size"), [(0, 50), (-1, 50), (201, 50), (1, 10_001)])
def test_pages_that_cannot_be(customers: Engine, page: int, size: int) -> None:
    with pytest.raises(WrongInput, match="10,000"):
        find_customers(customers, LOCAL, CustomersRequest(page=page, size=size))
