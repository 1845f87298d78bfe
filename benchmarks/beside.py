"""What the product does, beside the very requests that it sends: sent by opensearch-py, and decoded."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.figures import Comparison, Times
from engine import Engine

MOST_ADDED_SECONDS = 0.005
"""What the product may add where a request takes so little that the ratio would allow less."""


@dataclass(frozen=True)
class Sent:
    """One request as the product gave it to the client."""

    method: str
    path: str
    params: dict[str, Any]
    rest: dict[str, Any]

    def again(self, engine: Engine) -> Any:
        """Send it and decode the answer. The client takes parameters out of what it is given, hence the copy."""
        return engine.client.transport.perform_request(self.method, self.path, params=dict(self.params), **self.rest)


def compare(
    engine: Engine, name: str, product: Callable[[], object], rounds: int, calls: int, most_ratio: float
) -> Comparison:
    """Rounds of calls to product and raw, each first as often; a round counts with its median."""
    with recorded(engine) as sent:
        product()

    def raw() -> object:
        return [it.again(engine) for it in sent]

    own, theirs = [], []
    for _ in range(rounds):
        times: dict[Callable[[], object], list[float]] = {product: [], raw: []}
        for number in range(calls):
            for call in (product, raw) if number % 2 else (raw, product):
                times[call].append(_timed(engine, call))
        own.append(median(times[product]))
        theirs.append(median(times[raw]))
    ratios = tuple(mine / other for mine, other in zip(own, theirs, strict=True))
    added = median(mine - other for mine, other in zip(own, theirs, strict=True))
    passed = median(ratios) <= most_ratio or added <= MOST_ADDED_SECONDS
    target = f"at most {most_ratio} or 5 ms more"
    return Comparison(name, Times(tuple(own)), Times(tuple(theirs)), ratios, target, passed)


def _timed(engine: Engine, call: Callable[[], object]) -> float:
    """Seconds of one call whose counts no cache answers."""
    engine.client.indices.clear_cache(index=f"{engine.prefix}-*", params={"request": "true"})
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


@contextmanager
def recorded(engine: Engine) -> Iterator[list[Sent]]:
    """The requests that are sent meanwhile, bodies serialised, so that raw has nothing left to do but send."""
    transport = engine.client.transport
    perform, serialise = transport.perform_request, engine.client.transport.serializer.dumps
    found: list[Sent] = []

    def record(method: str, path: str, params: Any = None, **rest: Any) -> Any:
        if rest.get("body") is not None:
            rest["body"] = serialise(rest["body"])
        found.append(Sent(method, path, dict(params or {}), rest))
        return perform(method, path, params=params, **rest)

    with patch.object(transport, "perform_request", record):
        yield found
