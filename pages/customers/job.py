"""The job that a dialog of the list started: how far it is, stopping it, and what became of it.

It goes on when the dialog or the browser is closed; as long as its end was not seen, a button opens it again.
"""

from typing import Any

import streamlit as st

from domain.errors import NotFound, Open360Error
from indexing import jobs
from indexing.jobs import Job
from ui import context, links
from ui.errors import sentences
from ui.format import counted, number, plain

LOOK_SECONDS = 1.0
_SEEN = "customers-job-seen"
_JOB = "customers-job"
_OPEN = "customers-job-of-dialog"
"""The job that the open dialog shows; `_JOB` is the last one that was started."""
_REOPEN = "customers-job-reopen"
_EPOCH = "customers-epoch"
_DOING = {"export": "Export", "participation": "Change", "delete": "Deletion"}
_ENDS = {"failed": "It failed.", "cancelled": "It was stopped.", "interrupted": "Its process is gone; start it again."}


def start(kind: str, arguments: dict[str, Any]) -> None:
    """Start a job and show it in the dialog that is open."""
    follow(jobs.start(context.engine(), context.principal(), kind, arguments))


def follow(job_id: str) -> None:
    """Show a job that was started in the dialog that is open."""
    st.session_state[_JOB] = st.session_state[_OPEN] = job_id
    st.rerun(scope="fragment")


def epoch() -> int:
    """Changes when customers were deleted: who was selected may be gone."""
    return int(st.session_state.get(_EPOCH, 0))


def forget() -> None:
    """A new dialog begins with its form."""
    st.session_state.pop(_OPEN, None)


def shown() -> bool:
    """Draw the job of this dialog, if it started one."""
    if _OPEN not in st.session_state:
        return False
    _watched()
    return True


def running() -> None:
    """A button that opens a job again which was left before its end was seen."""
    if _JOB not in st.session_state or st.session_state.get(_SEEN) == st.session_state[_JOB]:
        return
    _reopen_button()


def reopened() -> None:
    """The dialog of a job that is opened again."""
    if st.session_state.pop(_REOPEN, False):
        st.session_state[_OPEN] = st.session_state[_JOB]
        _again()


@st.fragment(run_every=LOOK_SECONDS)
def _reopen_button() -> None:
    with sentences():
        job = _get(_JOB)
        if job is None:
            return
        label = f"{_DOING.get(job.kind, job.kind)}: {'ended' if job.is_over else _share(job)}"
        if st.button(label, key="customers-job-open", icon=":material/pending:" if not job.is_over else None):
            st.session_state[_REOPEN] = True
            st.rerun()


@st.dialog("In the background", width="medium", on_dismiss="rerun")
def _again() -> None:
    with sentences():
        shown()


@st.fragment(run_every=LOOK_SECONDS)
def _watched() -> None:
    with sentences():
        job = _get(_OPEN)
        if job is None:
            st.text("There is nothing to see any more.")
        elif job.is_over:
            _over(job)
        else:
            done, total = _amount(job)
            st.progress(min(done / total, 1.0) if total else 0.0, _sentence(job))
            st.caption("It goes on when this is closed; the Load page lists it too.")
            st.button("Stop", disabled=job.state == "cancelling", on_click=_stop, args=(job.job_id,))


def _stop(job_id: str) -> None:
    try:
        jobs.cancel(context.engine(), context.principal(), job_id)
    except Open360Error as error:
        st.toast(plain(str(error)), icon=":material/error:")


def _get(which: str) -> Job | None:
    try:
        return jobs.get(context.engine(), context.principal(), st.session_state.get(which, ""))
    except NotFound:
        return None


def _over(job: Job) -> None:
    if st.session_state.get(_SEEN) != job.job_id:
        st.session_state[_SEEN] = job.job_id
        if job.kind == "delete":
            st.session_state[_EPOCH] = epoch() + 1
    outcome = job.outcome or {}
    if job.state == "done":
        st.success(_REPORTS[job.kind](outcome))
    else:
        st.warning(plain(job.message or _ENDS.get(job.state, job.state)))
    if job.state == "done" and job.kind == "export":
        st.link_button("Download", links.download(job.job_id), type="primary")
    elif st.button("Close"):
        st.rerun()


def _amount(job: Job) -> tuple[int, int]:
    return int(job.progress.get("done") or 0), int(job.progress.get("total") or 0)


def _share(job: Job) -> str:
    done, total = _amount(job)
    return f"{done / total:.0%}" if total else "starting"


def _sentence(job: Job) -> str:
    done, total = _amount(job)
    if job.state == "cancelling":
        return "Stopping …"
    return f"{number(done)} of {counted(total, 'customer')}" if total else "Starting …"


def _changed(outcome: dict[str, Any]) -> str:
    parts = [f"{counted(int(outcome.get('changed') or 0), 'customer')} changed"]
    if unchanged := int(outcome.get("unchanged") or 0):
        parts.append(f"{number(unchanged)} were so already")
    if missing := int(outcome.get("missing") or 0):
        parts.append(f"{number(missing)} are not there any more")
    return ", ".join(parts) + "."


def _deleted(outcome: dict[str, Any]) -> str:
    counts = [("customers", "customer"), ("sessions", "session"), ("messages", "message"), ("logs", "log line")]
    gone = ", ".join(counted(int(outcome.get(name) or 0), noun) for name, noun in counts)
    return f"Deleted: {gone}. Counted afterwards, {number(int(outcome.get('remaining') or 0))} remain."


def _exported(outcome: dict[str, Any]) -> str:
    """ "5,272 customers with 12 columns, 1.4 MB." """
    size = int(outcome.get("bytes") or 0)
    amount = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
    told = f"{counted(int(outcome['rows']), 'customer')} with {counted(int(outcome['columns']), 'column')}, {amount}."
    if cut := int(outcome.get("cut") or 0):
        told += f" {counted(cut, 'cell')} too long for this format {'was' if cut == 1 else 'were'} cut off."
    return told


_REPORTS = {"participation": _changed, "delete": _deleted, "export": _exported}
