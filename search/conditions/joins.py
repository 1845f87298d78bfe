"""Conditions on communications and loads: asked of sessions, messages and records, and brought to customers as
sets of customer numbers."""

import base64
from typing import Any

from pyroaring import BitMap

from domain.access import Principal
from domain.conditions import Condition, Operator
from domain.errors import WrongInput
from engine import Engine
from search import ask
from search.conditions.clauses import NEGATIVE, clause, positive
from search.conditions.fields import COMMUNICATION, SAID, Field
from search.conditions.numbers import numbers
from search.conditions.reader import Reader
from search.conditions.texts import NOTHING, Clause, any_of, none_of
from search.conditions.tree import Part, of_one
from search.query import clauses, parse, resolved


class Joins:
    """Finds who has a communication, or belongs to a load, of which a part of a filter holds. Each part is asked
    once; make a new one for each request, as nothing here notices later changes."""

    def __init__(self, engine: Engine, principal: Principal, reader: Reader) -> None:
        self._engine = engine
        self._principal = principal
        self._reader = reader
        self._found: dict[Part, Clause] = {}

    def __call__(self, part: Part) -> Clause:
        if part not in self._found:
            of_load = isinstance(part, Condition) and part.scope != COMMUNICATION
            self._found[part] = among("customer_number", self._of_loads(part) if of_load else self._who(part))
        return self._found[part]

    def _who(self, part: Part) -> BitMap:
        if isinstance(part, Condition) and part.field == SAID:
            return self._numbers("messages", "customer_number", self._said(part))
        return self._numbers("sessions", "customer_number", of_one(part, COMMUNICATION, self._leaf))

    def _leaf(self, field: Field, condition: Condition) -> Clause:
        if field.id != SAID:
            return clause(field, condition, self._reader)
        found = among("session_number", self._numbers("messages", "session_number", self._said(positive(condition))))
        return none_of(found) if condition.operator in NEGATIVE else found

    def _of_loads(self, part: Part) -> BitMap:
        """Whom any record or session of the loads is about; of a sample, of all its loads."""
        assert isinstance(part, Condition)
        if part.operator is not Operator.IS:
            raise WrongInput("A load is chosen or ruled out; choose one of these comparisons.")
        loads = ask.documents(self._engine, self._principal, [("loads", value) for value in part.values])
        ids = {*part.values, *(one for load in loads.values() for one in load.get("parts") or ())}
        about = {"terms": {"load_id": sorted(ids)}}
        return self._numbers("records", "customer_number", about) | self._numbers("sessions", "customer_number", about)

    def _numbers(self, name: str, field: str, query: Clause) -> BitMap:
        return numbers(self._engine, self._principal, name, field, query)

    def _said(self, condition: Condition) -> Clause:
        """Messages that say one of the values, understood as the search page does."""
        if condition.operator not in (Operator.MATCHES, Operator.CONTAINS, Operator.IS):
            raise WrongInput("What was said can be searched for, or ruled out; choose one of these comparisons.")
        ways: list[dict[str, Any]] = []
        for value in condition.values:
            if text := resolved(self._engine, self._principal, parse(value), self._reader.time_zone):
                ways.append({"bool": {"must": clauses(text, self._reader.time_zone)}})
        return any_of(ways)


def among(field: str, found: BitMap) -> Clause:
    """Documents whose number is one of these."""
    if not found:
        return NOTHING
    packed = base64.b64encode(found.serialize()).decode()
    return {"terms": {field: [packed], "value_type": "bitmap"}}
