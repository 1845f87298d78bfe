"""Loads as people read them: what kind, how far, what became of it."""

from datetime import datetime

from search.results import LoadRecord
from ui import links
from ui.components.listing import Cell, Row
from ui.format import duration, moment, number

KINDS = {
    "campaign": "Campaign upload",
    "conversations": "Conversations",
    "agents": "Agent definitions",
    "sample": "Sample",
}
_TONES = {"running": "going", "done": "good", "failed": "bad", "cancelled": "", "undone": ""}
COUNTS = ("read", "created", "updated", "unchanged", "rejected", "conflicts")


def load_columns() -> tuple[str, ...]:
    return ("File", "Kind", "When", "Who", "State", *(f"#{name.capitalize()}" for name in COUNTS))


def load_row(load: LoadRecord, zone: str) -> Row:
    """One line of a list of loads; it leads to the load's report."""
    begun = moment(load.begun_at, zone)
    cells = (
        Cell(load.file_name or kind(load), hover=load.file_name),
        Cell(kind(load)),
        Cell(begun.text, hover=begun.hover),
        Cell(load.by or "unknown"),
        Cell(load.state, hover=load.message or "", tone=tone(load.state)),
        *(Cell(number(int(load.report.get(name) or 0))) for name in COUNTS),
    )
    return Row(cells, href=links.load(load.load_id))


def kind(load: LoadRecord) -> str:
    return KINDS.get(load.kind, load.kind)


def tone(state: str) -> str:
    """The tone of a load's or a job's state."""
    return _TONES.get(state, "going" if state in ("queued", "cancelling") else "bad" if state == "interrupted" else "")


def lasted(load: LoadRecord) -> str:
    """How long it took; "" while it runs or where that is unknown."""
    if load.begun_at is None or load.finished_at is None:
        return ""
    begun, finished = (datetime.fromisoformat(time) for time in (load.begun_at, load.finished_at))
    return duration(max(0.0, (finished - begun).total_seconds()))
