"""What the list makes of filters: the list without one of them, what a saved filter keeps, where links lead."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import Principal, Role
from indexing import fields as registry
from indexing import saved, versions
from pages.customers import filters
from pages.customers import saved as list_saved
from pages.customers.address import request_of
from pages.customers.saved import Opened
from search.conditions.sentences import Names, chips
from search.fields import get_fields
from ui import context, links

VIEWER = Principal("vera@example.org", Role.VIEWER)
ADMINISTRATOR = Principal("adam@example.org", Role.ADMINISTRATOR)
WHERE = '{"all":[["contact.city","is","Zürich"],["communications","at_least","2"]]}'
ADDRESS = {
    "q": "ana",
    "f.name": "zie",
    "f.channels": ["web", "sms"],
    "where": WHERE,
    "sort": "-name",
    "page": "3",
    "row": "c1",
    "saved": "s1",
}


@pytest.mark.parametrize(
    ("at", "gone", "left"),
    [
        (0, {"q"}, {}),
        (1, {"f.name"}, {}),
        (2, {"f.channels"}, {}),
        (3, set(), {"where": '{"all":[["communications","at_least","2"]]}'}),
        (4, set(), {"where": '{"all":[["contact.city","is","Zürich"]]}'}),
    ],
)
def test_the_list_without_one_filter_keeps_all_others_as_they_are_written(
    at: int, gone: set[str], left: dict[str, str]
) -> None:
    request = request_of(ADDRESS)
    chip = chips(request, Names())[at]
    kept = {name: value for name, value in ADDRESS.items() if name not in {"page", "row", *gone}}
    assert filters.without(request, chip, Opened(ADDRESS, "", "everybody")) == links.customers({**kept, **left})


def test_without_its_last_filter_the_list_is_everybody() -> None:
    request = request_of({"q": "ana"})
    [chip] = chips(request, Names())
    assert filters.without(request, chip, Opened({"q": "ana"}, "", "everybody")) == "everybody"


def test_a_saved_filter_keeps_who_is_in_the_list_and_nothing_else() -> None:
    query = list_saved.query_of_filter(ADDRESS)
    assert query.startswith("f.channels=web&f.channels=sms&f.name=zie&q=ana&where=%7B%22all%22")
    assert "page" not in query and "sort" not in query and "saved" not in query


def test_links_to_lists() -> None:
    assert links.participants("spring sale") == "./?f.participation.campaign=spring+sale"
    assert links.of_load("l1") == "./?f.load=l1"
    assert links.of_load("l1", ("p1", "p2")) == "./?f.load=p1&f.load=p2"


@pytest.fixture
def asked_by(fresh_engine: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Pages run over this engine for whomever is named."""
    versions.ensure(fresh_engine, settings.language)
    monkeypatch.setattr(context, "engine", lambda: fresh_engine)

    def as_principal(principal: Principal) -> Any:
        monkeypatch.setattr(context, "principal", lambda: principal)
        return fresh_engine

    return as_principal


def fields_page() -> None:
    from pages.fields import render

    render()


def drawn(app: AppTest) -> dict[str, Any]:
    """The data of the one component on a page."""
    [component] = app.get("bidi_component")
    data: dict[str, Any] = json.loads(component.proto.json)
    return data


@pytest.mark.parametrize(
    ("principal", "reason"),
    [(ADMINISTRATOR, ""), (VIEWER, "Your role (viewer) may not change fields; it needs administrator or above.")],
)
def test_fields_say_what_they_are_and_who_may_change_them(asked_by: Any, principal: Principal, reason: str) -> None:
    engine = asked_by(ADMINISTRATOR)
    registry.rename(engine, ADMINISTRATOR, "contact.city", "Town")
    registry.hide(engine, ADMINISTRATOR, "contact.street", True)
    asked_by(principal)
    shown = drawn(AppTest.from_function(fields_page).run())
    assert shown["reason"] == reason
    lines = {line["id"]: line for line in shown["fields"]}
    assert set(lines) == {field.id for field in get_fields(engine, principal)}
    assert (lines["contact.city"]["title"], lines["contact.city"]["renamed"]) == ("Town", True)
    assert (lines["contact.street"]["hidden"], lines["contact.city"]["hidden"]) == (True, False)
    assert lines["contact.city"]["customers"] == "0"


def bare_list() -> None:
    import streamlit as st

    from pages.customers.saved import opened

    found = opened()
    st.json({"address": found.address, "settle": found.settle})


def test_a_bare_list_starts_with_the_readers_own_filter(asked_by: Any) -> None:
    engine = asked_by(VIEWER)
    kept = saved.save_filter(engine, VIEWER, "Mine", "f.channels=web&f.channels=sms")
    app = AppTest.from_function(bare_list)
    assert json.loads(app.run().json[0].value) == {"address": {}, "settle": ""}
    saved.set_default(engine, VIEWER, kept)
    start = json.loads(app.run().json[0].value)
    assert start["address"] == {"f.channels": ["web", "sms"], "saved": kept}
    assert start["settle"] == f"./?f.channels=web&f.channels=sms&saved={kept}"
    app.query_params["saved"] = "none"
    assert json.loads(app.run().json[0].value) == {"address": {"saved": "none"}, "settle": ""}
