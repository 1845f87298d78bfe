"""Session: the whole record behind one communication, with transcript and raw logs."""

from typing import Any

import streamlit as st

from domain.errors import NotFound
from pages.session.view import heading_view, logs_view, sections_view, transcript_view
from search.messages import search_messages
from search.requests import MessageFilters, SearchRequest
from search.results import SessionRecord, Span
from search.session import get_logs, get_session
from ui import context
from ui.components.facts import facts
from ui.components.heading import heading
from ui.components.logs import asked, logs
from ui.components.transcript import transcript
from ui.errors import sentences
from ui.filters import number, params, set_params
from ui.page import title

LINES = 200
"""Log lines on one page."""
_MOST_MARKS = 1000


def render() -> None:
    session_id, find, at = (params().get(name, "") for name in ("id", "find", "message"))
    try:
        record = get_session(context.engine(), context.principal(), session_id)
    except NotFound:
        _unknown(session_id)
        return
    zone = context.zone()
    heading(heading_view(record, find, zone))
    left, right = st.columns([0.71, 0.29], gap="medium")
    with left:
        transcript(transcript_view(record, _marks(record, find), find, at, zone))
        _logs(record)
    with right:
        facts(sections_view(record, zone))


def _unknown(session_id: str) -> None:
    title("Session")
    st.text(
        f"There is no session with the ID “{session_id}”. It may have been taken out together with its load."
        if session_id
        else "This address names no session. Open one from a chat, under Details, or from a search hit."
    )


def _marks(record: SessionRecord, find: str) -> dict[str, tuple[Span, ...]]:
    """Message ID -> where the words of `find` stand in it."""
    if not find:
        return {}
    filters = MessageFilters(session_ids=(record.communication.session_id,))
    request = SearchRequest(find, filters, hits_per_group=_MOST_MARKS)
    groups = search_messages(context.engine(), context.principal(), request).groups
    return {hit.message_id: hit.spans for group in groups for session in group.sessions for hit in session.hits}


@st.fragment
def _logs(record: SessionRecord) -> None:
    wanted: dict[str, Any] = {
        "text": params().get("log", ""),
        "level": params().get("level", ""),
        "page": number("logs", 1, 1000),
        "unfold": (asked() or {}).get("unfold", -1),
    }
    it = record.communication
    with sentences():
        page = get_logs(
            context.engine(),
            context.principal(),
            it.session_id,
            text=wanted["text"],
            level=wanted["level"] or None,
            start=(wanted["page"] - 1) * LINES,
            size=LINES,
        )
        logs(logs_view(page, wanted, LINES, it.started_at, context.zone()), on_ask=_go_to_asked)


def _go_to_asked() -> None:
    wanted = asked()
    if wanted:
        page = wanted["page"]
        set_params(log=wanted["text"], level=wanted["level"], logs=str(page) if page > 1 else None)
