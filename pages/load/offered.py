"""A file that was dropped: what was recognised in it, what its columns mean, and the button that loads it."""

from pathlib import Path
from typing import Any

import phonenumbers
import streamlit as st

from domain.contact import CONTACT_FIELDS
from indexing import jobs
from loaders.columns import KNOWN
from loaders.recognise import PARTICIPATION, PRODUCT_ATTRIBUTE, Recognised, key_is_among, recognise
from settings import get_settings
from ui import context
from ui.components.listing import Cell, Row, listing
from ui.errors import sentences
from ui.filters import set_params
from ui.format import counted
from ui.loads import KINDS

COLUMNS_TO_CHOOSE = 60
"""As many columns get a choice; any further one is taken as it was recognised."""
LEAVE_OUT = "-"
_TITLES = {
    **{id: field.title for id, field in CONTACT_FIELDS.items()},
    "first_name": "First name",
    "last_name": "Last name",
    "status": "Status",
    "stage": "Stage",
    "loaded": "Loaded",
    "summary": "Summary",
    "product": "Product",
    PARTICIPATION: "This campaign only",
    PRODUCT_ATTRIBUTE: "Attribute of the product",
    LEAVE_OUT: "Leave out",
}
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def offered(path: Path, file_name: str) -> None:
    """Show what the file holds, and load it as a job when asked. Raises WrongInput for a file nothing reads."""
    found = _recognised(path)
    st.html('<h2 style="font-size:16px;padding:0;margin:0">Recognised</h2>')
    st.text(" · ".join(_facts(found, file_name)))
    if found.problem:
        st.warning("The beginning of the file cannot be loaded. " + _plain(found.problem))
    arguments: dict[str, Any] = {"path": str(path), "kind": found.kind, "file_name": file_name}
    ready = True
    if found.kind == "campaign":
        arguments["name"] = st.text_input("Name of the campaign", _stem(file_name), max_chars=120, width=420).strip()
        arguments["mapping"], ready = _columns(found)
        ready = ready and bool(arguments["name"])
    else:
        rows = [Row(tuple(Cell(text, hover=text) for text in row)) for row in found.rows]
        listing("load-first-rows", "First entries", found.columns, rows, "There is nothing in it.")
    if found.kind != "agents":
        arguments["region"] = _region()
    if st.button("Load this file", type="primary", disabled=not ready):
        with sentences():
            set_params(load=None, job=jobs.start(context.engine(), context.principal(), "load", arguments))
            st.rerun()


@st.cache_data(max_entries=20, show_spinner="Looking into the file …")
def _recognised(path: Path) -> Recognised:
    """Once a file: its name is its content's hash."""
    return recognise(path)


def _facts(found: Recognised, file_name: str) -> list[str]:
    facts = [file_name, KINDS[found.kind], found.encoding.upper().replace("_", "-")]
    if found.delimiter:
        facts.append(f"cells parted by {_DELIMITERS.get(found.delimiter, found.delimiter)}")
    if found.kind == "campaign":
        facts.append(counted(len(found.columns), "column"))
    return facts


def _columns(found: Recognised) -> tuple[dict[str, str], bool]:
    """What each column means, as recognised or as chosen. Returns what was changed, and whether people are known."""
    meanings = list(found.meanings)
    with st.container(key="load-columns", gap="xxsmall"):
        for place, title in enumerate(found.columns[:COLUMNS_TO_CHOOSE]):
            name, choice, values = st.columns([0.22, 0.26, 0.52], vertical_alignment="center")
            name.text(title)
            meanings[place] = choice.selectbox(
                f"Meaning of {_plain(title)}",
                _choices(found.meanings[place]),
                format_func=_TITLES.__getitem__,
                key=f"meaning-{place}-{hash(found.columns)}",
                label_visibility="collapsed",
            )
            values.text(" · ".join(row[place] for row in found.rows if row[place])[:160] or "empty in the first rows")
    beyond = len(found.columns) - COLUMNS_TO_CHOOSE
    if beyond > 0:
        st.caption(f"{counted(beyond, 'further column')} are taken as recognised.")
    ready = key_is_among(tuple(meanings))
    if not ready:
        st.info("Say which column holds the customer ID, the e-mail address or the phone: it tells people apart.")
    pairs = zip(found.columns, found.meanings, meanings, strict=True)
    return {title: now for title, before, now in pairs if now != before}, ready


def _choices(recognised: str) -> list[str]:
    """The recognised meaning first, then every other."""
    return [recognised, *(it for it in (*KNOWN, PARTICIPATION, LEAVE_OUT) if it != recognised)]


def _region() -> str | None:
    """The region that reads phones typed without a country code; None for none."""
    regions = ["", *sorted(phonenumbers.SUPPORTED_REGIONS)]
    own = get_settings().region or ""
    chosen = st.selectbox(
        "Region of phones without a country code",
        regions,
        index=regions.index(own) if own in regions else 0,
        format_func=lambda region: region or "None: such phones are no key",
        width=420,
    )
    return chosen or None


def _stem(file_name: str) -> str:
    return file_name.removesuffix(".gz").rpartition(".")[0] or file_name


def _plain(text: str) -> str:
    """Text for places that read Markdown: nothing in it means anything there."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|~>$:<" else c for c in text)
