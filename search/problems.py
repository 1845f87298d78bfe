"""What could not be understood. Apart from the language itself, which takes long to import."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A part of the text that is left out of the search: code points from `start` up to `end`, and why."""

    start: int
    end: int
    sentence: str
