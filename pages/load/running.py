"""A job while it runs: how far it is, how fast, and stopping it. Closing the page ends nothing."""

from datetime import UTC, datetime
from typing import Any

import streamlit as st

from domain.access import refusal
from indexing import jobs
from indexing.jobs import Job
from pages.load.report import COUNTS_WIDTH, report
from ui import context, links
from ui.components.heading import heading
from ui.components.listing import Cell, Row, listing
from ui.errors import sentences
from ui.format import duration, moment, number
from ui.loads import COUNTS, tone

LOOK_SECONDS = 1.0
_UNDONE = ("removed", "restored", "kept")
"""Documents: taken out, brought back, and left as a later load changed them."""
_KINDS = {"load": "Load", "sample": "Sample", "undo": "Undo", "export": "Export"}


def running(job_id: str) -> None:
    """The job until it is over; then what became of it. Raises NotFound."""
    job = jobs.get(context.engine(), context.principal(), job_id)
    if job.is_over:
        _over(job)
    else:
        _under_way(job_id)


@st.fragment(run_every=LOOK_SECONDS)
def _under_way(job_id: str) -> None:
    with sentences():
        job = jobs.get(context.engine(), context.principal(), job_id)
        if job.is_over:
            st.rerun()
        heading(_head(job))
        done, total = int(job.progress.get("done") or 0), int(job.progress.get("total") or 0)
        st.progress(min(done / total, 1.0) if total else 0.0, _sentence(job, done, total))
        st.caption("It goes on when this page is closed.")
        why = refusal(context.principal(), jobs.KINDS[job.kind])
        if st.button("Stop", disabled=job.state == "cancelling" or bool(why), help=why or None):
            jobs.cancel(context.engine(), context.principal(), job_id)
            st.rerun(scope="fragment")


def _over(job: Job) -> None:
    """The report of a load that is done; anything else says how it ended."""
    load_id = (job.outcome or {}).get("load_id")
    if job.state == "done" and job.kind != "undo" and load_id:
        report(str(load_id))
        return
    heading(_head(job))
    if job.message:
        st.text(job.message)
    if job.kind == "export" and job.state == "done":
        st.link_button("Download", links.download(job.job_id), type="primary")
        return
    if job.state == "interrupted" and job.kind != "load":
        st.text("Its process is gone; start it again.")
    elif job.state == "interrupted":
        st.text("Its process is gone. Load the same file again: it goes on where it stopped.")
    if job.outcome:
        _counts(job.outcome)


def _counts(outcome: dict[str, Any]) -> None:
    names = [name for name in (*COUNTS, *_UNDONE) if name in outcome]
    cells = tuple(Cell(number(int(outcome[name]))) for name in names)
    with st.container(width=COUNTS_WIDTH):
        what = str(outcome.get("counts_of") or "documents")
        listing("job-counts", what, [f"#{name.capitalize()}" for name in names], [Row(cells)])


def _head(job: Job) -> dict[str, object]:
    created = moment(job.created_at, context.zone())
    what = job.arguments.get("file_name") or job.arguments.get("load_id") or ""
    facts = [{"text": f"by {job.by}", "title": ""}, {"text": created.text, "title": created.hover}]
    return {
        "title": f"{_KINDS.get(job.kind, job.kind)} {what}".strip(),
        "state": job.state,
        "tone": tone(job.state),
        "active": not job.is_over,
        "icon": None,
        "facts": facts,
        "chips": [],
        "summary": "",
    }


def _sentence(job: Job, done: int, total: int) -> str:
    """ "42% · 3,500 rows read · 1,200 a second · 7 rejected · 12 s left"."""
    read, rejected = int(job.progress.get("read") or 0), int(job.progress.get("rejected") or 0)
    since = max(0.1, (datetime.now(UTC) - datetime.fromisoformat(job.created_at)).total_seconds())
    parts = [str(job.progress.get("step") or "starting")]
    if total:
        parts.append(f"{done / total:.0%}")
    if read:
        parts += [f"{number(read)} read", f"{number(round(read / since))} a second", f"{number(rejected)} rejected"]
    if 0 < done < total:
        parts.append(f"about {duration(since * (total - done) / done)} left")
    return " · ".join(parts)
