"""One conversation -> its documents. Pure; nothing is sent."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from msgspec import Raw

from domain.campaigns import campaign_id
from domain.conversation import Log, Message
from domain.field_ids import field_id
from domain.fold import epoch_seconds
from domain.identity import Identity
from domain.quick_conversation import Communication, QuickLog, QuickMessage
from domain.texts import text_of
from indexing.identities import Assigned

MAX_FLAT_BYTES = 30_000
"""The engine refuses a `flat_object` whose path and value together exceed 32,766 bytes."""


@dataclass(frozen=True)
class Stamp:
    """Which load writes: its ID, when it was first begun, and the file's name."""

    load_id: str
    begun_at: str
    file_name: str

    @property
    def order(self) -> tuple[float, str]:
        """Of two loads the later begun one is the newer; the ID decides between equals."""
        return (epoch_seconds(self.begun_at), self.load_id)

    @property
    def version(self) -> int:
        """External version of what this load writes: grows with `order`, with room for 256 rewrites by the load."""
        milliseconds = int(epoch_seconds(self.begun_at) * 1000)
        return (milliseconds * 1024 + zlib.crc32(self.load_id.encode()) % 1024) * 256


@dataclass(frozen=True)
class PreparedSession:
    """A conversation with whom it belongs to; `content_hash` covers its line and its identity.

    `contact` is what it says about the person: {name, phones, emails, external_ids, contact}, normalised.
    """

    row: int
    conversation: Communication
    identity: Identity
    assigned: Assigned
    contact: dict[str, Any]
    content_hash: str


def session_document(prepared: PreparedSession, number: int, stamp: Stamp, revision: int) -> dict[str, Any]:
    """The session: everything but messages and logs."""
    c = prepared.conversation
    times = [m.at for m in c.messages if m.at is not None]
    document = {
        "session_id": c.session_id,
        "session_number": number,
        "customer_id": prepared.assigned.customer_id,
        "customer_number": prepared.assigned.customer_number,
        "origin_id": prepared.identity.id,
        "campaign_id": campaign_id(c.campaign),
        "channel": c.channel,
        "agent_id": c.agent.id if c.agent else None,
        "agent_name": c.agent.name if c.agent else None,
        "responsible_type": c.responsible.type if c.responsible else None,
        "responsible": c.responsible.name if c.responsible else None,
        "customer_address": customer_address(c),
        "status": c.status,
        "started_at": c.started_at,
        "ended_at": c.ended_at,
        "last_message_at": max(times, key=epoch_seconds) if times else None,
        "session_at": session_at(c),
        "summary": c.summary,
        **_split_long("parameters", c.parameters),
        **_split_long("results", c.results),
        "message_count": len(c.messages),
        "log_count": len(c.logs),
        "audio": c.audio,
        "customer": {"given": c.customer.model_dump(exclude_none=True), **prepared.contact},
        "products": [{"name": p.name, "fields": _fields(p.model_extra or {})} for p in c.products] or None,
        "other": c.model_extra or None,
        "content_hash": prepared.content_hash,
        "load_id": stamp.load_id,
        "row": prepared.row,
        "revision": revision,
        "begun_at": stamp.begun_at,
        "file_name": stamp.file_name,
    }
    return {name: value for name, value in document.items() if value is not None}


def message_operations(alias: str, prepared: PreparedSession, number: int, stamp: Stamp, version: int) -> list[bytes]:
    """The messages in order; an operation with a lower version than what is there does nothing."""
    c = prepared.conversation
    shared = {
        "session_id": c.session_id,
        "session_number": number,
        "customer_id": prepared.assigned.customer_id,
        "customer_number": prepared.assigned.customer_number,
        "origin_id": prepared.identity.id,
        "campaign_id": campaign_id(c.campaign),
        "channel": c.channel,
        "session_at": session_at(c),
        "load_id": stamp.load_id,
    }
    if c.agent:
        shared["agent_id"] = c.agent.id
    if c.responsible and c.responsible.name:
        shared["responsible"] = c.responsible.name
    opening = orjson.dumps({name: value for name, value in shared.items() if value is not None})[:-1] + b","
    operations = []
    messages: Sequence[Message | QuickMessage] = c.messages
    for position, (action, m) in enumerate(zip(_actions(alias, c, len(messages), version), messages, strict=True)):
        own: dict[str, Any] = {"position": position, "author": m.author, "text": m.text}
        if m.at is not None:
            own["sent_at"] = m.at
        if m.name is not None:
            own["author_name"] = m.name
        if m.subject is not None:
            own["subject"] = m.subject
        if m.offset_ms is not None:
            own["offset_ms"] = m.offset_ms
        if m.id is not None:
            own["source_id"] = m.id
        if m.model_extra:
            own["other"] = m.model_extra
        operations.append(b"%b%b%b\n" % (action, opening, orjson.dumps(own)[1:]))
    return operations


def log_operations(alias: str, prepared: PreparedSession, stamp: Stamp, version: int) -> list[bytes]:
    """The raw log lines in order."""
    c = prepared.conversation
    opening = orjson.dumps({"session_id": c.session_id, "load_id": stamp.load_id})[:-1] + b","
    operations = []
    logs: Sequence[Log | QuickLog] = c.logs
    for position, (action, line) in enumerate(zip(_actions(alias, c, len(logs), version), logs, strict=True)):
        own: dict[str, Any] = {"position": position, "level": line.level, "event": line.event}
        if line.at is not None:
            own["at"] = line.at
        data = bytes(line.data) if isinstance(line.data, Raw) else line.data
        if data is not None and data != b"null":
            own["data"] = orjson.Fragment(data) if isinstance(data, bytes) else data
        if line.model_extra:
            own["other"] = line.model_extra
        operations.append(b"%b%b%b\n" % (action, opening, orjson.dumps(own)[1:]))
    return operations


def _actions(alias: str, c: Communication, count: int, version: int) -> list[bytes]:
    # Written by hand: there are millions, and only the position differs.
    opening = f'{{"index":{{"_index":"{alias}","_id":'.encode() + orjson.dumps(c.session_id + ":")[:-1]
    closing = f'","version":{version},"version_type":"external_gte"}}}}\n'.encode()
    return [opening + str(position).encode() + closing for position in range(count)]


def customer_address(c: Communication) -> str | None:
    """The phone or e-mail used in this channel."""
    if c.customer_address:
        return c.customer_address
    by_mail = c.customer.email or c.customer.phone
    return by_mail if c.channel == "email" else c.customer.phone or c.customer.email


def session_at(c: Communication) -> int:
    """Sort key of a communication: epoch milliseconds of its start or first known time; -1 where none is known."""
    first = c.started_at or next((m.at for m in c.messages if m.at), None) or c.ended_at
    return -1 if first is None else int(datetime.fromisoformat(first).timestamp() * 1000)


def _split_long(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Entries that fit into a `flat_object`, and those that do not; None for none."""
    if len(orjson.dumps(values)) <= MAX_FLAT_BYTES:
        return {name: values or None}
    long = {key: value for key, value in values.items() if len(orjson.dumps({key: value})) > MAX_FLAT_BYTES}
    return {name: {k: v for k, v in values.items() if k not in long} or None, f"long_{name}": long or None}


def _fields(extra: dict[str, Any]) -> dict[str, str]:
    return {field_id(name): text for name, value in extra.items() if (text := text_of(value))}
