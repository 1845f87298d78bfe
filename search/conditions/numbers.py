"""All the numbers (of customers, of sessions) that the documents of a query hold."""

from typing import Any

from pyroaring import BitMap

from domain.access import Principal
from engine import Engine
from search import ask

_PAGE = 60_000


def numbers(engine: Engine, principal: Principal, name: str, field: str, query: dict[str, Any]) -> BitMap:
    """The distinct values of an integer field, from one alias; empty where there is nothing."""
    found = BitMap()
    pages: dict[str, Any] = {"size": _PAGE, "sources": [{"number": {"terms": {"field": field}}}]}
    while True:
        body = {"query": query, "size": 0, "track_total_hits": False, "aggs": {"numbers": {"composite": pages}}}
        answer = ask.search(engine, principal, name, body).get("aggregations", {}).get("numbers", {})
        buckets = answer.get("buckets", [])
        found.update(bucket["key"]["number"] for bucket in buckets)
        if len(buckets) < _PAGE:
            return found
        pages = {**pages, "after": answer["after_key"]}
