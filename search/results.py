"""What comes back. Times are ISO 8601 texts with an offset, or None where unknown. Positions of matches are
code points into the text they belong to, end exclusive, in order, not overlapping."""

from dataclasses import dataclass, field
from typing import Any

from search.problems import Problem

Span = tuple[int, int]


@dataclass(frozen=True)
class Count:
    """A total; `exact` False means "about"."""

    value: int
    exact: bool = True


@dataclass(frozen=True)
class CustomerRow:
    """One line of the customers table."""

    customer_id: str
    name: str | None
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    external_ids: tuple[str, ...]
    campaigns: tuple[str, ...]
    """Names, without repeats, in order of the last communication, newest first."""
    statuses: tuple[str, ...]
    channels: tuple[str, ...]
    communications: int
    last_communication_at: str | None
    active: bool
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Field ID -> its values, for each of the request's columns. Times and numbers as the document has them."""


@dataclass(frozen=True)
class CustomersPage:
    total: Count
    rows: tuple[CustomerRow, ...]


@dataclass(frozen=True)
class Neighbours:
    """Who stands before and after a customer in a list; None at its ends, and where it is not known."""

    previous: str | None
    next: str | None
    position: int | None
    """Counts from 1."""
    total: int | None


@dataclass(frozen=True)
class Removed:
    """What one filter takes away: how many match `without` it (all others kept), and by it `alone`."""

    sentence: str
    without: int
    alone: int


@dataclass(frozen=True)
class Source:
    """Where a value came from. `kind` is "upload", "conversation" or "manual"; `name` its file or session ID.

    "unknown" only where the customer's document does not say."""

    value: str
    kind: str
    name: str
    at: str | None


@dataclass(frozen=True)
class ContactField:
    """`sources` is never empty; the first one won, the others are what was said before or by weaker sources."""

    field_id: str
    title: str
    values: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Participation:
    """`fields` are (title, value). Customer Service has `inbound` True and no status, stage or loaded."""

    campaign_id: str
    campaign: str
    inbound: bool
    status: str | None
    stage: str | None
    loaded_at: str | None
    summary: str | None
    fields: tuple[tuple[str, str], ...]
    communications: int
    last_communication_at: str | None
    channels: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class Product:
    name: str
    campaign: str | None
    attributes: tuple[tuple[str, str], ...]
    source: str | None = None
    """File, session, or product system that told of it."""
    fetched_at: str | None = None
    """When the product system told of it; None for any other source."""


@dataclass(frozen=True)
class Profile:
    """`customer_id` is the living customer's, also when an absorbed one's was asked for."""

    customer_id: str
    name: str | None
    contact: tuple[ContactField, ...]
    participations: tuple[Participation, ...]
    """Newest last communication first; those without any after them, by name."""
    products: tuple[Product, ...]
    communications: int
    last_communication_at: str | None
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    emptied: tuple[ContactField, ...] = ()
    """Fields without a value because somebody emptied them by hand; the first source says who."""
    by_hand: frozenset[str] = frozenset()
    """IDs of contact fields whose value was given by hand: these can be released."""
    messengers: tuple[str, ...] = ()
    """Channels of conversations that had an address, where neither a phone nor an e-mail is known."""


@dataclass(frozen=True)
class TimelineBar:
    """Communications that began from `start` until before `end`; `channels` are (channel, how many), most first.

    `message_id` is the first message of the first of them; None when none has messages."""

    start: str
    end: str
    communications: int
    channels: tuple[tuple[str, int], ...]
    message_id: str | None


@dataclass(frozen=True)
class Timeline:
    """`interval` is "day", "week", "month", "quarter" or "year"; bars without communications are left out.

    `unknown` counts the communications without any time, and `first_of_unknown` is the first message of these."""

    interval: str
    bars: tuple[TimelineBar, ...]
    unknown: int
    first_of_unknown: str | None


@dataclass(frozen=True)
class ChatMessage:
    message_id: str
    session_id: str
    position: int
    author: str
    author_name: str | None
    text: str
    subject: str | None
    sent_at: str | None
    offset_ms: int | None
    spans: tuple[Span, ...]
    cursor: tuple[int | str, ...]
    """Pass it as `before` or `after` of a ChatRequest."""


@dataclass(frozen=True)
class Communication:
    """The facts of one communication: a divider in the chat, the Details panel, the Session header."""

    session_id: str
    customer_id: str
    campaign_id: str
    campaign: str
    channel: str
    agent: str | None
    responsible: str | None
    responsible_type: str | None
    """"ai", "operator" or None."""
    customer_address: str | None
    status: str
    started_at: str | None
    ended_at: str | None
    last_message_at: str | None
    summary: str | None
    parameters: tuple[tuple[str, Any], ...]
    results: tuple[tuple[str, Any], ...]
    """(title, value): only fields that the agent's definition names and that are filled, in its order."""
    message_count: int
    log_count: int
    audio: str | None


@dataclass(frozen=True)
class ChatWindow:
    """`messages` in chat order; `communications` has one entry for each session ID in them."""

    messages: tuple[ChatMessage, ...]
    communications: dict[str, Communication]
    found_oldest: bool
    found_newest: bool
    anchor_found: bool = True


@dataclass(frozen=True)
class Hit:
    message_id: str
    session_id: str
    customer_id: str
    campaign_id: str
    campaign: str
    channel: str
    author: str
    author_name: str | None
    sent_at: str | None
    offset_ms: int | None
    text: str
    spans: tuple[Span, ...]
    score: float | None = None


@dataclass(frozen=True)
class SessionGroup:
    """The hits of one communication, in order of position."""

    session_id: str
    campaign: str
    channel: str
    agent: str | None
    started_at: str | None
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class CustomerGroup:
    """`messages` counts all of this customer's hits, also those beyond `hits_per_group`."""

    customer_id: str
    name: str | None
    messages: int
    sessions: tuple[SessionGroup, ...]


@dataclass(frozen=True)
class Facet:
    value: str
    title: str
    count: int


@dataclass(frozen=True)
class Totals:
    """Of a whole query, all pages."""

    customers: Count
    communications: Count
    messages: Count


@dataclass(frozen=True)
class SearchResults:
    """One page of groups, and the totals of the whole query."""

    groups: tuple[CustomerGroup, ...]
    customers: Count
    communications: Count
    messages: Count
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    """Keys: "campaign", "channel", "author"."""
    problems: tuple[Problem, ...] = ()
    """Parts of the text that were left out of the search, and why."""


@dataclass(frozen=True)
class SessionRecord:
    """The whole record behind a communication; `other` is every further stored field."""

    communication: Communication
    customer_name: str | None
    messages: tuple[ChatMessage, ...]
    """The whole transcript, in order (at most 10,000; `message_count` tells how many there are)."""
    other: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class LogLine:
    """`other` is what else the line held, or None."""

    position: int
    at: str | None
    level: str
    event: str
    data: Any
    other: Any = None


@dataclass(frozen=True)
class LogPage:
    """`total` counts the lines that match; `levels` every level of the session with its number of lines."""

    lines: tuple[LogLine, ...]
    total: int
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Campaign:
    campaign_id: str
    name: str


@dataclass(frozen=True)
class ChatCampaign:
    """One line of the list beside a chat: what its sessions say at this moment."""

    campaign_id: str
    campaign: str
    inbound: bool
    communications: int
    last_communication_at: str | None
    channels: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class IndexStatus:
    """One alias. Nothing behind it yet: no index, no version, no documents. `size_bytes` on disk, all copies."""

    alias: str
    index: str | None
    version: int | None
    documents: int
    size_bytes: int


@dataclass(frozen=True)
class LoadRecord:
    """One run of a loader. `report` as the loader wrote it, also while it runs; times as in all results."""

    load_id: str
    kind: str
    state: str
    file_name: str
    by: str | None
    begun_at: str | None
    finished_at: str | None
    heartbeat_at: str | None
    message: str | None
    report: dict[str, Any]
    options: dict[str, Any]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Status:
    """`health` is green, yellow or red. `counts` has a number for each of COUNTED in search/status.py."""

    url: str
    cluster: str
    version: str
    health: str
    nodes: int
    indices: tuple[IndexStatus, ...]
    counts: dict[str, int]
    loads: tuple[LoadRecord, ...]
