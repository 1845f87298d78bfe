"""A file that was dropped: what was recognised in it, what its columns mean, and the button that loads it."""

import textwrap
from html import escape
from pathlib import Path
from typing import Any

import phonenumbers
import streamlit as st

from domain.access import Action, refusal
from domain.campaigns import MAX_NAME_LENGTH
from domain.contact import CONTACT_FIELDS
from indexing import jobs
from loaders.columns import KNOWN
from loaders.recognise import PARTICIPATION, PRODUCT_ATTRIBUTE, Recognised, key_is_among, recognise
from settings import get_settings
from ui import context
from ui.components.listing import Cell, Row, listing
from ui.errors import sentences
from ui.filters import set_params
from ui.format import counted, plain
from ui.loads import KINDS

COLUMNS_TO_CHOOSE = 60
"""As many columns get a choice; any further one is taken as it was recognised."""
LEAVE_OUT = "-"
_WIDTHS = (0.22, 0.26, 0.52)
_LINE = 72
"""Characters."""
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
_COUNTS = ("messages", "logs", "result fields")
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def offered(path: Path, file_name: str) -> None:
    """Show what the file holds, and load it as a job when asked. Raises WrongInput for a file nothing reads."""
    found = _recognised(path)
    st.text(" · ".join(_facts(found, file_name)))
    if found.problem:
        st.warning("The beginning of the file cannot be loaded. " + plain(found.problem))
    arguments: dict[str, Any] = {"path": str(path), "kind": found.kind, "file_name": file_name}
    ready = True
    name, region, button = st.columns([0.34, 0.34, 0.32], vertical_alignment="bottom")
    if found.kind == "campaign":
        arguments["name"] = name.text_input("Name of the campaign", _stem(file_name), max_chars=MAX_NAME_LENGTH).strip()
        arguments["mapping"], ready = _columns(found)
    else:
        rows = [Row(tuple(Cell(text, hover=text) for text in row)) for row in found.rows]
        columns = [f"#{column}" if column in _COUNTS else column for column in found.columns]
        listing("load-first-rows", "First entries", columns, rows, "There is nothing in it.")
    if found.kind != "agents":
        with region if found.kind == "campaign" else name:
            arguments["region"] = _region()
    with button if found.kind == "campaign" else region:
        why = refusal(context.principal(), Action.DEFINE_AGENTS if found.kind == "agents" else Action.LOAD)
        disabled = bool(why) or not (ready and arguments.get("name", "-"))
        if st.button("Load this file", type="primary", disabled=disabled, help=why or None):
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
        for part, text in zip(st.columns(_WIDTHS), ("Column", "What it means", "First values"), strict=True):
            part.caption(text)
        for place, title in enumerate(found.columns[:COLUMNS_TO_CHOOSE]):
            name, choice, values = st.columns(_WIDTHS, vertical_alignment="center")
            name.text(title)
            meanings[place] = choice.selectbox(
                f"Meaning of {plain(title)}",
                _choices(found.meanings[place]),
                format_func=_TITLES.__getitem__,
                key=f"meaning-{place}-{hash(found.columns)}",
                label_visibility="collapsed",
            )
            text = _values(found, place) or "empty in the first rows"
            values.html(f'<span class="o-muted">{escape(text)}</span>')
    beyond = len(found.columns) - COLUMNS_TO_CHOOSE
    if beyond > 0:
        st.caption(f"{counted(beyond, 'further column')} are taken as recognised.")
    ready = key_is_among(tuple(meanings))
    if not ready:
        st.info("Say which column holds the customer ID, the e-mail address or the phone: it tells people apart.")
    pairs = zip(found.columns, found.meanings, meanings, strict=True)
    return {title: now for title, before, now in pairs if now != before}, ready


def _values(found: Recognised, place: int) -> str:
    """The first different values of a column, so many as stand in one line."""
    values = dict.fromkeys(row[place] for row in found.rows if row[place])
    return textwrap.shorten(" · ".join(values), _LINE, placeholder=" …")


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
    )
    return chosen or None


def _stem(file_name: str) -> str:
    return file_name.removesuffix(".gz").rpartition(".")[0] or file_name
