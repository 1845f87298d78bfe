"""Conversations in the native log format -> sessions, messages, logs and the people in them."""

import hashlib
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from domain.access import Action, require
from domain.contact import PLAIN_FIELDS, normal_email, normal_phone
from domain.field_ids import field_id
from domain.identity import Identity
from domain.reports import LoadReport, RowError
from domain.texts import text_of
from engine import Engine
from indexing import fields
from indexing.catalog import Catalog
from indexing.documents import PreparedSession
from indexing.sessions import Outcome, SessionWriter
from loaders.formats import native_log
from loaders.formats.native_log import Line
from loaders.run import LoadOptions, Progress, Run
from loaders.source import Source

_BATCH_BYTES = 4_000_000
_FIRST_BATCH_BYTES = 500_000
"""The first batch is small and each next one twice as large, so that the engine has work from the start."""
_BATCH_LINES = 2000
_SENDERS = 2
"""Threads that write. Each session always goes to the same one, so its lines stay in order."""
_PENDING = 4


def load_conversations(engine: Engine, source: Source, options: LoadOptions) -> LoadReport:
    """Load a conversation log. Raises domain errors when it cannot run; rows that are wrong are in the report."""
    require(options.principal, Action.LOAD)
    run = Run.start(engine, options, "conversations", source.name, source.content_hash(), "communications")
    with ExitStack() as stack:
        if run.load is not None:
            stack.enter_context(run.load)
        _Pipeline(run, source).execute()
        return run.finish()


class _Pipeline:
    """Reads and resolves in this thread, writes in two others, with a bounded number of batches in between."""

    def __init__(self, run: Run, source: Source) -> None:
        self._run = run
        self._source = source
        self._catalog = Catalog(run.engine, run.stamp)
        self._registered: set[tuple[str, str]] = set()
        self._pending: deque[Future[Outcome]] = deque()
        dry = run.options.dry_run
        self._writers = [SessionWriter(run.engine, run.stamp, run.resumed, dry) for _ in range(_SENDERS)]

    def execute(self) -> None:
        with ExitStack() as stack:
            senders = [stack.enter_context(ThreadPoolExecutor(1)) for _ in self._writers]
            for batch in self._batches():
                self._run.checkpoint()
                shares = self._prepare(batch)
                for sender, writer, share in zip(senders, self._writers, shares, strict=True):
                    if share:
                        self._pending.append(sender.submit(writer.write, share))
                while len(self._pending) > _PENDING:
                    self._run.add(self._pending.popleft().result())
                self._tell("loading")
            while self._pending:
                self._run.add(self._pending.popleft().result())
        self._tell("folding customers")

    def _batches(self) -> Iterator[list[Line]]:
        batch: list[Line] = []
        size, limit = 0, _FIRST_BATCH_BYTES
        for item in native_log.read(self._source):
            self._run.report.read += 1
            if isinstance(item, RowError):
                self._run.reject([item])
                continue
            batch.append(item)
            size += len(item[2])
            if size >= limit or len(batch) >= _BATCH_LINES:
                yield batch
                batch, size, limit = [], 0, min(limit * 2, _BATCH_BYTES)
        if batch:
            yield batch

    def _prepare(self, batch: list[Line]) -> list[list[PreparedSession]]:
        """Resolve whose each conversation is, and share the batch out by session."""
        told = [(line, *self._contact(line)) for line in batch]
        for line, identity, _ in told:
            if not identity.keys:
                self._run.reject([_no_key(line)])
        told = [item for item in told if item[1].keys]
        self._register_fields(told)
        assigned = self._run.resolver.resolve(identity for _, identity, _ in told)
        shares: list[list[PreparedSession]] = [[] for _ in self._writers]
        for (row, conversation, raw), identity, contact in told:
            self._catalog.note(conversation)
            whose = assigned[identity.id]
            self._run.note_conflicts(whose)
            content = hashlib.sha256(raw.strip() + identity.id.encode()).hexdigest()[:32]
            share = zlib.crc32(conversation.session_id.encode("utf-8", "surrogatepass")) % len(shares)
            shares[share].append(PreparedSession(row, conversation, identity, whose, contact, content))
        if not self._run.options.dry_run:
            self._catalog.write()
        return shares

    def _contact(self, line: Line) -> tuple[Identity, dict[str, Any]]:
        """What the customer block says: keys for identity, values for the fold, titles of users' own fields."""
        block = line[1].customer
        phone = normal_phone(block.phone, self._run.options.region) if block.phone else None
        email = normal_email(block.email) if block.email else None
        if block.phone and phone is None:
            self._run.report.note("phones could not be read and are no key; a region may be missing")
        if block.email and email is None:
            self._run.report.note("e-mail addresses could not be read and are no key")
        external = (block.external_id or "").strip()
        ids = [(self._run.options.namespace, external)] if external else []
        identity = Identity.of(ids, [email] if email else [], [phone] if phone else [], block.name)
        contact = {
            "name": (block.name or "").strip(),
            "phones": list(identity.phones),
            "emails": list(identity.emails),
            "external_ids": [list(pair) for pair in identity.external_ids],
            "contact": {field_id(name): text_of(value) for name, value in (block.model_extra or {}).items()},
        }
        return identity, {name: value for name, value in contact.items() if value}

    def _register_fields(self, told: list[tuple[Line, Identity, dict[str, Any]]]) -> None:
        """Make the users' own fields of customer blocks and products known before they are written."""
        found: dict[str, dict[str, str]] = {fields.CONTACT: {}, fields.PRODUCT: {}}
        for (_, conversation, _), _, _ in told:
            for name in conversation.customer.model_extra or {}:
                if field_id(name) not in PLAIN_FIELDS:
                    found[fields.CONTACT][field_id(name)] = name
            for product in conversation.products:
                found[fields.PRODUCT] |= {field_id(name): name for name in product.model_extra or {}}
        for where, titles in found.items():
            new = {id: title for id, title in titles.items() if (where, id) not in self._registered}
            if new and not self._run.options.dry_run:
                fields.register(self._run.engine, self._run.options.principal, where, new)
                self._registered |= {(where, id) for id in new}

    def _tell(self, step: str) -> None:
        report = self._run.report
        self._run.options.on_progress(
            Progress(self._source.position, self._source.size, report.read, report.rejected, step)
        )


def _no_key(line: Line) -> RowError:
    block = line[1].customer
    value = block.phone or block.email or block.external_id
    reason = (
        "no identity key can be read: a customer ID, an e-mail address or a phone (perhaps with --region) is needed"
    )
    return RowError.of(line[0], "customer", value, reason)
