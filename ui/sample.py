"""With no data yet: what to do, and the sample one click away."""

from html import escape

import streamlit as st

from domain.access import refusal
from indexing import jobs
from ui import context, links
from ui.errors import sentences
from ui.format import plain

_JOB = "sample-job"
_FAILED = "sample-failed"
_LOOK_SECONDS = 1.0


def offer(headline: str) -> None:
    """The empty state of a page: says what to do, and loads the sample as a background job when asked."""
    st.html(
        f'<div class="o-empty"><h2>{escape(headline)}</h2><p>Load your campaigns and conversations on the '
        f'<a href="{links.load()}" target="_self">Load</a> page, or look around in a small made-up sample first. '
        "One command takes the sample out again.</p></div>"
    )
    with st.container(key="offer-sample", horizontal_alignment="center"):
        if _JOB in st.session_state:
            _progress()
        else:
            why = refusal(context.principal(), jobs.KINDS["sample"])
            st.button("Load the sample", type="primary", on_click=_start, disabled=bool(why), help=why or None)
            if failed := st.session_state.pop(_FAILED, None):
                st.error(plain(failed))


@st.fragment(run_every=_LOOK_SECONDS)
def _progress() -> None:
    """How far the job is; when it is over, the page as it is with data."""
    with sentences():
        job = jobs.get(context.engine(), context.principal(), st.session_state[_JOB])
        done, total = job.progress.get("done") or 0, job.progress.get("total") or 0
        st.progress(min(done / total, 1.0) if total else 0.0, "Loading the sample …", width=420)
        if job.is_over:
            del st.session_state[_JOB]
            if job.state != "done":
                st.session_state[_FAILED] = job.message or "The sample could not be loaded; try again."
            st.rerun()


def _start() -> None:
    with sentences():
        st.session_state[_JOB] = jobs.start(context.engine(), context.principal(), "sample", {})
