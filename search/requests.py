"""What can be asked. Every request is frozen and comes whole from a URL or a command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from domain.conditions import (
    Condition,
    Group,
    SortKey,
    condition_as_list,
    condition_from,
    group_as_dict,
    group_from,
)

EVERYTHING = None
"""Campaign of a chat request: all campaigns as one chat."""


@dataclass(frozen=True)
class CustomersRequest:
    """A page of the customers table: text, quick filters and `where` all hold."""

    text: str = ""
    """Searches name, phone in any notation, e-mail and ID."""
    quick: tuple[Condition, ...] = ()
    """One condition a column; those on participations hold of the same participation, and so on."""
    where: Group | None = None
    sort: tuple[SortKey, ...] = ()
    """By these fields in turn; () is by relevance (best first) where there is a text, else by name."""
    page: int = 1
    """Counts from 1; at most the first 10,000 customers can be paged through, so page * size <= 10,000."""
    size: int = 50
    columns: tuple[str, ...] = ()
    """IDs of the fields whose values each row brings along."""
    time_zone: str = "UTC"
    """Whose days the filters mean."""

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON, for a job's arguments."""
        return {
            "text": self.text,
            "quick": [condition_as_list(one) for one in self.quick],
            "where": None if self.where is None else group_as_dict(self.where),
            "sort": [[key.field, key.descending] for key in self.sort],
            "page": self.page,
            "size": self.size,
            "columns": list(self.columns),
            "time_zone": self.time_zone,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "CustomersRequest":
        """What `as_dict` wrote; what it does not say is as usual. Raises WrongInput."""
        usual = cls()
        where = told.get("where")
        return cls(
            text=told.get("text", ""),
            quick=tuple(condition_from(one) for one in told.get("quick") or ()),
            where=None if where is None else group_from(where),
            sort=tuple(SortKey(field, bool(descending)) for field, descending in told.get("sort") or ()),
            page=told.get("page", usual.page),
            size=told.get("size", usual.size),
            columns=tuple(told.get("columns") or ()),
            time_zone=told.get("time_zone", usual.time_zone),
        )


@dataclass(frozen=True)
class Selection:
    """Customers that were chosen one by one, or, with a `request`, all that it matches on every page."""

    ids: tuple[str, ...] = ()
    request: CustomersRequest | None = None

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON, for a job's arguments."""
        return {"ids": list(self.ids), "request": None if self.request is None else self.request.as_dict()}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Selection":
        """What `as_dict` wrote. Raises WrongInput."""
        request = told.get("request")
        return cls(tuple(told.get("ids") or ()), None if request is None else CustomersRequest.from_dict(request))


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
