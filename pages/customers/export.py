"""The form of an export: which format, which columns. The file is written by a job and kept for a day."""

import streamlit as st

from pages.customers import job
from search.requests import CustomersRequest, Selection
from ui.format import counted

_FORMATS = {
    "csv": "CSV, for Excel and everything else",
    "xlsx": "Excel workbook",
    "parquet": "Parquet, for analysis",
}


def form(selection: Selection, count: int, request: CustomersRequest) -> None:
    """How many, in which format, with which columns; starts the job."""
    st.text(f"{counted(count, 'customer')} will be in the file.")
    format = st.radio("Format", list(_FORMATS), format_func=_FORMATS.__getitem__)
    which = st.radio("Columns", ("visible", "all"), format_func=_COLUMNS.__getitem__)
    st.caption("It is written in the background and can be downloaded for a day. Exports are in the audit log.")
    if st.button(f"Export {counted(count, 'customer')}", type="primary", disabled=not count):
        columns = list(request.columns) if which == "visible" else None
        job.start("export", {"selection": selection.as_dict(), "format": format, "columns": columns})


_COLUMNS = {"visible": "As in the table", "all": "All fields"}
