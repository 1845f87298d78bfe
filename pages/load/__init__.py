"""Load: drop a file, see what it holds, load it in the background, and read what became of every load."""

from pathlib import Path

import streamlit as st

from domain.access import Action, may
from domain.errors import NotFound
from indexing import jobs
from pages.load.incoming import spool
from pages.load.offered import offered
from pages.load.report import report
from pages.load.running import KINDS, running
from search.loads import get_loads
from search.status import has_data
from settings import get_settings
from ui import context, links
from ui.components.listing import Cell, Row, listing
from ui.errors import sentences
from ui.filters import params, set_params
from ui.format import moment
from ui.loads import load_columns, load_row, tone
from ui.page import title
from ui.sample import offer

LISTED = 200
_MAX_UPLOAD_MIB = 2048


def render() -> None:
    load_id, job_id = params().get("load"), params().get("job")
    if load_id or job_id:
        st.button("← All loads", type="tertiary", on_click=set_params, kwargs={"load": None, "job": None})
        try:
            report(load_id) if load_id else running(job_id or "")
        except NotFound as error:
            title("Load")
            st.text(str(error))
        return
    title("Load")
    dropped = False
    if may(context.principal(), Action.LOAD):
        dropped = _drop()
    _jobs()
    if not dropped:
        _loads()


def _drop() -> bool:
    """The box to drop a file into, and what is in the file; False while there is none."""
    file = st.file_uploader(
        "Drop a campaign upload (CSV), a conversation log (.jsonl) or agent definitions (.json), also as .gz",
        max_upload_size=_MAX_UPLOAD_MIB,
        key="load-file",
    )
    if file is None:
        st.session_state.pop("load-spooled", None)
        return False
    with sentences():
        spooled: tuple[str, Path] | None = st.session_state.get("load-spooled")
        if spooled is None or spooled[0] != file.file_id:
            spooled = (file.file_id, spool(get_settings(), context.principal(), file, file.name))
            st.session_state["load-spooled"] = spooled
        offered(spooled[1], file.name)
    return True


def _jobs() -> None:
    """What runs now; nothing when nothing does."""
    going = [job for job in jobs.recent(context.engine(), context.principal()) if not job.is_over]
    rows = []
    for job in going:
        created = moment(job.created_at, context.zone())
        name = str(job.arguments.get("file_name") or KINDS.get(job.kind, job.kind))
        cells = (
            Cell(name),
            Cell(created.text, hover=created.hover),
            Cell(job.by),
            Cell(job.state, tone=tone(job.state)),
        )
        rows.append(Row(cells, href=links.load(job_id=job.job_id)))
    if rows:
        listing("load-jobs", "Running now", ("What", "Since", "Who", "State"), rows)


def _loads() -> None:
    loads = get_loads(context.engine(), context.principal(), LISTED)
    if not loads and not has_data(context.engine(), context.principal()):
        offer("There is no data yet")
        return
    more = f"Loads: the newest {LISTED}" if len(loads) == LISTED else "Loads"
    rows = [load_row(load, context.zone()) for load in loads]
    listing("loads", more, load_columns(), rows, "Nothing has been loaded yet.")
