"""Columns that people choose: theirs alone, read back as they were written, at once."""

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import WrongInput
from engine import Engine
from indexing.preferences import MAX_COLUMNS, save_columns
from indexing.versions import ensure
from search.preferences import ShownColumn, columns_id, get_columns

OTHER = Principal("someone else " + "é" * 600, Role.VIEWER)
CHOSEN = (ShownColumn("fields.plan", 240), ShownColumn("name"), ShownColumn("channels"))


@pytest.fixture
def ready(fresh_engine: Engine) -> Engine:
    ensure(fresh_engine, "english")
    return fresh_engine


def test_columns_are_each_persons_own_and_there_at_once(ready: Engine) -> None:
    assert get_columns(ready, LOCAL) == ()
    save_columns(ready, LOCAL, CHOSEN)
    save_columns(ready, OTHER, CHOSEN[1:])
    assert get_columns(ready, LOCAL) == CHOSEN
    assert get_columns(ready, OTHER) == CHOSEN[1:]
    save_columns(ready, LOCAL, ())
    assert get_columns(ready, LOCAL) == ()
    assert get_columns(ready, OTHER) == CHOSEN[1:]


def test_on_an_empty_node_columns_are_kept_too(fresh_engine: Engine) -> None:
    save_columns(fresh_engine, LOCAL, CHOSEN)
    assert get_columns(fresh_engine, LOCAL) == CHOSEN


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ([ShownColumn("name"), ShownColumn("name", 100)], "only once"),
        ([ShownColumn("name", 10)], "pixels wide"),
        ([ShownColumn(f"fields.f{i}") for i in range(MAX_COLUMNS + 1)], "at most"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(ready: Engine, columns: list[ShownColumn], reason: str) -> None:
    save_columns(ready, LOCAL, CHOSEN)
    with pytest.raises(WrongInput, match=reason):
        save_columns(ready, LOCAL, columns)
    assert get_columns(ready, LOCAL) == CHOSEN


def test_whatever_characters_a_login_has_its_columns_have_a_place() -> None:
    assert columns_id(Principal("\udcff", Role.VIEWER)) != columns_id(Principal("\udcfe", Role.VIEWER))
