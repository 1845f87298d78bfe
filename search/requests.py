"""What can be asked. Every request is frozen and comes whole from a URL or a command line."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

EVERYTHING = None
"""Campaign of a chat request: all campaigns as one chat."""


@dataclass(frozen=True)
class CustomersRequest:
    """A page of the customers table. `text` searches name, phone in any notation, e-mail and ID."""

    text: str = ""
    sort: Literal["name", "last_communication_at", "communications", "relevance"] = "name"
    descending: bool = False
    page: int = 1
    """Counts from 1; at most the first 10,000 customers can be paged through, so page * size <= 10,000."""
    size: int = 50


@dataclass(frozen=True)
class MessageFilters:
    """All combined with AND; inside one filter any of the values. Days are whole days in `time_zone`, inclusive."""

    campaign_ids: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    customer_ids: tuple[str, ...] = ()
    session_ids: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    time_zone: str = "UTC"


@dataclass(frozen=True)
class SearchRequest:
    """Words and "quoted phrases" over all messages; every word and phrase must be in the message."""

    text: str
    filters: MessageFilters = field(default_factory=MessageFilters)
    sort: Literal["relevance", "newest", "oldest"] = "relevance"
    page: int = 1
    """Page of customers (groups), counting from 1."""
    size: int = 10
    hits_per_group: int = 20


@dataclass(frozen=True)
class ChatRequest:
    """A window of one customer's chat, in chat order (start of the communication, then position).

    Exactly one way to say where: `anchor` (a message ID, centred: `size` messages before it and after it),
    `before` or `after` (a cursor from an earlier window), or none of them: the newest `size` messages.
    `find` marks matches in the messages of the window.
    """

    customer_id: str
    campaign_id: str | None = EVERYTHING
    anchor: str | None = None
    before: tuple[int | str, ...] | None = None
    after: tuple[int | str, ...] | None = None
    size: int = 50
    find: str = ""
