"""Times, ratios and their spread, and the table that shows them."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table

console = Console(width=140, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class Times:
    """One measured thing, a time in seconds for each round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def text(self, per_second: float = 1) -> str:
        """Median and spread, in seconds or in another unit: `1000` for milliseconds."""
        return spread([seconds * per_second for seconds in self.seconds])


def spread(values: Sequence[float]) -> str:
    """The median, and in brackets the lowest and the highest."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


@dataclass(frozen=True)
class Comparison:
    """The product beside raw OpenSearch, doing the same; `ratios` are those of the rounds."""

    name: str
    product: Times
    raw: Times
    ratios: tuple[float, ...]
    target: str
    passed: bool

    @property
    def ratio(self) -> str:
        return spread(self.ratios)


def show(title: str, unit: str, per_second: float, found: Sequence[Comparison]) -> None:
    """Print a table: medians, in brackets the lowest and highest of the rounds."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE, show_edge=False)
    for heading in ("", f"product, {unit}", f"raw, {unit}", "ratio", "target", ""):
        table.add_column(heading)
    for it in found:
        product, raw = it.product.text(per_second), it.raw.text(per_second)
        table.add_row(it.name, product, raw, it.ratio, it.target, "met" if it.passed else "MISSED")
    console.print(table)
