"""What the list and the profile make of an address and of what was read, without a browser."""

from typing import Any

import pytest

from domain.access import Principal, Role
from domain.conditions import Condition, Group, Operator, SortKey, as_text
from domain.errors import WrongInput
from pages.customers import bulk, chat_view, columns
from pages.customers.add import wrong_with
from pages.customers.address import LAST_PAGE, filter_params, list_params, request_of, sort_link
from pages.customers.cells import cell
from search.fields import FieldInfo
from search.results import Communication, CustomerRow
from ui import context, links


def known(id: str, type: Any = "text", **facts: Any) -> FieldInfo:
    values: dict[str, Any] = {
        "title": id.title(),
        "own_title": None,
        "group": "",
        "source": "built in",
        "customers": None,
        "hidden": False,
        "sortable": True,
        "is_column": True,
        "operators": (Operator.IS,),
    }
    return FieldInfo(id=id, type=type, **(values | facts))


FIELDS = (
    known("name"),
    known("phones", "phone"),
    known("participation.status", "choice"),
    known("communications", "number"),
    known("last_communication_at", "date"),
    known("communication.said", sortable=False),
)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ("", (), 1)),
        ({"q": "ana"}, ("ana", (), 1)),
        ({"q": "ana", "sort": "-name", "page": "3"}, ("ana", (SortKey("name", True),), 3)),
        ({"sort": "name,-communications"}, ("", (SortKey("name"), SortKey("communications", True)), 1)),
        ({"sort": "name,-name,salary,communication.said,"}, ("", (SortKey("name"),), 1)),
        ({"sort": "name", "desc": "1"}, ("", (SortKey("name", True),), 1)),
        ({"sort": "salary", "desc": "yes", "page": "0"}, ("", (), 1)),
        ({"page": "-1"}, ("", (), 1)),
        ({"page": "²"}, ("", (), 1)),
        ({"page": "99999999"}, ("", (), LAST_PAGE)),
    ],
)
def test_address_to_request(params: dict[str, str], expected: tuple[str, tuple[SortKey, ...], int]) -> None:
    request = request_of(params, FIELDS)
    assert (request.text, request.sort, request.page) == expected


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("name", "zie", ("matches", "zie")),
        ("name", "a..b", ("matches", "a..b")),
        ("phones", "900 256", ("matches", "900 256")),
        ("participation.status", "active", ("is", "active")),
        ("participation.status", ["active", "a..b"], ("is", "active", "a..b")),
        ("communications", "5..", ("between", "5", "")),
        ("communications", "5", ("between", "5", "")),
        ("communications", "..9", ("between", "", "9")),
        ("last_communication_at", "2020-05-01..", ("between", "2020-05-01", "")),
        ("last_communication_at", "2020-05-01", ("between", "2020-05-01", "2020-05-01")),
        ("fields.unheard_of", "x", ("matches", "x")),
    ],
)
def test_quick_filters(field: str, value: str | list[str], expected: tuple[str, ...]) -> None:
    [found] = request_of({f"f.{field}": value, "f.": "", "f.name2": ""}, FIELDS).quick
    assert (found.field, found.operator, *found.values) == (field, *expected)


def test_advanced_filter_comes_along_or_says_that_it_cannot_be_read() -> None:
    where = Group((Condition("name", Operator.FILLED),), any=True)
    assert request_of({"where": as_text(where)}, FIELDS).where == where
    with pytest.raises(WrongInput, match="cannot be read"):
        request_of({"where": "{"}, FIELDS)


def test_profile_keeps_only_the_lists_parameters() -> None:
    own: dict[str, str | list[str]] = {"q": "ana", "f.participation.status": ["a", "b"], "row": "C1", "page": "2"}
    address = {**own, "customer": "C1", "tab": "communications", "campaign": "h", "message": "m", "find": "x"}
    assert list_params(address) == own
    assert filter_params(address) == {"q": "ana", "f.participation.status": ["a", "b"]}
    assert links.customers(own) == "./?q=ana&f.participation.status=a&f.participation.status=b&row=C1&page=2"


@pytest.mark.parametrize(
    ("params", "column", "also", "expected"),
    [
        ({}, "name", False, "./?sort=-name"),
        ({"sort": "-name"}, "name", False, "./?sort=name"),
        ({"sort": "name", "desc": "1"}, "name", False, "./?sort=name"),
        ({"q": "ana", "page": "4"}, "name", False, "./?q=ana&sort=name"),
        ({}, "communications", False, "./?sort=-communications"),
        ({"sort": "-communications,name"}, "communications", False, "./?sort=communications"),
        ({"sort": "-communications,name"}, "name", False, "./?sort=name"),
        ({}, "communications", True, "./?sort=name%2C-communications"),
        ({"sort": "name,-communications"}, "communications", True, "./?sort=name%2Ccommunications"),
        ({"sort": "name,communications"}, "communications", True, "./?sort=name"),
        ({"q": "ana"}, "name", True, "./?q=ana&sort=name"),
    ],
)
def test_sort_link(params: dict[str, str], column: str, also: bool, expected: str) -> None:
    [field] = [field for field in FIELDS if field.id == column]
    assert sort_link(params, request_of(params, FIELDS), field, also=also) == expected


def customer(**values: tuple[str, ...]) -> CustomerRow:
    return CustomerRow("C1", "Ana", (), (), (), ("hotel",), ("active",), ("web",), 1234, None, False, values)


@pytest.mark.parametrize(
    ("id", "type", "values", "expected"),
    [
        ("name", "text", (), "Ana"),
        ("communications", "number", (), "1,234"),
        (
            "phones",
            "phone",
            ("+447700900587", "+12025550123"),
            ("+44 7700 900587 +1", "+44 7700 900587, +1 202-555-0123"),
        ),
        ("fields.plan", "choice", (), None),
        ("participation.status", "choice", ("won",), [{"text": "won", "tone": "good"}]),
        ("fields.plan", "choice", ("gold",), ("gold", "gold")),
        ("active", "boolean", ("true",), "yes"),
        ("contact.birth_date", "date", ("1985-04-23",), {"text": "23 Apr 1985", "hover": "23 Apr 1985"}),
        ("contact.birth_date", "date", ("around 1985",), {"text": "around 1985", "hover": "around 1985"}),
        ("contact.birth_date", "date", (), None),
    ],
)
def test_cell(id: str, type: str, values: tuple[str, ...], expected: object) -> None:
    assert cell(customer(**{id: values}), known(id, type)) == expected


def test_filter_under_a_header_is_what_the_address_says() -> None:
    address = {"f.name": "zie ", "f.participation.status": ["a", "b"], "f.communications": "5.."}
    request = request_of(address, FIELDS)
    found = {column.id: column for column in columns.described(FIELDS, {"name": 222}, address, request)}
    assert found["name"].width == 222
    assert (found["name"].sorted, found["name"].rank) == ("ascending", 0)
    filters = {id: (column.filter.type, list(column.filter.values)) for id, column in found.items() if column.filter}
    assert filters["name"] == ("text", ["zie "])
    assert filters["participation.status"] == ("choice", ["a", "b"])
    assert filters["communications"] == ("number", ["5.."])
    assert columns.described([known("fields.x", operators=())], {}, {}, request)[0].filter is None


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.VIEWER, set()),
        (Role.EDITOR, {"add-to-campaign", "set-status"}),
        (Role.SUPERVISOR, {"add-to-campaign", "set-status", "export", "delete"}),
    ],
)
def test_what_a_role_may_not_do_with_many_says_why(
    role: Role, allowed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "principal", lambda: Principal("eve", role))
    found = {action.id: action.reason for action in bulk.actions()}
    assert {id for id, reason in found.items() if not reason} == allowed
    assert all(f"Your role ({role})" in reason for reason in found.values() if reason)


def test_what_is_wrong_with_somebody_new_stands_beside_each_field() -> None:
    wrong = wrong_with({"name": ("Ana",), "phones": ("12",), "emails": ("a@b.test", "x@"), "contact.city": ("Bern",)})
    assert set(wrong) == {"phones", "emails"}
    assert "x@" in wrong["emails"]


def communication(**facts: object) -> Communication:
    values: dict[str, Any] = dict.fromkeys(Communication.__dataclass_fields__)
    values |= {"session_id": "s", "channel": "voice", "status": "closed", "campaign": "hotel"}
    return Communication(**(values | {"parameters": (), "results": ()} | facts))


@pytest.mark.parametrize(
    ("type", "name", "expected"),
    [
        ("operator", "Gustavo Bianchi", "Gustavo Bianchi, operator"),
        ("operator", None, "An operator"),
        ("ai", "Hotel assistant", "Hotel assistant, AI agent"),
        ("ai", None, "AI agent"),
        (None, None, "unknown"),
    ],
)
def test_responsible(type: str | None, name: str | None, expected: str) -> None:
    assert chat_view.responsible(communication(responsible_type=type, responsible=name)) == expected


@pytest.mark.parametrize(
    ("facts", "everything", "expected"),
    [
        ({}, False, "time unknown · Call"),
        ({"agent": "Bot"}, True, "time unknown · hotel · Call · Bot"),
        (
            {"started_at": "2020-05-17T08:20:00Z", "ended_at": "2020-05-17T08:23:12Z", "status": "active"},
            False,
            "17 May 2020, 10:20 · Call, 3 min 12 s · active now",
        ),
        (
            {"started_at": "2020-05-17T08:20:00Z", "ended_at": "2020-05-17T08:00:00Z"},
            False,
            "17 May 2020, 10:20 · Call",
        ),
    ],
)
def test_divider(facts: dict[str, object], everything: bool, expected: str) -> None:
    assert chat_view.communication_view(communication(**facts), "Europe/Warsaw", everything)["divider"] == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [("as it is", "as it is"), (True, "true"), (None, "null"), (1.5, "1.5"), (["a", "b"], '[\n  "a",\n  "b"\n]')],
)
def test_value_text(value: object, text: str) -> None:
    assert chat_view.value_text(value) == text
