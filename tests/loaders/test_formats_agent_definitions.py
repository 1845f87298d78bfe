"""Agent definitions: what is read, and what is said of wrong ones."""

import gzip
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.agents import AgentDefinition, ResultField
from domain.errors import WrongInput
from domain.reports import RowError
from loaders.formats import agent_definitions
from loaders.source import open_source
from tests.shared_data import shared

gzipped = partial(gzip.compress, mtime=0)
"""Without the time of day: the bytes name the cases, and every worker must find the same ones."""

CITY = {"id": "City", "title": "City"}
GOOD = {"id": "a", "name": "Agent", "result_fields": [CITY, {"id": 7, "title": "Tel", "contact_field": "phone"}]}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], list[Any]]:
    def read(content: bytes) -> list[Any]:
        (tmp_path / "agents.json").write_bytes(content)
        with open_source(tmp_path / "agents.json", tmp_path) as source:
            return list(agent_definitions.read(source))

    return read


def test_definitions_in_file_order(read: Callable) -> None:
    fields = (ResultField(id="City", title="City"), ResultField(id="7", title="Tel", contact_field="phone"))
    found = read(b"\xef\xbb\xbf" + json.dumps([GOOD, {"id": "b"}]).encode())
    assert found == [AgentDefinition(id="a", name="Agent", result_fields=fields), AgentDefinition(id="b")]
    assert read(gzipped(json.dumps([GOOD]).encode())) == found[:1]


@pytest.mark.parametrize(
    ("item", "field", "sentence"),
    [
        ("a", "line", "The definition must be an object, not a text."),
        ({"name": "x"}, "id", "id is missing."),
        ({"id": ""}, "id", "id is empty."),
        ({"id": "я" * 300}, "id", "id is longer than 400 bytes."),
        ({"id": "x", "result_fields": {}}, "result_fields", "result_fields must be a list, not an object."),
        ({"id": "x", "result_fields": [{"id": "y"}]}, "result_fields[0].title", "result_fields[0].title is missing."),
        ({"id": "x", "result_fields": [CITY, CITY]}, "line", 'The definition defines the result field "City" twice.'),
        (
            {"id": "x", "result_fields": [CITY | {"contact_field": "Shoe size"}]},
            "result_fields[0].contact_field",
            "names no contact field; take name, phone, email",
        ),
        (GOOD, "id", "The agent is defined twice in this file."),
    ],
)
def test_wrong_definition_costs_that_one(read: Callable, item: Any, field: str, sentence: str) -> None:
    first, wrong, last = read(json.dumps([GOOD, item, {"id": "b"}]).encode())
    assert isinstance(wrong, RowError)
    assert (wrong.row, wrong.field) == (2, field)
    assert sentence in wrong.reason
    assert (first.id, last.id) == ("a", "b")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{}", "must be a JSON list of agent definitions"),
        (b'"a"', "must be a JSON list of agent definitions"),
        (b"[{]", "is not valid JSON"),
        (b'[{"id": "\xff"}]', "is not valid JSON"),
        (b"[" * 100_000, "is not valid JSON"),
        (gzipped(json.dumps([{"id": str(number)} for number in range(9999)]).encode())[:2000], "to its end"),
    ],
)
def test_wrong_file_is_one_sentence(read: Callable, content: bytes, sentence: str) -> None:
    with pytest.raises(WrongInput, match=sentence):
        read(content)


def test_own_contact_fields_are_taken(read: Callable) -> None:
    (found,) = read(json.dumps([{"id": "x", "result_fields": [CITY | {"contact_field": "shoe_size"}]}]).encode())
    assert found.result_fields[0].contact_field == "shoe_size"


def test_empty_file_holds_nothing(read: Callable) -> None:
    assert read(b"") == read(b" \n") == read(b"[]") == []


def test_star_agents(tmp_path: Path) -> None:
    with open_source(shared("star/agents.json"), tmp_path) as source:
        found = list(agent_definitions.read(source))
    assert [type(one) for one in found] == [AgentDefinition] * 14


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=80), st.booleans())
def test_any_bytes_are_definitions_or_domain_errors(read: Callable, junk: bytes, inside: bool) -> None:
    try:
        found = read(b"[" + junk + b"]" if inside else junk)
    except WrongInput:
        return
    assert all(isinstance(item, AgentDefinition | RowError) for item in found)
