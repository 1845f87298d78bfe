"""Filters over customers and what belongs to them: communications, loads, selections, explanations, order."""

from dataclasses import replace
from typing import Any

import pytest

from domain.access import LOCAL
from domain.conditions import Condition, Group, Operator, SortKey
from domain.errors import WrongInput
from engine import Engine
from indexing.fields import register
from search.customers import count_selected, explain, find_customers, iter_selected, neighbours
from search.requests import CustomersRequest, Selection
from search.results import Neighbours, Removed
from tests.search.conftest import Put, message, session

_PEOPLE: dict[str, dict[str, Any]] = {
    "anna": {
        "name": "Anna",
        "communications": 2,
        "fields": {"level": "10", "seen": "2024-05-03"},
        "participations": [
            {"campaign_id": "spring", "campaign": "Spring", "status": "active", "loaded_at": "2024-03-01"},
            {"campaign_id": "winter", "campaign": "Winter", "status": "done", "loaded_at": "2024-01-05"},
        ],
    },
    "boris": {
        "name": "Boris",
        "communications": 1,
        "fields": {"level": "9", "seen": "2024-05-03T01:00:00+02:00"},
        "participations": [{"campaign_id": "winter", "campaign": "Winter", "status": "active"}],
    },
    "carla": {"name": "Carla", "communications": 1, "fields": {"level": "gold"}, "absorbed_ids": ["old-carla"]},
    "dora": {"name": "Dora", "communications": 0, "fields": {"level": "Élite"}, "other_fields": {"rare": "x"}},
    "emil": {"communications": 0},
}


@pytest.fixture(scope="module")
def customers(stored: Engine, put: Put) -> Engine:
    register(stored, LOCAL, "contact", {"level": "Level", "seen": "Seen"})
    numbers = {id: number for number, id in enumerate(_PEOPLE, start=70_000)}
    put("customers", {id: {"customer_id": id, "customer_number": numbers[id], **_PEOPLE[id]} for id in _PEOPLE})
    owners = {"s1": "anna", "s2": "anna", "s3": "boris", "s4": "carla"}
    facts: dict[str, dict[str, Any]] = {
        "s1": {"channel": "voice", "agent_id": "a1", "results": {"mood": "Good"}, "load_id": "l1"},
        "s2": {"channel": "web", "responsible": "Vera", "load_id": "l2"},
        "s3": {"channel": "voice", "responsible": "Vera", "load_id": "l2"},
        "s4": {"channel": "web", "parameters": {"vip": True}, "load_id": "l2"},
    }
    sessions = {
        id: session(id, owner, session_number=at, customer_number=numbers[owner], **facts[id])
        for at, (id, owner) in enumerate(owners.items(), start=500)
    }
    texts = {
        "s1": ["Hello", "I want my money back"],
        "s2": ["My refund is late"],
        "s3": ["refunds", "I am not waiting"],
        "s4": ["Hello"],
    }
    put("sessions", sessions)
    put(
        "messages",
        {
            f"{id}:{at}": message(
                id,
                at,
                text,
                owners[id],
                session_number=sessions[id]["session_number"],
                customer_number=sessions[id]["customer_number"],
            )
            for id, said in texts.items()
            for at, text in enumerate(said)
        },
    )
    put("records", {"r1": {"load_id": "l3", "customer_number": numbers["dora"], "current": True}})
    put("loads", {"all": {"type": "load", "parts": ["l1", "l3"], "file_name": "sample"}})
    return stored


def ids(engine: Engine, request: CustomersRequest) -> list[str]:
    return [row.customer_id for row in find_customers(engine, LOCAL, request).rows]


def condition(field: str, operator: str, *values: str) -> Condition:
    return Condition(field, Operator(operator), values)


def about(*conditions: Condition, any: bool = False, negated: bool = False) -> Group:
    return Group(conditions, any, negated, "communication")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (condition("communication.channel", "is", "voice"), ["anna", "boris"]),
        (condition("communication.channel", "is_not", "voice"), ["carla", "dora", "emil"]),
        (condition("communication.responsible", "empty"), ["carla", "dora", "emil"]),
        (condition("communication.agent", "is", "a1"), ["anna"]),
        (condition("communication.result.mood", "is", "GOOD"), ["anna"]),
        (condition("communication.result.mood", "contains", "oo"), ["anna"]),
        (condition("communication.result.mood", "filled"), ["anna"]),
        (condition("communication.result.none", "filled"), []),
        (condition("communication.parameter.vip", "is", "true"), ["carla"]),
        (condition("communication.started_at", "is", "2024-05-01"), ["anna", "boris", "carla"]),
        (condition("communication.count", "at_least", "2"), ["anna"]),
        (condition("communication.said", "matches", "refund"), ["anna", "boris"]),
        (condition("communication.said", "matches", '"refund"'), ["anna"]),
        (condition("communication.said", "matches", "not waiting"), ["boris"]),
        (condition("communication.said", "matches", "late", "hello"), ["anna", "carla"]),
        (condition("communication.said", "matches", "?!"), []),
        (condition("communication.said", "is_not", "refund"), ["carla", "dora", "emil"]),
        (about(condition("communication.said", "matches", "refund"), condition("communication.channel", "is", "voice")), ["boris"]),
        (about(condition("communication.said", "matches", "hello"), condition("communication.said", "matches", "money")), ["anna"]),
        (about(condition("communication.said", "matches", "hello"), condition("communication.said", "matches", "late")), []),
        (about(condition("communication.said", "is_not", "hello"), condition("communication.channel", "is", "web")), ["anna"]),
        (about(condition("communication.said", "matches", "late"), condition("communication.agent", "is", "a1"), any=True), ["anna"]),
        (about(condition("communication.channel", "is", "voice"), negated=True), ["carla", "dora", "emil"]),
        (condition("load", "is", "l1"), ["anna"]),
        (condition("load", "is", "l3"), ["dora"]),
        (condition("load", "is", "l1", "l3"), ["anna", "dora"]),
        (condition("load", "is", "all"), ["anna", "dora"]),
        (condition("load", "is_not", "l2"), ["dora", "emil"]),
        (condition("load", "is", "unknown"), []),
    ],
)  # fmt: skip
def test_joined(customers: Engine, part: Condition | Group, expected: list[str]) -> None:
    assert ids(customers, CustomersRequest(where=Group((part,)))) == expected


def test_filters_of_communications_find_nothing_before_anything_is_loaded(empty: Engine) -> None:
    for field in ("communication.channel", "communication.said", "load"):
        request = CustomersRequest(quick=(condition(field, "is", "x"),))
        assert find_customers(empty, LOCAL, request).total.value == 0
    assert explain(empty, LOCAL, request) == (Removed("Comes from the load “x”", 0, 0),)


def test_explanation_of_nothing(customers: Engine) -> None:
    request = CustomersRequest(
        quick=(condition("name", "matches", "a"), condition("participation.status", "is", "active")),
        where=Group((condition("communication.channel", "is", "web"), condition("communications", "at_least", "3"))),
    )
    assert ids(customers, request) == []
    assert explain(customers, LOCAL, request) == (
        Removed("Name matches “a”", 0, 1),
        Removed("Has a campaign where Status is “active”", 0, 2),
        Removed("Has a communication where Channel is Web", 0, 2),
        Removed("Communications at least 3", 1, 0),
    )


def test_explanation_counts_the_box(customers: Engine) -> None:
    request = CustomersRequest("boris", where=Group((condition("communication.channel", "is", "web"),)))
    assert explain(customers, LOCAL, request) == (
        Removed("Found by “boris”", 2, 1),
        Removed("Has a communication where Channel is Web", 1, 2),
    )
    assert explain(customers, LOCAL, CustomersRequest()) == ()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["anna", "boris", "carla", "dora", "emil"]),
        ("-name", ["dora", "carla", "boris", "anna", "emil"]),
        ("communications", ["dora", "emil", "boris", "carla", "anna"]),
        ("-communications,-name", ["anna", "carla", "boris", "dora", "emil"]),
        ("fields.level", ["boris", "anna", "dora", "carla", "emil"]),
        ("-fields.level", ["anna", "boris", "carla", "dora", "emil"]),
        ("fields.seen", ["boris", "anna", "carla", "dora", "emil"]),
        ("participation.status,-name", ["boris", "anna", "dora", "carla", "emil"]),
        ("-participation.status", ["anna", "boris", "carla", "dora", "emil"]),
        ("participation.loaded_at", ["anna", "boris", "carla", "dora", "emil"]),
        ("fields.nobody_has_it", ["anna", "boris", "carla", "dora", "emil"]),
        ("active,channels,phones,product.name", ["anna", "boris", "carla", "dora", "emil"]),
    ],
)
def test_order(customers: Engine, sort: str, expected: list[str]) -> None:
    """By several fields; numbers as numbers, days as days, then texts; the unknown last both ways."""
    request = CustomersRequest(sort=keys(sort))
    assert ids(customers, request) == expected
    read = [id for batch in iter_selected(customers, LOCAL, Selection(request=request), batch=2) for id, _ in batch]
    assert read == expected
    for at, id in enumerate(expected):
        one_a_page = neighbours(customers, LOCAL, replace(request, size=1), id)
        before = expected[at - 1] if at else None
        after = expected[at + 1] if at + 1 < len(expected) else None
        assert one_a_page == Neighbours(before, after, at + 1, 5)


def keys(sort: str) -> tuple[SortKey, ...]:
    return tuple(SortKey(key.lstrip("-"), key.startswith("-")) for key in sort.split(",") if key)


def test_neighbours_beyond_the_pages(customers: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.ask.MAX_WINDOW", 2)
    request = CustomersRequest(sort=keys("-fields.level"), size=1)
    assert neighbours(customers, LOCAL, request, "anna") == Neighbours(None, "boris", 1, 5)
    assert neighbours(customers, LOCAL, request, "boris") == Neighbours("anna", "carla", None, 5)
    assert neighbours(customers, LOCAL, request, "dora") == Neighbours("carla", "emil", None, 5)
    assert neighbours(customers, LOCAL, request, "emil") == Neighbours("dora", None, None, 5)
    assert neighbours(customers, LOCAL, request, "nobody") == Neighbours(None, None, None, 5)


def test_neighbours_of_who_is_not_in_the_list(customers: Engine) -> None:
    request = CustomersRequest(quick=(condition("name", "matches", "anna"),))
    assert neighbours(customers, LOCAL, request, "boris") == Neighbours(None, None, None, 1)


def test_a_chosen_campaign_is_the_one_shown_and_sorted_by(customers: Engine) -> None:
    request = CustomersRequest(
        quick=(condition("participation.campaign", "is", "winter"),),
        sort=keys("participation.status"),
        columns=("participation.status", "participation.campaign"),
    )
    rows = find_customers(customers, LOCAL, request).rows
    assert [row.customer_id for row in rows] == ["boris", "anna"]
    assert rows[1].values == {"participation.status": ("done",), "participation.campaign": ("Winter",)}


def test_values_of_columns(customers: Engine) -> None:
    columns = ("name", "fields.level", "fields.rare", "participation.status", "active", "communications", "load")
    rows = {row.customer_id: row for row in find_customers(customers, LOCAL, CustomersRequest(columns=columns)).rows}
    assert rows["dora"].values == {
        "name": ("Dora",),
        "fields.level": ("Élite",),
        "fields.rare": ("x",),
        "participation.status": (),
        "active": ("false",),
        "communications": ("0",),
        "load": (),
    }
    assert rows["anna"].values["participation.status"] == ("active", "done")


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(("boris", "nobody", "anna", "anna")), ["anna", "boris"]),
        (Selection(("old-carla", "carla")), ["carla"]),
        (Selection(), []),
        (Selection(request=CustomersRequest("anna", page=7)), ["anna"]),
        (Selection(request=CustomersRequest(page=3, size=1)), ["anna", "boris", "carla", "dora", "emil"]),
    ],
)
def test_selected(customers: Engine, selection: Selection, expected: list[str]) -> None:
    read = [pair for batch in iter_selected(customers, LOCAL, selection, fields=["name"]) for pair in batch]
    assert [id for id, _ in read] == expected
    assert all(source.keys() <= {"name"} for _, source in read)
    assert count_selected(customers, LOCAL, selection) == len(expected)
    batches = list(iter_selected(customers, LOCAL, selection, batch=2, ordered=False))
    assert sorted(id for batch in batches for id, _ in batch) == expected


def test_too_many_chosen_one_by_one(customers: Engine) -> None:
    with pytest.raises(WrongInput, match="10,000 customers at most"):
        count_selected(customers, LOCAL, Selection(tuple(map(str, range(10_001)))))


@pytest.mark.parametrize("field", ["communication.channel", "load", "communication.said"])
def test_no_order_by_what_a_customer_does_not_hold(customers: Engine, field: str) -> None:
    with pytest.raises(WrongInput, match="cannot be sorted"):
        find_customers(customers, LOCAL, CustomersRequest(sort=(SortKey(field),)))


def test_numbers_beyond_the_first_thousands_are_found(stored: Engine, put: Put) -> None:
    """Bits of large numbers, far apart."""
    numbers = (1, 63, 64, 65_536, 1_000_003, 20_000_000)
    put("customers", {f"n{n}": {"customer_id": f"n{n}", "customer_number": n} for n in numbers})
    put("sessions", {f"n{n}": session(f"n{n}", customer_number=n, channel="fax", session_number=n) for n in numbers})
    request = CustomersRequest(where=Group((condition("communication.channel", "is", "fax"),)))
    assert {row.customer_id for row in find_customers(stored, LOCAL, request).rows} == {f"n{n}" for n in numbers}
    for name in ("customers", "sessions"):
        for n in numbers:
            stored.client.delete(index=stored.alias(name), id=f"n{n}", params={"refresh": "true"})
