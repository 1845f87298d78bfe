"""The form of an export: which format, which columns. The file is written by a job and kept for a day."""

import streamlit as st

from indexing.exports import start_export
from pages.customers import job
from search.requests import CustomersRequest, Selection
from settings import get_settings
from ui import context
from ui.format import counted

_FORMATS = {"CSV": "csv", "Excel workbook": "xlsx", "Parquet, for analysis": "parquet"}
_DELIMITERS = {"Comma": ",", "Semicolon": ";", "Tab": "\t"}
_VISIBLE, _ALL = "As in the table", "All fields"


def form(selection: Selection, count: int, request: CustomersRequest) -> None:
    """How many, in which format, with which columns; starts the job."""
    st.text(f"{counted(count, 'customer')} will be in the file.")
    format = _FORMATS[st.radio("Format", list(_FORMATS))]
    delimiter = st.radio(
        "Between the cells of a CSV file",
        list(_DELIMITERS),
        horizontal=True,
        disabled=format != "csv",
        help="Excel expects semicolons in much of Europe.",
    )
    visible = st.radio("Columns", (_VISIBLE, _ALL), horizontal=True) == _VISIBLE
    st.caption("It is written in the background and can be downloaded for a day. Exports are in the audit log.")
    if st.button(f"Export {counted(count, 'customer')}", type="primary", disabled=not count):
        job.follow(
            start_export(
                context.engine(),
                context.principal(),
                selection,
                format,
                request.columns if visible else None,
                _DELIMITERS[delimiter] if format == "csv" else ",",
                get_settings().region,
                view=request,
            )
        )
