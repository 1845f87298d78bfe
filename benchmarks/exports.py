"""`python -m benchmarks.exports`: rows a second and peak memory of exports, a format and a number of customers each.

Exits with 1 when ten times the customers take more memory than they may: memory must not grow with the rows.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from rich.table import Table

from benchmarks.figures import console
from benchmarks.machine import description
from domain.access import LOCAL
from domain.errors import Open360Error
from engine import Engine
from engine.connect import connect
from indexing import bulk, versions
from indexing.exports import run_export
from indexing.scan import refresh
from search.export.formats import FORMATS
from search.requests import CustomersRequest, Selection
from settings import get_settings

SIZES = (20_000, 200_000)
MAY_GROW_MIB = 40
"""What the larger one may take more: the allocator's noise, and the parts of a row group."""
_BATCH = 5000


def main() -> int:
    settings = get_settings()
    engine = connect(settings)
    console.print(description(engine))
    table = Table("format", "customers", "seconds", "of these the program's", "rows a second", "peak MiB", "file MiB")
    grew = False
    prefixes = [f"bench-{os.getpid()}-{size}" for size in SIZES]
    try:
        for prefix, size in zip(prefixes, SIZES, strict=True):
            _fill(Engine(engine.client, prefix, engine.url), settings.language, size)
        for format in FORMATS:
            peaks = []
            for prefix, size in zip(prefixes, SIZES, strict=True):
                seconds, own, peak, length = _measured(engine.url, prefix, format)
                peaks.append(peak)
                table.add_row(
                    format,
                    f"{size:,}",
                    f"{seconds:.1f}",
                    f"{own:.1f}",
                    f"{size / seconds:,.0f}",
                    f"{peak:.0f}",
                    f"{length / 2**20:.1f}",
                )
            grew = grew or peaks[-1] - peaks[0] > MAY_GROW_MIB
    finally:
        for prefix in prefixes:
            engine.client.indices.delete(index=f"{prefix}-*-v*", params={"expand_wildcards": "all"})
    console.print(table)
    return int(grew)


def _fill(engine: Engine, language: str, size: int) -> None:
    versions.ensure(engine, language)
    dice = random.Random(7)
    batch: list[bulk.Operation] = []
    for number, document in enumerate(_customers(dice, size), 1):
        batch.append(bulk.create(engine.alias("customers"), document["customer_id"], document))
        if len(batch) == _BATCH or number == size:
            bulk.send_all(engine, batch)
            batch = []
    refresh(engine, "customers")


def _customers(dice: random.Random, size: int) -> Iterator[dict[str, Any]]:
    for number in range(size):
        yield {
            "customer_id": f"{number:032x}",
            "customer_number": number,
            "name": f"Person {number} {dice.choice(('Żółć', 'Smith', 'O’Neill', 'Übel'))}",
            "phones": [f"+4477009{number:06}"],
            "emails": [f"person{number}@example.org", f"p{number}@example.com"][: 1 + number % 2],
            "external_ids": [f"C-{number}"],
            "contact": {"city": dice.choice(("Bern", "Zürich", "Łódź")), "country": "CH", "street": f"Street {number}"},
            "participations": [
                {
                    "campaign_id": campaign,
                    "campaign": campaign.title(),
                    "status": dice.choice(("active", "pending", "completed")),
                    "stage": "booking",
                    "loaded_at": "2024-05-31",
                    "summary": "Asked for a late checkout, and whether pets are allowed. " * 3,
                    "last_communication_at": f"2024-06-{1 + number % 28:02}T10:00:00Z",
                }
                for campaign in ("spring", "autumn")[: 1 + number % 2]
            ],
            "communications": number % 9,
            "last_communication_at": f"2024-06-{1 + number % 28:02}T10:00:00Z",
            "channels": ["whatsapp", "web"],
            "active": number % 7 == 0,
        }


def _measured(url: str, prefix: str, format: str) -> tuple[float, float, float, int]:
    """Of an export in a process of its own: seconds, those of them that the program itself was at work, peak memory in
    MiB, and the file's length in bytes."""
    arguments = [sys.executable, "-m", "benchmarks.exports", url, prefix, format]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True)
    seconds, own, peak, length = done.stdout.split()
    return float(seconds), float(own), float(peak), int(length)


def _export(url: str, prefix: str, format: str) -> None:
    peak = 0

    def look(_: dict[str, Any]) -> None:
        nonlocal peak
        peak = max(peak, psutil.Process().memory_info().rss)

    arguments = {"selection": Selection(request=CustomersRequest()).as_dict(), "format": format, "columns": None}
    with tempfile.TemporaryDirectory() as home:
        begun = time.perf_counter()
        outcome = run_export(Engine.at(url, prefix), LOCAL, Path(home), "bench", arguments, look)
        print(time.perf_counter() - begun, time.process_time(), peak / 2**20, outcome["bytes"])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _export(*sys.argv[1:])
        sys.exit()
    try:
        sys.exit(main())
    except Open360Error as error:
        sys.exit(str(error))
