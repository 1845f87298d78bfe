"""`make bench`: exits with 1 when a target is missed, or when it cannot run."""

import os
import sys

from benchmarks import loading, searching, star
from benchmarks.figures import console, show
from benchmarks.machine import description
from domain.errors import Open360Error
from engine import Engine
from engine.connect import connect
from settings import get_settings

ROUNDS = 5


def main() -> int:
    settings = get_settings()
    star.folder()
    engine = connect(settings)
    console.print(description(engine))
    product, raw = (Engine(engine.client, f"bench-{os.getpid()}-{name}", engine.url) for name in ("product", "raw"))
    try:
        loads = [loading.measure(product, raw, settings.language, ROUNDS)]
        show("Loading: seconds; ratio of speeds", "s", 1, loads)
        loading.load_everything(product, settings.language)
        searches = searching.measure(product, ROUNDS)
        show("A page of search results: milliseconds; ratio of times", "ms", 1000, searches)
    finally:
        star.remove(product)
        star.remove(raw)
    console.print(f"Medians of {ROUNDS} rounds; in brackets the lowest and the highest. A ratio is that of one round.")
    return 1 if not all(it.passed for it in [*loads, *searches]) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Open360Error as error:
        sys.exit(str(error))
