"""Requests and selections go through a job's arguments unharmed."""

import orjson
import pytest

from domain.conditions import Condition, Group, Operator, SortKey
from domain.errors import WrongInput
from search.requests import CustomersRequest, Selection

FULL = CustomersRequest(
    text="anna",
    quick=(Condition("communications", Operator.BETWEEN, ("3", "")),),
    where=Group((Condition("name", Operator.FILLED), Group((), any=True, of="product")), negated=True),
    sort=(SortKey("name", True), SortKey("fields.level")),
    page=3,
    size=20,
    columns=("name", "fields.level"),
    time_zone="Asia/Tokyo",
)


@pytest.mark.parametrize("request_", [CustomersRequest(), FULL])
def test_there_and_back(request_: CustomersRequest) -> None:
    assert CustomersRequest.from_dict(orjson.loads(orjson.dumps(request_.as_dict()))) == request_


@pytest.mark.parametrize("selection", [Selection(), Selection(("a", "b")), Selection(request=FULL)])
def test_selection_there_and_back(selection: Selection) -> None:
    assert Selection.from_dict(orjson.loads(orjson.dumps(selection.as_dict()))) == selection


def test_what_is_not_said_is_as_usual() -> None:
    assert CustomersRequest.from_dict({}) == CustomersRequest()
    assert Selection.from_dict({}) == Selection()


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(WrongInput, match="compares by"):
        CustomersRequest.from_dict({"quick": [["name", "resembles", "x"]]})
