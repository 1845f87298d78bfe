"""A page of search results, beside the very requests that it sends."""

from benchmarks.beside import compare
from benchmarks.figures import Comparison
from domain.access import LOCAL
from engine import Engine
from search.messages import search_messages
from search.requests import SearchRequest

MOST_RATIO = 1.25
CALLS_A_ROUND = 16
QUERIES = {"common word": "you", "medium word": "hotel", "rare word": "unpaid", "phrase": '"how can I help"'}


def measure(engine: Engine, rounds: int) -> list[Comparison]:
    """Each query."""
    return [_compare(engine, f"{name} {text}", SearchRequest(text), rounds) for name, text in QUERIES.items()]


def _compare(engine: Engine, name: str, request: SearchRequest, rounds: int) -> Comparison:
    return compare(engine, name, lambda: search_messages(engine, LOCAL, request), rounds, CALLS_A_ROUND, MOST_RATIO)
