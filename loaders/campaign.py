"""A campaign upload -> records of its contacts and their participation."""

from collections.abc import Iterator
from contextlib import ExitStack

from domain.access import Action, require
from domain.campaigns import campaign_id, checked_name
from domain.identity import Identity
from domain.reports import LoadReport, RowError
from domain.upload import UploadRow
from engine import Engine
from indexing import fields
from indexing.catalog import Catalog
from indexing.rows import PreparedRow, RowWriter
from loaders.columns import ColumnMap, map_columns
from loaders.formats.table import Table, read_table
from loaders.run import LoadOptions, Progress, Run
from loaders.source import Source
from loaders.upload_rows import to_upload_row

_BATCH_ROWS = 2000


def load_campaign(
    engine: Engine, source: Source, options: LoadOptions, name: str, mapping: dict[str, str]
) -> LoadReport:
    """Load a table of contacts as the campaign `name`; `mapping` says what columns mean that it cannot tell itself.

    Raises domain errors when the file as a whole cannot be used; rows that are wrong are in the report.
    """
    require(options.principal, Action.LOAD)
    checked_name(name)
    table = read_table(source)
    columns = map_columns(table.header, mapping) if table.header else None
    id = campaign_id(name)
    run = Run.start(
        engine, options, "campaign", source.name, source.content_hash(), "rows", campaign=id, mapping=mapping
    )
    with ExitStack() as stack:
        if run.load is not None:
            stack.enter_context(run.load)
        if columns is not None:
            if not options.dry_run:
                _announce(run, name, columns)
            writer = RowWriter(engine, run.stamp, id, run.resumed, options.dry_run)
            for batch in _batches(run, table, columns):
                run.checkpoint()
                _write(run, writer, batch)
                _tell(run, source, "loading")
        _tell(run, source, "folding customers")
        return run.finish()


def _announce(run: Run, name: str, columns: ColumnMap) -> None:
    """Make the campaign and the users' own fields known before rows name them."""
    catalog = Catalog(run.engine, run.stamp)
    catalog.note_campaign(name)
    catalog.write()
    for where, titles in (
        (fields.CONTACT, columns.contact_titles),
        (fields.PARTICIPATION, columns.participation_titles),
        (fields.PRODUCT, columns.product_titles),
    ):
        if titles:
            beyond = fields.register(run.engine, run.options.principal, where, dict(titles))
            if beyond:
                run.report.note("fields are beyond the limit: stored and shown, not searchable", len(beyond))


def _batches(run: Run, table: Table, columns: ColumnMap) -> Iterator[list[UploadRow]]:
    options = run.options
    batch: list[UploadRow] = []
    for item in table.rows:
        run.report.read += 1
        row = item if isinstance(item, RowError) else to_upload_row(*item, columns, options.region, options.namespace)
        if isinstance(row, RowError):
            run.reject([row])
            continue
        for sentence in row.skipped:
            run.report.note(sentence)
        batch.append(row)
        if len(batch) >= _BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(run: Run, writer: RowWriter, batch: list[UploadRow]) -> None:
    identities = [Identity.of(row.external_ids, row.emails, row.phones, row.name) for row in batch]
    assigned = run.resolver.resolve(identities)
    prepared = []
    for row, identity in zip(batch, identities, strict=True):
        run.note_conflicts(assigned[identity.id])
        prepared.append(PreparedRow(row, identity, assigned[identity.id]))
    run.add(writer.write(prepared))


def _tell(run: Run, source: Source, step: str) -> None:
    run.options.on_progress(Progress(source.position, source.size, run.report.read, run.report.rejected, step))
