"""What a load says of itself."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class RowError:
    """One rejected row. `row` counts from 1 (the header of a table is row 1); `value` is cut to 200 characters."""

    row: int
    field: str
    value: str
    reason: str

    @classmethod
    def of(cls, row: int, field: str, value: object, reason: str) -> "RowError":
        text = "" if value is None else str(value)
        return cls(row, field, text if len(text) <= 200 else text[:199] + "…", reason)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class LoadReport:
    """Counts of one load. Always read = created + updated + unchanged + rejected, all counts of `counts_of`."""

    load_id: str
    counts_of: str
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    conflicts: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    """Sentences about what else happened (repeats, skipped enrichments), with how often."""

    def note(self, sentence: str, count: int = 1) -> None:
        self.notes[sentence] = self.notes.get(sentence, 0) + count

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def exit_code(self) -> int:
        return 3 if self.rejected or self.conflicts else 0
