"""Every index: its name, its version and its mapping, all `dynamic: strict`.

Give an index a new version whenever its mapping or the analysis changes: `tests/indexing/test_schema.py`
holds the fingerprints and fails otherwise.
"""

from dataclasses import dataclass
from typing import Any

KEYWORD: dict[str, Any] = {"type": "keyword", "ignore_above": 8000}
NUMBER: dict[str, Any] = {"type": "integer"}
LONG: dict[str, Any] = {"type": "long"}
DATE: dict[str, Any] = {"type": "date", "format": "strict_date_optional_time"}
BOOLEAN: dict[str, Any] = {"type": "boolean"}
STORED: dict[str, Any] = {"type": "object", "enabled": False}
"""Kept in the document, not searchable."""
NAME: dict[str, Any] = {
    "type": "text",
    "analyzer": "words",
    "fields": {
        "prefix": {"type": "text", "analyzer": "word_prefixes", "search_analyzer": "words"},
        "sort": {"type": "keyword", "normalizer": "folded", "ignore_above": 1000},
        "keyword": KEYWORD,
    },
}
_AS_TEXT: dict[str, Any] = {
    "words": {"type": "text", "analyzer": "words", "norms": False},
    "folded": {"type": "keyword", "normalizer": "folded", "ignore_above": 1000},
}
"""Words for filters as typed; folded for order, beginnings and parts."""
CHOICE: dict[str, Any] = {**KEYWORD, "fields": _AS_TEXT}
USER_FIELD: dict[str, Any] = {
    "type": "keyword",
    "ignore_above": 8000,
    "fields": {
        "number": {"type": "double", "ignore_malformed": True},
        "date": {"type": "date", "ignore_malformed": True, "format": "strict_date_optional_time"},
        **_AS_TEXT,
    },
}
"""One of the users' own fields: text as typed, in words and folded; as a number or a date only where it is one."""
_USER_FIELDS: dict[str, Any] = {"type": "object", "dynamic": "strict", "properties": {}}


@dataclass(frozen=True)
class Index:
    """One index behind the alias PREFIX-`name`; its concrete name ends in `-v{version}`."""

    name: str
    version: int
    properties: dict[str, Any]

    @property
    def mapping(self) -> dict[str, Any]:
        return {
            "dynamic": "strict",
            "_meta": {"schema_version": self.version},
            "properties": self.properties,
        }


CUSTOMERS = Index(
    "customers",
    2,
    {
        "customer_id": KEYWORD,
        "customer_number": NUMBER,
        "absorbed_ids": KEYWORD,  # customers that were joined into this one
        "name": NAME,
        "phones": {
            **KEYWORD,  # E.164, the strongest first
            "fields": {"digits": {"type": "text", "analyzer": "digit_runs"}},
        },
        "emails": {
            **KEYWORD,  # case-folded
            "fields": {
                "prefix": {"type": "text", "analyzer": "word_prefixes", "search_analyzer": "words"},
                **_AS_TEXT,
            },
        },
        "external_ids": CHOICE,  # "NAMESPACE:VALUE", the default namespace without its name
        "contact": {  # known contact fields beside names and keys: domain/contact.py
            "type": "object",
            "dynamic": "strict",
            "properties": dict.fromkeys(
                (
                    "birth_date",
                    "gender",
                    "language",
                    "company",
                    "job_title",
                    "street",
                    "postcode",
                    "city",
                    "state",
                    "country",
                ),
                USER_FIELD,
            ),
        },
        "fields": _USER_FIELDS,
        "other_fields": STORED,  # users' own fields beyond the limit
        "provenance": STORED,  # field -> [{value, kind, source, at, record_id}], winner first
        "participations": {
            "type": "nested",
            "dynamic": "strict",
            "properties": {
                "campaign_id": KEYWORD,
                "campaign": CHOICE,
                "status": CHOICE,
                "stage": CHOICE,
                "loaded_at": DATE,
                "summary": {"type": "text", "analyzer": "stemmed"},
                "uploaded": BOOLEAN,  # false: known from conversations alone
                "fields": _USER_FIELDS,
                "other_fields": STORED,
                "communications": NUMBER,
                "last_communication_at": DATE,
                "channels": KEYWORD,
                "active": BOOLEAN,
            },
        },
        "products": {
            "type": "nested",
            "dynamic": "strict",
            "properties": {
                "name": CHOICE,
                "campaign_id": KEYWORD,
                "campaign": CHOICE,
                "source": KEYWORD,
                "fetched_at": DATE,  # of one that the product system told
                "fields": _USER_FIELDS,
                "other_fields": STORED,
            },
        },
        "communications": NUMBER,
        "last_communication_at": DATE,
        "channels": KEYWORD,
        "active": BOOLEAN,
        "folded_at": DATE,  # clock
    },
)

SESSIONS = Index(
    "sessions",
    2,
    {
        "session_id": KEYWORD,
        "session_number": NUMBER,
        "customer_id": KEYWORD,
        "customer_number": NUMBER,
        "origin_id": KEYWORD,  # the identity it came under; immutable
        "campaign_id": KEYWORD,
        "channel": KEYWORD,
        "agent_id": KEYWORD,
        "agent_name": KEYWORD,
        "responsible_type": KEYWORD,  # ai | operator
        "responsible": KEYWORD,
        "customer_address": KEYWORD,
        "status": KEYWORD,  # active | closed
        "started_at": DATE,
        "ended_at": DATE,
        "last_message_at": DATE,
        "session_at": LONG,  # sort key: epoch ms of the start, or of the first known time, else -1
        "summary": {"type": "text", "analyzer": "stemmed"},
        "parameters": {"type": "flat_object"},
        "results": {"type": "flat_object"},
        "long_parameters": STORED,  # entries that are too long to be indexed
        "long_results": STORED,
        "message_count": NUMBER,
        "log_count": NUMBER,
        "audio": KEYWORD,
        "customer": STORED,  # the customer block as it came, for the fold
        "products": STORED,
        "other": STORED,  # keys of the log line that the product has no name for
        "content_hash": KEYWORD,  # the mark that messages and logs are whole
        "load_id": KEYWORD,
        "row": NUMBER,
        "revision": NUMBER,  # how often this load itself wrote the session
        "begun_at": DATE,  # when its load was first begun
        "file_name": KEYWORD,
    },
)

MESSAGES = Index(
    "messages",
    2,
    {
        "text": {
            "type": "text",
            "analyzer": "stemmed",
            "fields": {"exact": {"type": "text", "analyzer": "exact"}},
        },
        "subject": {"type": "text", "analyzer": "stemmed"},
        "session_id": KEYWORD,
        "session_number": NUMBER,
        "customer_id": KEYWORD,
        "customer_number": NUMBER,
        "origin_id": KEYWORD,
        "campaign_id": KEYWORD,
        "channel": KEYWORD,
        "author": KEYWORD,  # customer | agent | operator | system
        "author_name": KEYWORD,
        "agent_id": KEYWORD,
        "responsible": KEYWORD,
        "sent_at": DATE,
        "session_at": LONG,  # with session_id and position: the order of a chat
        "position": NUMBER,
        "offset_ms": NUMBER,
        "source_id": KEYWORD,  # the message's own ID where its system gave one
        "other": STORED,
        "load_id": KEYWORD,
    },
)

LOGS = Index(
    "logs",
    1,
    {
        "session_id": KEYWORD,
        "position": NUMBER,
        "at": DATE,
        "level": KEYWORD,
        "event": KEYWORD,
        "data": STORED,
        "other": STORED,
        "load_id": KEYWORD,
    },
)

RECORDS = Index(
    "records",
    2,
    {
        "kind": KEYWORD,  # row | session (a replaced version) | edit | products
        "slot": KEYWORD,
        "current": BOOLEAN,
        "campaign_id": KEYWORD,
        "customer_id": KEYWORD,
        "customer_number": NUMBER,
        "origin_id": KEYWORD,
        "rank": NUMBER,
        "at": DATE,  # time from the data, else begun_at
        "load_id": KEYWORD,
        "begun_at": DATE,
        "file_name": KEYWORD,
        "replaced_by": KEYWORD,  # load that put a newer version into the slot
        "rows": STORED,  # [{row, values}] in file order
        "field": KEYWORD,  # of an edit: what it is about
        "by": KEYWORD,  # of an edit: whose
        "values": STORED,  # of an edit and of products: what they say
        "payload": {"type": "binary"},  # a replaced session: zlib of {session, messages, logs}
    },
)

IDENTITIES = Index(
    "identities",
    2,
    {
        "type": KEYWORD,  # key | cluster | redirect | move | bond | deletion | lock | counter
        "kind": KEYWORD,  # of a key: external_id | email | phone
        "cluster_id": KEYWORD,
        "common": BOOLEAN,  # a key of too many people to identify anyone
        "customer_ids": KEYWORD,
        "conflict_count": NUMBER,
        "body": STORED,  # of a cluster: {identities, conflicts}
        "from_id": KEYWORD,  # of a redirect and a move
        "to_id": KEYWORD,
        "to_number": NUMBER,
        "origin_id": KEYWORD,
        "epoch": LONG,
        "swept": BOOLEAN,
        "bond": KEYWORD,  # of a bond: same | different | not_theirs
        "key_id": KEYWORD,  # of a bond: the key that is not theirs
        "decision_id": KEYWORD,  # of a bond: bonds of one decision are undone together
        "by": KEYWORD,
        "at": DATE,
        "reason": KEYWORD,
        "holder": KEYWORD,
        "expires_at": DATE,
        "process": STORED,
        "plan": STORED,
        "next": LONG,
    },
)

CAMPAIGNS = Index("campaigns", 1, {"campaign_id": KEYWORD, "name": KEYWORD, "created_at": DATE, "load_id": KEYWORD})

AGENTS = Index(
    "agents",
    1,
    {
        "agent_id": KEYWORD,
        "name": KEYWORD,
        "result_fields": STORED,  # [{id, title, contact_field}]
        "defined": BOOLEAN,  # false: known only from conversations
        "load_id": KEYWORD,
        "replaced": STORED,  # [definition], what undo uncovers, oldest first
    },
)

LOADS = Index(
    "loads",
    1,
    {
        "load_id": KEYWORD,
        "type": KEYWORD,  # load | errors | undo (whom an undo in hand has still to fold)
        "kind": KEYWORD,  # agents | campaign | conversations | sample
        "state": KEYWORD,  # running | done | failed | cancelled | undone
        "begun_at": DATE,
        "finished_at": DATE,
        "heartbeat_at": DATE,
        "epoch": LONG,
        "by": KEYWORD,
        "file_name": KEYWORD,
        "file_hash": KEYWORD,
        "options": STORED,
        "process": STORED,  # {host, pid, started}
        "report": STORED,
        "parts": KEYWORD,  # of a sample: its loads
        "chunk": NUMBER,
        "errors": STORED,
        "message": {"type": "keyword", "index": False, "doc_values": False},
    },
)

JOBS = Index(
    "jobs",
    1,
    {
        "job_id": KEYWORD,
        "kind": KEYWORD,
        "state": KEYWORD,  # queued | running | done | failed | cancelled
        "created_at": DATE,
        "heartbeat_at": DATE,
        "finished_at": DATE,
        "by": KEYWORD,
        "arguments": STORED,
        "process": STORED,
        "progress": STORED,  # {done, total, unit, rejected, rate}
        "outcome": STORED,
        "message": {"type": "keyword", "index": False, "doc_values": False},
    },
)

FIELDS = Index(
    "fields",
    2,
    {
        "field_id": KEYWORD,
        "where": KEYWORD,  # contact | participation | product | built_in
        "title": KEYWORD,  # as the data named it
        "own_title": KEYWORD,  # as people renamed it
        "hidden": BOOLEAN,
        "indexed": BOOLEAN,
    },
)

SAVED = Index(
    "saved",
    1,
    {
        "saved_id": KEYWORD,
        "kind": KEYWORD,  # filter | columns | default
        "owner": KEYWORD,
        "shared": BOOLEAN,
        "name": CHOICE,
        "body": STORED,  # of a filter {query}, of columns [{id, width}], of a default {saved_id}
        "created_at": DATE,
        "updated_at": DATE,
    },
)

AUDIT = Index(
    "audit",
    1,
    {
        "at": DATE,
        "by": KEYWORD,
        "role": KEYWORD,
        "action": KEYWORD,
        "what": KEYWORD,  # customer | load | filter | field | agents | index | export | …
        "object_id": KEYWORD,
        "customer_id": KEYWORD,  # whom it concerns
        "count": NUMBER,
        "sentence": {"type": "text", "analyzer": "words"},  # what was done, with nobody's data in it
        "details": STORED,  # {field: {before, after}}; gone when the person is deleted
    },
)

INDEXES = (
    CUSTOMERS,
    IDENTITIES,
    RECORDS,
    CAMPAIGNS,
    AGENTS,
    SESSIONS,
    MESSAGES,
    LOGS,
    LOADS,
    JOBS,
    FIELDS,
    SAVED,
    AUDIT,
)
