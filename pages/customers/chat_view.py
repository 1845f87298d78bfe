"""What the chat component is told: plain texts, links and UTF-16 positions, nothing to compute with."""

from collections.abc import Sequence
from typing import Any

import orjson

from search.requests import EVERYTHING
from search.results import ChatCampaign, ChatMessage, ChatWindow, Communication
from ui import channels, links
from ui.format import counted, duration, moment, number, offset, phone, seconds_between
from ui.highlight import utf16
from ui.links import Params


def window_view(window: ChatWindow, zone: str, everything: bool) -> dict[str, Any]:
    """Messages in chat order, and the facts of their communications by session ID; in the chat of `everything`
    dividers also name the campaign."""
    around = window.communications
    return {
        "messages": [_message(message, around.get(message.session_id), zone) for message in window.messages],
        "communications": {session_id: communication_view(one, zone, everything) for session_id, one in around.items()},
        "found_oldest": window.found_oldest,
        "found_newest": window.found_newest,
    }


def _message(message: ChatMessage, around: Communication | None, zone: str) -> dict[str, Any]:
    sent = moment(message.sent_at, zone)
    started = moment(around.started_at if around else None, zone)
    # The day stands in the divider; beside a message only where it is another one.
    time = sent.clock if sent.day == started.day else sent.text
    return {
        "id": message.message_id,
        "session": message.session_id,
        "cursor": list(message.cursor),
        "author": message.author,
        "name": message.author_name or "",
        "subject": message.subject or "",
        "text": message.text,
        "spans": utf16(message.text, message.spans),
        "offset": "" if message.offset_ms is None else offset(message.offset_ms),
        "time": time if message.sent_at else "",
        "hover": sent.hover,
    }


def communication_view(one: Communication, zone: str, name_campaign: bool) -> dict[str, Any]:
    """One communication: the words of its divider and of its Details."""
    started, ended = moment(one.started_at, zone), moment(one.ended_at, zone)
    active = one.status == "active"
    words = (
        started.text,
        one.campaign if name_campaign else "",
        channels.name(one.channel) + _lasted(one),
        one.agent,
        "active now" if active else "",
    )
    return {
        "divider": " · ".join(word for word in words if word),
        "hover": f"{started.hover} – {ended.hover}" if one.ended_at else started.hover,
        "icon": channels.as_data(one.channel),
        "agent": one.agent or "No agent",
        "address": _address(one.customer_address),
        "active": active,
        "summary": one.summary or "",
        "responsible": responsible(one),
        "parameters": [[title, value_text(value)] for title, value in one.parameters],
        "results": [[title, value_text(value)] for title, value in one.results],
        "session": links.session(one.session_id),
    }


def _lasted(one: Communication) -> str:
    """How long a call took, where both ends are known."""
    if one.channel != "voice" or not one.started_at or not one.ended_at:
        return ""
    seconds = seconds_between(one.started_at, one.ended_at)
    return f", {duration(seconds)}" if seconds > 0 else ""


def _address(address: str | None) -> str:
    if not address:
        return "address unknown"
    return phone(address) if address.startswith("+") else address


def responsible(one: Communication) -> str:
    """Who handled it: "AI agent", "Gustavo Bianchi, operator", or that nobody says."""
    roles = {"operator": ("An operator", "operator"), "ai": ("AI agent", "AI agent")}
    if one.responsible_type not in roles:
        return one.responsible or "unknown"
    nameless, role = roles[one.responsible_type]
    return f"{one.responsible}, {role}" if one.responsible else nameless


def value_text(value: Any) -> str:
    """A stored value as people read it: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def campaigns_view(
    customer_id: str, campaigns: Sequence[ChatCampaign], beside: Params, zone: str
) -> list[dict[str, Any]]:
    """The left panel: Everything, then the campaigns as they come; `beside` are the list's parameters."""
    everything: dict[str, Any] = {
        "id": EVERYTHING,
        "name": "Everything",
        "group": "",
        "icons": [],
        "active": any(one.active for one in campaigns),
        "href": links.chat(customer_id, beside=beside),
        **_counted(sum(one.communications for one in campaigns)),
    }
    return [everything, *(_campaign(customer_id, one, beside, zone) for one in campaigns)]


def _campaign(customer_id: str, one: ChatCampaign, beside: Params, zone: str) -> dict[str, Any]:
    last = moment(one.last_communication_at, zone)
    return {
        "id": one.campaign_id,
        "name": one.campaign,
        "group": "other" if one.inbound else "campaigns",
        "icons": [channels.as_data(channel) for channel in one.channels],
        "active": one.active,
        "href": links.chat(customer_id, one.campaign_id, beside=beside),
        **_counted(one.communications, last.day if one.last_communication_at else "", _hover(one, last.hover)),
    }


def _hover(one: ChatCampaign, last: str) -> str:
    by = ", ".join(channels.name(channel) for channel in one.channels)
    return f"{counted(one.communications, 'communication')} by {by}; the last one: {last}"


def _counted(communications: int, day: str = "", hover: str = "") -> dict[str, str]:
    return {
        "counted": counted(communications, "communication"),
        "line": f"{number(communications)} · {day}" if day else number(communications),
        "hover": hover,
    }
