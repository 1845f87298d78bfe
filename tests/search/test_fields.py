"""Which fields there are, what they hold, and the values to choose from."""

from typing import Any

import pytest

from domain.access import LOCAL
from domain.conditions import Operator
from domain.errors import WrongInput
from engine import Engine
from indexing.fields import register
from search.fields import Choice, FieldInfo, choices, get_fields
from tests.search.conftest import Put, session

_LEVELS = ("Gold", "gold", "Gold", "silver")


@pytest.fixture(scope="module")
def customers(stored: Engine, put: Put) -> Engine:
    register(stored, LOCAL, "contact", {"level": "Level", "points": "Points", "joined": "Joined", "note": "Note"})
    register(stored, LOCAL, "participation", {"debt": "Debt"})
    register(stored, LOCAL, "product", {"plan": "Plan"})
    documents: dict[str, dict[str, Any]] = {}
    for number in range(12):
        documents[f"c{number}"] = {
            "customer_id": f"c{number}",
            "name": f"Zoë Ørsted {number % 2}",
            "contact": {"city": "Łódź"} if number < 3 else {},
            "fields": {
                "level": _LEVELS[number % 4],
                "points": str(number) if number else "unknown",
                "joined": f"2024-05-{number + 1:02}",
                "note": f"note {number}",
            },
            "participations": [
                {"campaign_id": "spring", "campaign": "Spring", "status": "active", "fields": {"debt": f"{number}.5"}},
                {"campaign_id": "winter", "campaign": "Winter", "status": "Active" if number < 2 else "done"},
            ],
            "active": number == 5,
        }
    put("customers", documents)
    put("campaigns", {"spring": {"campaign_id": "spring", "name": "Spring sale"}})
    put(
        "agents",
        {
            "a1": {"agent_id": "a1", "name": "Desk", "result_fields": [{"id": "mood", "title": "Mood"}]},
            "a2": {"agent_id": "a2", "result_fields": [{"id": "mood", "title": "Temper"}, {"id": "next", "title": "Next"}]},
        },
    )  # fmt: skip
    put(
        "sessions",
        {
            "s1": session("s1", agent_id="a1", results={"mood": "good"}, parameters={"list": "A"}, session_number=1),
            "s2": session("s2", agent_id="a1", results={"mood": "good"}, channel="voice", session_number=2),
            "s3": session("s3", agent_id="a2", results={"mood": "Bad"}, responsible_type="ai", session_number=3),
        },
    )
    put(
        "fields",
        {
            "contact:level": {
                "field_id": "level",
                "where": "contact",
                "title": "Level",
                "own_title": "Loyalty",
                "indexed": True,
            },
            "contact:note": {
                "field_id": "note",
                "where": "contact",
                "title": "Note",
                "hidden": True,
                "indexed": True,
            },
            "contact:beyond": {"field_id": "beyond", "where": "contact", "title": "Beyond", "indexed": False},
            "built_in:contact.city": {"field_id": "contact.city", "where": "built_in", "own_title": "Town"},
        },
    )
    put("loads", {"l1": {"type": "load", "kind": "campaign", "file_name": "spring sale.csv"}})
    return stored


def info(engine: Engine, field_id: str, counts: bool = False) -> FieldInfo:
    return next(it for it in get_fields(engine, LOCAL, counts) if it.id == field_id)


@pytest.mark.parametrize(
    ("field", "type", "title", "customers_with"),
    [
        ("name", "text", "Name", 12),
        ("contact.city", "text", "Town", 3),
        ("active", "boolean", "Active now", 1),
        ("participation.status", "choice", "Status", 12),
        ("fields.level", "choice", "Loyalty", 12),
        ("fields.points", "number", "Points", 12),
        ("fields.joined", "date", "Joined", 12),
        ("fields.note", "text", "Note", 12),
        ("fields.beyond", "text", "Beyond", None),
        ("participation.fields.debt", "number", "Debt", 12),
        ("product.fields.plan", "text", "Plan", 0),
        ("communication.result.mood", "choice", "Mood", None),
        ("communication.result.next", "choice", "Next", None),
        ("communication.parameter.list", "choice", "list", None),
        ("communication.channel", "channel", "Channel", None),
    ],
)
def test_field(customers: Engine, field: str, type: str, title: str, customers_with: int | None) -> None:
    found = info(customers, field, counts=True)
    assert (found.type, found.title, found.customers) == (type, title, customers_with)


def test_what_fields_can_be_used_for(customers: Engine) -> None:
    assert info(customers, "fields.note").hidden
    assert not info(customers, "fields.level").hidden
    assert info(customers, "fields.level").own_title == "Loyalty"
    assert info(customers, "name").own_title is None
    beyond = info(customers, "fields.beyond")
    assert (beyond.searchable, beyond.is_column, beyond.sortable, beyond.operators) == (False, True, False, ())
    channel = info(customers, "communication.channel")
    assert (channel.is_column, channel.sortable) == (False, False)
    assert info(customers, "communication.said").operators == (Operator.MATCHES, Operator.IS_NOT)
    assert Operator.LAST_DAYS in info(customers, "fields.joined").operators
    assert info(customers, "name").customers is None


def test_each_field_stands_once_and_built_in_ones_first(customers: Engine) -> None:
    found = [it.id for it in get_fields(customers, LOCAL)]
    assert len(found) == len(set(found))
    assert found[0] == "name"
    assert found[found.index("fields.beyond") :] == [
        *("fields.beyond", "fields.joined", "fields.level", "fields.note", "fields.points"),
        *("participation.fields.debt", "product.fields.plan"),
        *("communication.parameter.list", "communication.result.mood", "communication.result.next"),
    ]


def test_a_fields_type_follows_its_data(customers: Engine, put: Put) -> None:
    assert info(customers, "product.fields.plan").type == "text"
    product = {"name": "Fibre", "fields": {"plan": "2024-05-01"}}
    put("customers", {"p": {"customer_id": "p", "products": [product]}})
    assert info(customers, "product.fields.plan").type == "date"
    customers.client.delete(index=customers.alias("customers"), id="p", params={"refresh": "true"})


def test_fields_before_anything_is_loaded(empty: Engine) -> None:
    found = get_fields(empty, LOCAL, counts=True)
    assert {it.source for it in found} == {"Built in"}
    assert choices(empty, LOCAL, "participation.status") == ()


@pytest.mark.parametrize(
    ("field", "beginning", "expected"),
    [
        ("fields.level", "", [("Gold", "Gold", 9), ("silver", "silver", 3)]),
        ("fields.level", "SIL", [("silver", "silver", 3)]),
        ("fields.level", "ilver", []),
        ("contact.city", "lod", [("Łódź", "Łódź", 3)]),
        ("name", "orst", [("Zoë Ørsted 0", "Zoë Ørsted 0", 6), ("Zoë Ørsted 1", "Zoë Ørsted 1", 6)]),
        ("name", "orsed", []),
        ("participation.status", "", [("active", "active", 12), ("done", "done", 10)]),
        ("participation.status", "d", [("done", "done", 10)]),
        ("participation.campaign", "", [("spring", "Spring sale", 12), ("winter", "winter", 12)]),
        ("participation.campaign", "sale", [("spring", "Spring sale", 12)]),
        ("communication.channel", "", [("web", "Web", 2), ("voice", "Call", 1)]),
        ("communication.channel", "ca", [("voice", "Call", 1)]),
        ("communication.agent", "", [("a1", "Desk", 2), ("a2", "a2", 1)]),
        ("communication.responsible_type", "", [("ai", "AI agent", 1)]),
        ("communication.result.mood", "", [("good", "good", None), ("Bad", "Bad", None)]),
        ("communication.result.mood", "B", [("Bad", "Bad", None)]),
        ("active", "", [("false", "No", 11), ("true", "Yes", 1)]),
        ("load", "sale", [("l1", "spring sale.csv", None)]),
        ("load", "pring", []),
        ("communications", "", []),
        ("communication.said", "", []),
    ],
)
def test_choices(customers: Engine, field: str, beginning: str, expected: list[tuple[str, str, int | None]]) -> None:
    assert choices(customers, LOCAL, field, beginning) == tuple(Choice(*one) for one in expected)


def test_as_many_choices_as_asked_for(customers: Engine) -> None:
    assert len(choices(customers, LOCAL, "fields.note", size=5)) == 5
    assert len(choices(customers, LOCAL, "participation.campaign", size=1)) == 1


def test_choices_of_no_field(customers: Engine) -> None:
    with pytest.raises(WrongInput, match="no field"):
        choices(customers, LOCAL, "salary")
