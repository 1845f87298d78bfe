"""One communication as a log tells it: the native format, and what every other format is read into.

Times are ISO 8601 texts with an offset, kept as they came (the offset is the speaker's local time), or None
where unknown. Nothing is invented: a missing time stays None.
"""

import re
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.campaigns import MAX_NAME_LENGTH

CHANNELS = {
    "web": "Web",
    "whatsapp": "WhatsApp",
    "telegram": "Telegram",
    "sms": "SMS",
    "email": "E-mail",
    "voice": "Call",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "viber": "Viber",
    "signal": "Signal",
    "line": "LINE",
    "wechat": "WeChat",
    "slack": "Slack",
    "teams": "Teams",
    "discord": "Discord",
}
"""Channel ID -> the name people read."""

MAX_TEXT_LENGTH = 500_000
"""Characters in one message. Beyond, the engine would stop highlighting (its own limit is 1,000,000)."""
MAX_ITEMS = 200_000
"""Messages, and log lines, of one communication."""

MAX_ID_BYTES = 400
"""The engine takes IDs of at most 512 bytes, and a position is added to a session's."""

PLAIN_TIME = (
    r"(?:19(?:7[1-9]|[89]\d)|20\d\d|21\d\d)-"
    r"(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)"
)
"""Nearly every time looks so, and needs no second look."""
_PLAIN_TIME = re.compile(PLAIN_TIME)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?$")


@lru_cache(maxsize=65536)
def checked_time(text: str) -> str:
    """An ISO 8601 time with its offset in one notation. Raises ValueError with what is wrong."""
    if _PLAIN_TIME.fullmatch(text):
        return text
    text = text.strip()
    if not _ISO.match(text):
        raise ValueError("is not an ISO 8601 time such as 2024-05-31T14:05:00+02:00")
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a time that exists") from None
    if time.tzinfo is None:
        raise ValueError("has no time zone; add Z or an offset such as +02:00")
    if not 1970 <= time.year < 2200 or time.timestamp() < 0:
        raise ValueError("lies outside the years 1970 to 2199")
    return time.isoformat().replace("+00:00", "Z")


def _fits_id(value: str) -> str:
    if len(value.encode("utf-8", "surrogatepass")) > MAX_ID_BYTES:
        raise ValueError(f"is longer than {MAX_ID_BYTES} bytes")
    return value


Time = Annotated[str, AfterValidator(checked_time)]
Name = Annotated[str, Field(coerce_numbers_to_str=True, max_length=1000)]
"""IDs and names that a system wrote as numbers are taken as text."""
_BASE = ConfigDict(extra="allow", frozen=True)


class Message(BaseModel):
    """One utterance; its position is its place in the list."""

    model_config = _BASE
    id: Annotated[str, Field(coerce_numbers_to_str=True, max_length=500)] | None = None
    at: Time | None = None
    author: Literal["customer", "agent", "operator", "system"]
    name: Name | None = None
    text: Annotated[str, Field(max_length=MAX_TEXT_LENGTH)]
    subject: Annotated[str, Field(max_length=10_000)] | None = None
    offset_ms: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class Log(BaseModel):
    """One raw log line; `data` is any JSON."""

    model_config = _BASE
    at: Time | None = None
    level: Annotated[str, Field(max_length=100)]
    event: Annotated[str, Field(max_length=1000)]
    data: Any = None


class Agent(BaseModel):
    model_config = _BASE
    id: Annotated[str, Field(coerce_numbers_to_str=True, min_length=1), AfterValidator(_fits_id)]
    name: Name | None = None


class Responsible(BaseModel):
    model_config = _BASE
    type: Literal["ai", "operator"]
    name: Name | None = None


class Customer(BaseModel):
    """At least one identity key; every further entry is a contact field."""

    model_config = _BASE
    external_id: Name | None = None
    phone: Name | None = None
    email: Name | None = None
    name: Name | None = None


class Product(BaseModel):
    """Every entry beside the name is an attribute."""

    model_config = _BASE
    name: Annotated[str, Field(coerce_numbers_to_str=True, min_length=1, max_length=1000)]


class Conversation(BaseModel):
    """One communication. `model_extra` holds what the product has no name for; it is kept and shown."""

    model_config = _BASE
    session_id: Annotated[str, Field(coerce_numbers_to_str=True, min_length=1), AfterValidator(_fits_id)]
    campaign: Annotated[str, Field(max_length=MAX_NAME_LENGTH)] | None = None
    channel: Literal[tuple(CHANNELS)]  # type: ignore[valid-type]
    agent: Agent | None = None
    responsible: Responsible | None = None
    customer: Customer
    customer_address: Name | None = None
    status: Literal["active", "closed"] = "closed"
    started_at: Time | None = None
    ended_at: Time | None = None
    summary: Annotated[str, Field(max_length=MAX_TEXT_LENGTH)] | None = None
    parameters: dict[str, Any] = {}
    results: dict[str, Any] = {}
    messages: Annotated[list[Message], Field(max_length=MAX_ITEMS)] = []
    logs: Annotated[list[Log], Field(max_length=MAX_ITEMS)] = []
    audio: Annotated[str, Field(max_length=2000)] | None = None
    products: list[Product] = []
