"""A session's record -> what its components draw: texts, links and marks."""

from datetime import datetime
from typing import Any

import orjson

from search.names import author_title
from search.results import ChatMessage, Communication, LogLine, LogPage, SessionRecord, Span
from ui import channels, links
from ui.format import counted, duration, moment, number, offset
from ui.highlight import utf16

WHOLE_UNASKED = 2000
"""Characters of a log line's JSON that come with its page; a longer one comes when it is unfolded."""
_PREVIEW = 300
_TONES = {"warn": "warn", "warning": "warn", "error": "error", "critical": "error", "fatal": "error"}
_TITLES = {
    "customer": "Customer as given",
    "origin_id": "Came under",
    "agent_id": "Agent ID",
    "products": "Products",
    "file_name": "File",
    "row": "Row in the file",
    "load_id": "Load",
    "begun_at": "Loaded",
}


def heading_view(record: SessionRecord, find: str, zone: str) -> dict[str, Any]:
    it = record.communication
    responsible = "operator" if it.responsible_type == "operator" else "AI agent"
    chips: list[dict[str, str | None]] = [
        {"text": record.customer_name or "Customer without a name", "href": links.profile(it.customer_id)},
        {"text": "Open in chat", "href": links.chat(it.customer_id, it.campaign_id, _first(record), find or None)},
        {"label": "campaign", "text": it.campaign},
        {"label": "agent", "text": it.agent},
        {"label": f"responsible: {responsible}" if it.responsible_type else "responsible", "text": it.responsible},
    ]
    return {
        "title": it.session_id,
        "active": it.status == "active",
        "state": it.status,
        "tone": "going" if it.status == "active" else "good",
        "icon": channels.as_data(it.channel),
        "facts": _facts(it, zone),
        "chips": [chip for chip in chips if chip["text"]],
        "summary": it.summary or "",
    }


def sections_view(record: SessionRecord, zone: str) -> list[dict[str, Any]]:
    """PARAMETERS, RESULTS, and every other stored field."""
    it = record.communication
    other: list[tuple[str, Any]] = [
        ("Address in this channel", it.customer_address),
        ("Audio", it.audio),
        ("Last message", moment(it.last_message_at, zone).text if it.last_message_at else None),
        *((_TITLES.get(name, name), _loaded(name, value, zone)) for name, value in record.other),
    ]
    return [
        {"title": "Parameters", "rows": _rows(it.parameters), "empty": "No parameters found."},
        {"title": "Results", "rows": _rows(it.results), "empty": "No results found."},
        {"title": "Other", "rows": _rows(pair for pair in other if pair[1] is not None), "empty": "Nothing else."},
    ]


def transcript_view(
    record: SessionRecord, marks: dict[str, tuple[Span, ...]], find: str, at: str, zone: str
) -> dict[str, Any]:
    """`marks`: message ID -> where the words stand; `at`: the message to open at, "" for the first marked one."""
    total = record.communication.message_count
    shown = len(record.messages)
    cut = f"the first {number(shown)} of {counted(total, 'message')}" if shown < total else counted(shown, "message")
    first_marked = next((m.message_id for m in record.messages if m.message_id in marks), "")
    return {
        "note": cut + (f" · {number(len(marks))} with “{find}”" if find else ""),
        "at": at or first_marked,
        "messages": [_message(record.communication, m, marks.get(m.message_id, ()), zone) for m in record.messages],
    }


def logs_view(page: LogPage, asked: dict[str, Any], size: int, started_at: str | None, zone: str) -> dict[str, Any]:
    """One page of log lines; `asked` is {text, level, page, unfold}, as the component hands it back."""
    total = sum(count for _, count in page.levels)
    pages = max(1, -(-page.total // size))
    filtered = bool(asked["text"] or asked["level"])
    first = (asked["page"] - 1) * size
    return {
        "asked": asked,
        "note": f"{number(page.total)} of {counted(total, 'line')}" if filtered else counted(total, "line"),
        "levels": [{"value": name, "title": name, "count": number(count)} for name, count in page.levels],
        "lines": [_line(line, asked["unfold"], started_at, zone) for line in page.lines],
        "empty": "" if page.lines else "No line is like that." if filtered else "No logs found.",
        "pages": pages,
        "where": f"{number(first + 1)}–{number(first + len(page.lines))} of {number(page.total)}",
    }


def since(at: str, started_at: str) -> str:
    """How long after the start, to a tenth of a second: "+01:31.2"; before it with a minus."""
    tenths = round((datetime.fromisoformat(at) - datetime.fromisoformat(started_at)).total_seconds() * 10)
    minutes, rest = divmod(abs(tenths), 600)
    hours, minutes = divmod(minutes, 60)
    clock = f"{minutes:02}:{rest // 10:02}.{rest % 10}"
    return ("−" if tenths < 0 else "+") + (f"{hours}:{clock}" if hours else clock)


def _facts(it: Communication, zone: str) -> list[dict[str, str]]:
    start, end = moment(it.started_at, zone), moment(it.ended_at, zone)
    if it.ended_at is None:
        span = f"since {start.text}" if it.status == "active" and it.started_at else start.text
    else:
        span = f"{start.text} – {end.clock if end.day == start.day else end.text}"
    facts = [
        {"text": channels.name(it.channel), "title": ""},
        {"text": span, "title": start.hover if it.ended_at is None else f"{start.hover} – {end.hover}"},
    ]
    if it.started_at and it.ended_at:
        lasted = datetime.fromisoformat(it.ended_at) - datetime.fromisoformat(it.started_at)
        facts.append({"text": duration(max(0.0, lasted.total_seconds())), "title": ""})
    return [*facts, {"text": counted(it.message_count, "message"), "title": ""}]


def _first(record: SessionRecord) -> str | None:
    return record.messages[0].message_id if record.messages else None


def _loaded(name: str, value: Any, zone: str) -> Any:
    return moment(value, zone).text if name == "begun_at" else value


def _rows(pairs: Any) -> list[dict[str, Any]]:
    return [{"name": name, **_value(value)} for name, value in pairs]


def _value(value: Any) -> dict[str, Any]:
    """Text as it is; anything nested folded, as JSON."""
    if isinstance(value, str):
        return {"text": value, "json": None}
    text = _json(value)
    if isinstance(value, dict | list) and value:
        return {"text": text[:_PREVIEW], "json": _json(value, pretty=True)}
    return {"text": text, "json": None}


def _message(it: Communication, message: ChatMessage, spans: tuple[Span, ...], zone: str) -> dict[str, Any]:
    sent = moment(message.sent_at, zone)
    return {
        "id": message.message_id,
        "author": message.author,
        "who": message.author_name or author_title(message.author),
        "text": message.text,
        "spans": utf16(message.text, spans),
        "subject": message.subject or "",
        "time": offset(message.offset_ms) if message.offset_ms is not None else sent.clock or "—",
        "time_title": f"{sent.hover} Opens the chat here.",
        "href": links.chat(it.customer_id, it.campaign_id, message.message_id),
    }


def _line(line: LogLine, unfold: int, started_at: str | None, zone: str) -> dict[str, Any]:
    data = line.data if not line.other else {"data": line.data, **line.other}
    text = "" if data is None else data if isinstance(data, str) else _json(data)
    whole = data if isinstance(data, str) else _json(data, pretty=True)
    at = moment(line.at, zone)
    return {
        "position": line.position,
        "time": "" if line.at is None else since(line.at, started_at) if started_at else at.clock,
        "time_title": at.hover,
        "level": line.level,
        "tone": _TONES.get(line.level.lower(), ""),
        "event": line.event,
        "data": text[:_PREVIEW],
        "whole": whole if len(whole) <= WHOLE_UNASKED or line.position == unfold else None,
    }


def _json(value: Any, pretty: bool = False) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 if pretty else None).decode()
