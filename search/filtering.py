"""A request -> the query for the customers that match it: the box, quick filters and the advanced ones."""

from typing import Any

from domain.access import Principal
from domain.conditions import Operator
from engine import Engine
from search.box import box_query
from search.conditions.fields import NESTED, field_of
from search.conditions.joins import Joins
from search.conditions.reader import Reader
from search.conditions.sorting import sort_by
from search.conditions.tree import EVERYONE, Join, Part, pruned, query, quick_parts
from search.requests import CustomersRequest


def matching(engine: Engine, principal: Principal, request: CustomersRequest, region: str | None) -> dict[str, Any]:
    """The query, complete: what it asks of other indices has been asked. Raises WrongInput."""
    reader = Reader.now(request.time_zone, region)
    return customers_query(request, reader, Joins(engine, principal, reader))


def customers_query(request: CustomersRequest, reader: Reader, join: Join) -> dict[str, Any]:
    """Only the box gives customers a score."""
    clauses = [query(part, reader, join) for part in filters_of(request)]
    if not request.text.strip():
        return {"bool": {"filter": clauses}} if clauses else EVERYONE
    box = box_query(request.text, reader.region)
    return {"bool": {"must": [box], "filter": clauses}} if clauses else box


def filters_of(request: CustomersRequest) -> list[Part]:
    """Quick filters and the advanced ones as parts that must all hold; what is not complete yet is left out."""
    where = pruned(request.where) if request.where else None
    return [*quick_parts(request.quick), *([where] if where else [])]


def order_of(request: CustomersRequest) -> list[dict[str, Any]]:
    """The order of its list, as the engine sorts. Raises WrongInput for a field that has no order."""
    return sort_by(request.sort, request.text, campaigns_of(request))


def campaigns_of(request: CustomersRequest) -> dict[str, tuple[str, ...]]:
    """Scope (participation, product) -> the campaigns that a quick filter chose: what is shown and sorted by is then
    theirs."""
    found = {}
    for condition in request.quick:
        field = field_of(condition.field)
        if field.kind == "campaign" and field.scope in NESTED and condition.operator is Operator.IS:
            found[field.scope] = condition.values
    return found
