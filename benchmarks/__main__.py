"""`make bench`: exits with 1 when a target is missed, or when it cannot run.

`python -m benchmarks customers` (loading, searching) runs one section alone.
"""

import os
import sys
import time

from benchmarks import customers, loading, people, searching, star
from benchmarks.figures import Comparison, console, show
from benchmarks.machine import description
from domain.errors import Open360Error, WrongInput
from engine import Engine
from engine.connect import connect
from settings import get_settings

ROUNDS = 5
SECTIONS = ("loading", "searching", "customers")


def main(chosen: list[str]) -> int:
    unknown = [name for name in chosen if name not in SECTIONS]
    if unknown:
        raise WrongInput(f"There is no section {unknown[0]!r}; choose {', '.join(SECTIONS)}, or none of them for all.")
    wanted = chosen or SECTIONS
    settings = get_settings()
    if wanted != ["customers"]:
        star.folder()
    engine = connect(settings)
    console.print(description(engine))
    product, raw = (Engine(engine.client, f"bench-{os.getpid()}-{name}", engine.url) for name in ("product", "raw"))
    found: list[Comparison] = []
    try:
        if "loading" in wanted:
            found += [loading.measure(product, raw, settings.language, ROUNDS)]
            show("Loading: seconds; ratio of speeds", "s", 1, found)
        if "searching" in wanted:
            loading.load_everything(product, settings.language)
            searches = searching.measure(product, ROUNDS)
            show("A page of search results: milliseconds; ratio of times", "ms", 1000, searches)
            found += searches
        if "customers" in wanted:
            found += _customers(raw, settings.language)
    finally:
        star.remove(product)
        star.remove(raw)
    console.print(f"Medians of {ROUNDS} rounds; in brackets the lowest and the highest. A ratio is that of one round.")
    return 1 if not all(it.passed for it in found) else 0


def _customers(engine: Engine, language: str) -> list[Comparison]:
    star.remove(engine)
    begun = time.perf_counter()
    people.write(engine, language)
    console.print(f"{people.CUSTOMERS:,} customers, {people.SESSIONS:,} sessions: {time.perf_counter() - begun:.0f} s")
    found = customers.measure(engine, ROUNDS)
    show("A page of customers: milliseconds; ratio of times", "ms", 1000, found)
    return found


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Open360Error as error:
        sys.exit(str(error))
