"""A request -> the query for the customers that match it: the box, quick filters and the advanced ones."""

from typing import Any

from domain.access import Principal
from engine import Engine
from search.box import box_query
from search.conditions.joins import Joins
from search.conditions.reader import Reader
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
