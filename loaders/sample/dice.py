"""Chance that falls alike on every machine and every Python version."""

import random
import zlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Seeded by a text. Uses only `random()`, the one method whose sequence Python promises to keep."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(zlib.crc32(seed.encode())).random

    def below(self, end: int) -> int:
        """0 to end - 1."""
        return int(self._random() * end)

    def between(self, low: int, high: int) -> int:
        """low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        return self._random() < share

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def weighted(self, items: Iterable[tuple[T, float]]) -> T:
        """One of (item, weight) pairs; at least one weight is above zero."""
        pairs = [(item, weight) for item, weight in items if weight > 0]
        rest = self._random() * sum(weight for _, weight in pairs)
        for item, weight in pairs:
            rest -= weight
            if rest < 0:
                return item
        return pairs[-1][0]

    def shuffled(self, items: Iterable[T]) -> list[T]:
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]

    def digits(self, count: int) -> str:
        """`count` digits, the first of them not 0."""
        return str(self.between(10 ** (count - 1), 10**count - 1))
