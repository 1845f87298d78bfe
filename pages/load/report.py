"""One load: what it is, what became of its rows, and taking it out again."""

from collections.abc import Iterator
from itertools import islice

import streamlit as st

from domain.access import Action, may
from domain.reports import RowError
from indexing import jobs
from search.loads import get_load, load_errors
from search.results import LoadRecord
from ui import context, links
from ui.components.heading import heading
from ui.components.listing import Cell, Row, listing
from ui.errors import sentences
from ui.export import csv_bytes
from ui.filters import set_params
from ui.format import counted, moment, number
from ui.loads import COUNTS, kind, lasted, load_columns, load_row, tone

SHOWN_ERRORS = 100
COUNTS_WIDTH = 640
_ERROR_COLUMNS = ("row", "field", "value", "reason")


def report(load_id: str) -> None:
    """The report of a load. Raises NotFound."""
    load = get_load(context.engine(), context.principal(), load_id)
    zone = context.zone()
    heading(_head(load, zone))
    if load.message:
        st.text(load.message)
    counts = [(name, int(load.report.get(name) or 0)) for name in COUNTS]
    columns = [f"#{name.capitalize()}" for name, _ in counts]
    with st.container(width=COUNTS_WIDTH):
        listing("load-counts", _counts_of(load), columns, [Row(tuple(Cell(number(count)) for _, count in counts))])
    notes = load.report.get("notes") or {}
    if notes:
        rows = [Row((Cell(number(int(count))), Cell(sentence))) for sentence, count in notes.items()]
        listing("load-notes", "Also", ("How often", "What"), rows)
    if load.parts:
        parts = [get_load(context.engine(), context.principal(), part) for part in load.parts]
        listing("load-parts", "Made of", load_columns(), [load_row(part, zone) for part in parts])
    _rejected(load)
    _undo(load)


def _head(load: LoadRecord, zone: str) -> dict[str, object]:
    begun = moment(load.begun_at, zone)
    facts = [(kind(load), ""), (f"by {load.by or 'unknown'}", ""), (begun.text, begun.hover), (lasted(load), "")]
    return {
        "title": load.file_name or kind(load),
        "state": load.state,
        "tone": tone(load.state),
        "active": load.state == "running",
        "icon": None,
        "facts": [{"text": text, "title": hover} for text, hover in facts if text],
        "chips": _leads(load),
        "summary": "",
    }


def _leads(load: LoadRecord) -> list[dict[str, str]]:
    """Where one can go from here; agent definitions are about nobody, and what was undone is gone."""
    if load.kind == "agents" or load.state == "undone":
        return []
    return [{"label": "", "text": "Customers from this load", "href": links.of_load(load.load_id, load.parts)}]


def _counts_of(load: LoadRecord) -> str:
    return str(load.report.get("counts_of") or "rows")


def _errors(load: LoadRecord) -> Iterator[RowError]:
    return load_errors(context.engine(), context.principal(), load.load_id)


def _rejected(load: LoadRecord) -> None:
    """The first rejected rows, and all of them as a file."""
    total = int(load.report.get("rejected") or 0)
    if not total:
        return
    first = list(islice(_errors(load), SHOWN_ERRORS))
    rows = [Row((Cell(number(e.row)), Cell(e.field), Cell(e.value, hover=e.value), Cell(e.reason))) for e in first]
    some = f"the first {SHOWN_ERRORS} of {number(total)}" if len(first) == SHOWN_ERRORS < total else number(total)
    listing("load-errors", f"Rejected rows: {some}", ("#Row", "Field", "Value", "Why"), rows)
    st.download_button(
        "Download rejected rows",
        data=lambda: csv_bytes(_ERROR_COLUMNS, _error_rows(load)),
        file_name="rejected-rows.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _error_rows(load: LoadRecord) -> Iterator[tuple[str, ...]]:
    return ((str(e.row), e.field, e.value, e.reason) for e in _errors(load))


def _undo(load: LoadRecord) -> None:
    if load.state in ("undone", "running") or not may(context.principal(), Action.UNDO):
        return
    if st.button("Undo this load …", key="undo"):
        _confirm(load)


@st.dialog("Undo this load?")
def _confirm(load: LoadRecord) -> None:
    created = int(load.report.get("created") or 0)
    updated = int(load.report.get("updated") or 0)
    what = _counts_of(load)
    st.text(
        f"{load.file_name or kind(load)}: {number(created)} new {what} are taken out; where it replaced something "
        f"({counted(updated, 'time')}), what was there before is put back. Customers that nothing else knows go too."
    )
    yes, no = st.columns(2)
    if yes.button("Undo the load", type="primary", width="stretch"):
        with sentences():
            arguments = {"load_id": load.load_id, "file_name": load.file_name}
            job_id = jobs.start(context.engine(), context.principal(), "undo", arguments)
            set_params(load=None, job=job_id)
            st.rerun()
    if no.button("Keep it", width="stretch"):
        st.rerun()
