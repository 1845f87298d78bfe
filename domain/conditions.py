"""Filters as data: conditions joined by AND and OR, and the order of a list. They come whole from an address.

A field is named by its ID: `name`, `contact.city`, `fields.ID` of the customer; `participation.status`,
`product.name`, `communication.channel` of what belongs to them; `load` for what a load touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from domain.errors import WrongInput

MAX_DEPTH = 8
MAX_CONDITIONS = 100
MAX_VALUES = 1000
MAX_VALUE_LENGTH = 1000
SCOPES = ("participation", "product", "communication")
"""What a group can be about: all its conditions then hold of the same one."""


class Operator(StrEnum):
    """How a field is compared. Days and numbers are texts here; what they mean is for whoever builds the query."""

    MATCHES = "matches"  # as typed into a quick filter: beginnings of words, one typo, runs of digits
    IS = "is"  # any of the values
    IS_NOT = "is_not"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    EMPTY = "empty"
    FILLED = "filled"
    BEFORE = "before"
    AFTER = "after"
    BETWEEN = "between"  # two values, both inclusive; either may be "" for an open end
    LAST_DAYS = "last_days"  # in the last N days
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class Condition:
    """One field compared with values; EMPTY and FILLED have none."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """What the field belongs to: one of SCOPES, or "" for the customer."""
        head = self.field.partition(".")[0]
        return head if head in SCOPES else ""


@dataclass(frozen=True)
class Group:
    """Conditions and groups that must all hold, or with `any` at least one of them; `negated`: must not hold.

    With `of`, one of SCOPES, all parts speak of the same participation, product or communication.
    """

    parts: "tuple[Condition | Group, ...]" = ()
    any: bool = False
    negated: bool = False
    of: str = ""

    def conditions(self) -> Iterator[Condition]:
        """Every condition at any depth, in order."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part.conditions()
            else:
                yield part


@dataclass(frozen=True)
class SortKey:
    field: str
    descending: bool = False


def condition_as_list(condition: Condition) -> list[str]:
    """["FIELD", "OPERATOR", VALUE…]"""
    return [condition.field, condition.operator.value, *condition.values]


def group_as_dict(group: Group) -> dict[str, Any]:
    """{"all" or "any": [parts], "not": true, "of": "participation"}; what is as usual is left out."""
    parts = [group_as_dict(part) if isinstance(part, Group) else condition_as_list(part) for part in group.parts]
    told: dict[str, Any] = {"any" if group.any else "all": parts}
    if group.negated:
        told["not"] = True
    if group.of:
        told["of"] = group.of
    return told


def as_text(group: Group) -> str:
    """The compact JSON that stands in an address."""
    return orjson.dumps(group_as_dict(group)).decode()


def from_text(text: str) -> Group:
    """The group that `as_text` wrote. Raises WrongInput with what is wrong with it."""
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise WrongInput("The filter in the address cannot be read; build it anew.") from None
    return group_from(told)


def group_from(told: Any) -> Group:
    """The group behind `group_as_dict`. Raises WrongInput."""
    group = _group(told, 1)
    if sum(1 for _ in group.conditions()) > MAX_CONDITIONS:
        raise WrongInput(f"A filter can have {MAX_CONDITIONS} conditions at most; leave some out.")
    return group


def condition_from(told: Any) -> Condition:
    """The condition behind `condition_as_list`. Raises WrongInput."""
    if not isinstance(told, list) or len(told) < 2 or not all(isinstance(part, str) for part in told):
        raise WrongInput("A condition of the filter cannot be read; build it anew.")
    field, operator, *values = told
    if operator not in list(Operator):
        raise WrongInput(f"The filter compares by “{operator[:40]}”, which does not exist; build it anew.")
    if len(values) > MAX_VALUES or any(len(value) > MAX_VALUE_LENGTH for value in values):
        raise WrongInput(
            f"A condition can have {MAX_VALUES:,} values of {MAX_VALUE_LENGTH:,} characters at most; shorten it."
        )
    return Condition(field, Operator(operator), tuple(values))


def _group(told: Any, depth: int) -> Group:
    if depth > MAX_DEPTH:
        raise WrongInput(f"Groups of a filter can be nested {MAX_DEPTH} deep at most; make it flatter.")
    if not isinstance(told, dict) or len(told.keys() & {"all", "any"}) != 1:
        raise WrongInput("A group of the filter cannot be read; build it anew.")
    any_of = "any" in told
    parts = told["any" if any_of else "all"]
    of = told.get("of", "")
    if not isinstance(parts, list) or of not in ("", *SCOPES):
        raise WrongInput("A group of the filter cannot be read; build it anew.")
    read = tuple(_group(part, depth + 1) if isinstance(part, dict) else condition_from(part) for part in parts)
    return Group(read, any_of, told.get("not") is True, of)
