"""What the list and the profile make of an address and of what was read, without a browser."""

from typing import Any

import pytest

from pages.customers import chat_view
from pages.customers.address import LAST_PAGE, list_params, request_of, sort_link
from search.results import Communication


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ("", "name", False, 1)),
        ({"q": "ana"}, ("ana", "relevance", False, 1)),
        ({"q": "ana", "sort": "name", "desc": "1", "page": "3"}, ("ana", "name", True, 3)),
        ({"sort": "salary", "desc": "yes", "page": "0"}, ("", "name", False, 1)),
        ({"page": "-1"}, ("", "name", False, 1)),
        ({"page": "²"}, ("", "name", False, 1)),
        ({"page": "99999999"}, ("", "name", False, LAST_PAGE)),
    ],
)
def test_address_to_request(params: dict[str, str], expected: tuple[str, str, bool, int]) -> None:
    request = request_of(params)
    (key,) = request.sort
    assert (request.text, key.field, key.descending, request.page) == expected


def test_profile_keeps_only_the_lists_parameters() -> None:
    address = {"q": "ana", "customer": "C1", "tab": "communications", "campaign": "h", "message": "m", "find": "x"}
    assert list_params(address) == {"q": "ana"}


@pytest.mark.parametrize(
    ("params", "column", "expected"),
    [
        ({}, "name", "./?sort=name&desc=1"),
        ({"sort": "name", "desc": "1"}, "name", "./?sort=name"),
        ({"q": "ana", "page": "4"}, "name", "./?q=ana&sort=name"),
        ({}, "communications", "./?sort=communications&desc=1"),
        ({"sort": "communications", "desc": "1"}, "communications", "./?sort=communications"),
    ],
)
def test_sort_link(params: dict[str, str], column: str, expected: str) -> None:
    assert sort_link(params, request_of(params), column) == expected


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
