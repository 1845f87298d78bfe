"""The usual shape of a native log line, read several times faster than by the models of `domain.conversation`.

Everything here is narrower than there: what these types take, those would take too, with the same meaning. What
they do not take (an unknown key, products, a time in a rare notation, an error) is for the models to judge.
Raw log data stays the bytes that it came as.
"""

from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta, Raw, Struct, structs

from domain.campaigns import MAX_NAME_LENGTH
from domain.conversation import CHANNELS, PLAIN_TIME, Conversation

MAX_LINE_BYTES = 400_000
"""In a shorter line no text and no list can be beyond the limits of the models."""
_NO_DATA = Raw(b"null")

Time = Annotated[str, Meta(pattern=f"^{PLAIN_TIME}$")]
Name = Annotated[str, Meta(max_length=1000)]
Id = Annotated[str, Meta(min_length=1, max_length=100)]  # at most 400 bytes in UTF-8


class _Known(Struct, forbid_unknown_fields=True, gc=False):
    """Has no entries beyond those that the product knows."""

    model_extra: ClassVar[dict[str, Any] | None] = None


class QuickMessage(_Known):
    author: Literal["customer", "agent", "operator", "system"]
    text: str
    id: Annotated[str, Meta(max_length=500)] | None = None
    at: Time | None = None
    name: Name | None = None
    subject: Annotated[str, Meta(max_length=10_000)] | None = None
    offset_ms: Annotated[int, Meta(ge=0, lt=2**31)] | None = None


class QuickLog(_Known):
    level: Annotated[str, Meta(max_length=100)]
    event: Annotated[str, Meta(max_length=1000)]
    at: Time | None = None
    data: Raw = _NO_DATA


class QuickAgent(_Known):
    id: Id
    name: Name | None = None


class QuickResponsible(_Known):
    type: Literal["ai", "operator"]
    name: Name | None = None


class QuickCustomer(_Known):
    """Also tells what was given, as the model does."""

    external_id: Name | None = None
    phone: Name | None = None
    email: Name | None = None
    name: Name | None = None

    def model_dump(self, exclude_none: bool) -> dict[str, Any]:
        given = structs.asdict(self)
        return {name: value for name, value in given.items() if value is not None or not exclude_none}


class QuickConversation(_Known):
    """See `domain.conversation.Conversation`."""

    session_id: Id
    channel: Literal[tuple(CHANNELS)]  # type: ignore[valid-type]
    customer: QuickCustomer
    campaign: Annotated[str, Meta(max_length=MAX_NAME_LENGTH)] | None = None
    agent: QuickAgent | None = None
    responsible: QuickResponsible | None = None
    customer_address: Name | None = None
    status: Literal["active", "closed"] = "closed"
    started_at: Time | None = None
    ended_at: Time | None = None
    summary: str | None = None
    parameters: dict[str, Any] = {}
    results: dict[str, Any] = {}
    messages: list[QuickMessage] = []
    logs: list[QuickLog] = []
    audio: Annotated[str, Meta(max_length=2000)] | None = None
    products: ClassVar[tuple[Any, ...]] = ()


Communication = Conversation | QuickConversation
"""Either has the same attributes; only the data of log lines differs (raw bytes here)."""
