"""Titles that people give to fields, and fields that they hide."""

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import Forbidden, NotFound, WrongInput
from indexing import fields, versions
from indexing.scan import refresh, scan
from search.fields import get_fields

SUPERVISOR = Principal("sue@example.org", Role.SUPERVISOR)


@pytest.fixture
def store(fresh_engine, settings):
    versions.ensure(fresh_engine, settings.language)
    fields.register(fresh_engine, LOCAL, fields.CONTACT, {"plan": "Plan"})
    fields.register(fresh_engine, LOCAL, fields.PARTICIPATION, {"plan": "Plan of the campaign"})
    refresh(fresh_engine, "fields")
    return fresh_engine


def titled(engine, field_id):
    [found] = [(one.title, one.hidden) for one in get_fields(engine, LOCAL) if one.id == field_id]
    return found


@pytest.mark.parametrize(
    ("field_id", "first"),
    [
        ("contact.city", "City"),
        ("participation.status", "Status"),
        ("fields.plan", "Plan"),
        ("participation.fields.plan", "Plan of the campaign"),
    ],
)
def test_a_field_has_the_title_that_people_gave_until_they_take_it_back(store, field_id, first):
    assert titled(store, field_id) == (first, False)
    fields.rename(store, LOCAL, field_id, "  What   we call it ")
    fields.hide(store, LOCAL, field_id, True)
    assert titled(store, field_id) == ("What we call it", True)
    fields.register(store, LOCAL, fields.CONTACT, {"plan": "Plan"})  # another load that has it
    fields.rename(store, LOCAL, field_id, "")
    assert titled(store, field_id) == (first, True)
    fields.hide(store, LOCAL, field_id, False)
    assert titled(store, field_id) == (first, False)
    refresh(store, "audit")
    entries = [hit["_source"] for hit in scan(store, "audit", {"match_all": {}}, "at")]
    assert [entry["action"] for entry in entries] == ["rename", "hide", "rename", "show"]
    assert {(entry["what"], entry["object_id"]) for entry in entries} == {("field", field_id)}
    assert entries[0]["details"] == {"title": {"before": [first], "after": ["What we call it"]}}


def test_who_may_not_and_what_cannot_be(store):
    with pytest.raises(Forbidden, match="change fields"):
        fields.rename(store, SUPERVISOR, "contact.city", "Town")
    with pytest.raises(Forbidden, match="change fields"):
        fields.hide(store, SUPERVISOR, "contact.city", True)
    with pytest.raises(WrongInput, match="called “State” already"):
        fields.rename(store, LOCAL, "contact.city", "state")
    with pytest.raises(WrongInput, match="60 characters"):
        fields.rename(store, LOCAL, "contact.city", "x" * 61)
    for unknown in ("fields.nothing", "contact.nothing", ""):
        with pytest.raises(NotFound, match="no such field"):
            fields.rename(store, LOCAL, unknown, "Town")
        with pytest.raises(NotFound, match="no such field"):
            fields.hide(store, LOCAL, unknown, True)
    assert titled(store, "contact.city") == ("City", False)
