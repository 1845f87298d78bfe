"""Exports: chosen customers written into a file of this machine, kept for a day for whoever asked."""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from xlsxwriter.exceptions import FileCreateError

from domain.access import Action, Principal, require
from domain.errors import Expired, Forbidden, NoRoom, NotFound, WrongInput
from engine import Engine
from indexing import audit, jobs
from indexing.loads import Cancelled
from search.customers import count_selected, iter_selected
from search.export.columns import Column, export_columns, fields_to_read, rows
from search.export.formats import FORMATS, check_format, open_writer
from search.filtering import campaigns_of
from search.requests import CustomersRequest, Selection

KEPT_SECONDS = 24 * 3600
_BATCH = 2000
_PARTS = ".parts"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Report = Callable[[dict[str, Any]], None]
"""Takes a job's progress; raises Cancelled when it is to stop."""


@dataclass(frozen=True)
class ExportFile:
    """A file that can be downloaded; `name` is safe in a header and on any disk."""

    path: Path
    name: str
    media_type: str


def folder_of(home: Path) -> Path:
    return home / "exports"


def start_export(
    engine: Engine,
    principal: Principal,
    selection: Selection,
    format: str,
    columns: tuple[str, ...] | None = None,
    delimiter: str = ",",
    region: str | None = None,
    view: CustomersRequest | None = None,
) -> str:
    """Start the job and return its ID. `columns` are field IDs in their order, None for all fields; `region` reads
    phones in the selection's filters. `view` is the table's request, whose filters on campaigns say whose values stand
    in its columns (the selection's own request, if it has one). Raises WrongInput for what cannot be exported."""
    require(principal, Action.EXPORT)
    check_format(format, export_columns(engine, principal, columns), delimiter)
    arguments = {
        "selection": selection.as_dict(),
        "format": format,
        "columns": None if columns is None else list(columns),
        "delimiter": delimiter,
        "region": region,
        "view": None if view is None else view.as_dict(),
    }
    return jobs.start(engine, principal, "export", arguments)


def run_export(
    engine: Engine, principal: Principal, home: Path, job_id: str, arguments: dict[str, Any], report: Report
) -> dict[str, Any]:
    """Write the file of a job; returns {rows, columns, bytes, format, cut}, where `cut` counts cells that were too long
    for the format. Whatever goes wrong, nothing is left behind. Raises NoRoom when the disk is full."""
    require(principal, Action.EXPORT)
    format, delimiter = str(arguments.get("format")), arguments.get("delimiter") or ","
    chosen = arguments.get("columns")
    columns = export_columns(engine, principal, None if chosen is None else tuple(chosen))
    check_format(format, columns, delimiter)
    selection = Selection.from_dict(arguments["selection"])
    region = arguments.get("region")
    campaigns = {} if chosen is None else _campaigns(selection, arguments.get("view"))
    folder = folder_of(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    remove_expired(home)
    parts = folder / (job_id + _PARTS)
    path = parts / ("file" + FORMATS[format].suffix)
    try:
        with _sentences(folder):
            parts.mkdir(mode=0o700)
            total = count_selected(engine, principal, selection, region)
            with _private(path) as file:
                writer = open_writer(format, file, columns, delimiter, parts)
                done = 0
                try:
                    report(_progress(0, total, "writing"))
                    batches = iter_selected(engine, principal, selection, region, fields_to_read(columns), _BATCH)
                    for batch in batches:
                        writer.write(rows(batch, columns, campaigns))
                        done += len(batch)
                        report(_progress(done, total, "writing"))
                    report(_progress(done, total, "packing"))
                    writer.close()
                except BaseException:
                    writer.drop()
                    raise
            size = path.stat().st_size
            report(_progress(done, total, "packing"))
        _note(engine, principal, job_id, format, columns, done)
        path.rename(folder / (job_id + FORMATS[format].suffix))
    except Cancelled:
        raise Cancelled("It was stopped; nothing of the file is kept.") from None
    finally:
        shutil.rmtree(parts, ignore_errors=True)
    return {"rows": done, "columns": len(columns), "bytes": size, "format": format, "cut": writer.cut}


def _campaigns(selection: Selection, view: dict[str, Any] | None) -> dict[str, tuple[str, ...]]:
    """Whose participations and products the table shows."""
    request = selection.request or (None if view is None else CustomersRequest.from_dict(view))
    return {} if request is None else campaigns_of(request)


def export_file(engine: Engine, principal: Principal, home: Path, job_id: str) -> ExportFile:
    """The file of an export that this principal started. Raises NotFound, Forbidden for another person's, WrongInput
    while it is not written, Expired when it was removed."""
    require(principal, Action.EXPORT)
    job = jobs.get(engine, principal, job_id)
    if job.kind != "export":
        raise NotFound("There is no export of this address.")
    if job.by != principal.identity:
        raise Forbidden("This export is somebody else's; start one of your own from the list of customers.")
    if job.state != "done" or job.outcome is None:
        message = "is not written yet; wait until it is done" if not job.is_over else "was not written; start it again"
        raise WrongInput(f"This export {message}.")
    remove_expired(home)
    format = FORMATS[job.outcome["format"]]
    path = folder_of(home) / (job.job_id + format.suffix)
    if not path.is_file():
        raise Expired(
            "This export was removed, as every one is after a day; start it again from the list of customers."
        )
    return ExportFile(path, f"customers-{job.created_at[:10]}{format.suffix}", format.media_type)


def remove_expired(home: Path, older_than_seconds: float = KEPT_SECONDS) -> int:
    """Remove what was exported more than a day ago, and what a killed process left; returns how many."""
    removed = 0
    for path in _entries(folder_of(home)):
        with suppress(FileNotFoundError):  # another process was first
            if time.time() - path.stat().st_mtime > older_than_seconds:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
                removed += 1
    return removed


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner may read."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
        yield file


@contextmanager
def _sentences(folder: Path) -> Iterator[None]:
    """What a disk can do to a file, as a sentence."""
    try:
        yield
    except (OSError, FileCreateError) as error:
        cause = error.args[0] if isinstance(error, FileCreateError) else error
        number = cause.errno if isinstance(cause, OSError) else None
        if number in _FULL:
            raise NoRoom("The disk of this machine is full: make room and export again; nothing is kept.") from error
        if isinstance(cause, PermissionError):
            raise NoRoom(f"Nothing can be written into {folder}: give the program's user the right to.") from error
        raise


def _progress(done: int, total: int, step: str) -> dict[str, Any]:
    return {"done": done, "total": max(total, done), "unit": "customers", "read": done, "step": step}


def _note(
    engine: Engine, principal: Principal, job_id: str, format: str, columns: tuple[Column, ...], count: int
) -> None:
    audit.note(
        engine,
        principal,
        "export",
        "customers",
        f"Exported {count:,} {'customer' if count == 1 else 'customers'} as {FORMATS[format].title}.",
        object_id=job_id,
        count=count,
        details={"columns": {"after": [column.title for column in columns]}},
    )
