"""All the numbers (of customers, of sessions) that the documents of a query hold.

Collected by the engine itself, one bit a number. On a million sessions (633,000 different numbers) this took 0.12 s
where a partitioned terms aggregation took 6 s, a composite one 21 s and a scan of the documents 18 s; for a few
thousand numbers all of them take some hundredths.
"""

from typing import Any

import numpy
from pyroaring import BitMap

from domain.access import Principal
from engine import Engine
from search import ask

_COLLECTED: dict[str, Any] = {
    "init_script": "state.numbers = new BitSet()",
    "map_script": "def found = doc[params.field]; if (found.size() > 0) { state.numbers.set((int) found.value) }",
    "combine_script": "return state.numbers.toLongArray()",
    "reduce_script": "return states",
}
"""Scripts of ours alone, compiled once; the field is a parameter."""


def numbers(engine: Engine, principal: Principal, name: str, field: str, query: dict[str, Any]) -> BitMap:
    """The distinct values of an integer field, from one alias; empty where there is nothing."""
    answer = ask.search(engine, principal, name, numbers_body(field, query))
    found = BitMap()
    for words in answer.get("aggregations", {}).get("numbers", {}).get("value") or ():
        bits = numpy.unpackbits(numpy.array(words, dtype="<i8").view(numpy.uint8), bitorder="little")
        found.update(numpy.flatnonzero(bits).astype(numpy.uint32))
    return found


def numbers_body(field: str, query: dict[str, Any]) -> dict[str, Any]:
    collected = {**_COLLECTED, "params": {"field": field}}
    return {
        "query": query,
        "size": 0,
        "track_total_hits": False,
        "aggs": {"numbers": {"scripted_metric": collected}},
    }
