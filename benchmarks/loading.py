"""Loading star by the real command, start-up included, beside ready `_bulk` bodies of the same documents."""

from statistics import median

from benchmarks import raw_bulk, star
from benchmarks.figures import Comparison, Times, console
from engine import Engine
from indexing import versions

LEAST_RATIO = 0.55
"""Speed beside raw. Raw only sends; the product reads, checks, finds out who is who, counts and refreshes."""


def measure(product: Engine, raw: Engine, language: str, rounds: int) -> Comparison:
    """Rounds of product and raw, each first in turn, into empty indices made before the clock starts."""
    _load(product, language)  # not measured: it warms the engine up and gives the documents
    copy = raw_bulk.copy_of(raw, product.prefix)
    megabytes = sum(map(len, copy.bodies)) / 1e6
    console.print(
        f"star: {star.COMMUNICATIONS:,} communications, {copy.documents:,} documents, {megabytes:.0f} MB of _bulk"
    )
    loaded, sent = [], []
    for number in range(rounds):
        if number % 2:
            sent.append(_send(raw, copy))
        loaded.append(_load(product, language))
        if not number % 2:
            sent.append(_send(raw, copy))
    ratios = tuple(raw_seconds / seconds for seconds, raw_seconds in zip(loaded, sent, strict=True))
    passed = median(ratios) >= LEAST_RATIO
    return Comparison(
        "conversations", Times(tuple(loaded)), Times(tuple(sent)), ratios, f"at least {LEAST_RATIO}", passed
    )


def load_everything(product: Engine, language: str) -> None:
    """Load all of star into empty indices, and say how long its commands took."""
    star.remove(product)
    versions.ensure(product, language)
    console.print(f"agents, campaigns and conversations, a command each: {star.load_all(product.prefix):.1f} s")


def _load(product: Engine, language: str) -> float:
    star.remove(product)
    versions.ensure(product, language)
    return star.load_conversations(product.prefix)


def _send(raw: Engine, copy: raw_bulk.Copy) -> float:
    seconds = raw_bulk.send(raw, copy)
    star.remove(raw)
    return seconds
