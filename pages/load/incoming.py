"""Files on their way in: kept under their content's hash, so that the same file is there once."""

import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import IO

from domain.access import Action, Principal, require
from settings import Settings

KEPT_SECONDS = 24 * 3600
"""People's data stays here no longer than a load may need it; one that runs has its file open."""
_CHUNK_BYTES = 1 << 20


def spool(settings: Settings, principal: Principal, file: IO[bytes], file_name: str) -> Path:
    """Write an uploaded file into the folder of incoming files and return its path; whole there, or not at all.
    Raises Forbidden."""
    require(principal, Action.LOAD)
    folder = settings.home / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    _remove_old(folder)
    digest = hashlib.sha256()
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as target:
            file.seek(0)
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
                target.write(chunk)
        path = folder / f"{digest.hexdigest()}{_suffix(file_name)}"
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def _remove_old(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < time.time() - KEPT_SECONDS:
            path.unlink(missing_ok=True)


def _suffix(file_name: str) -> str:
    """The ending by which a reader may know the format; only letters and digits of it go into a path."""
    endings = Path(file_name).suffixes[-2:]
    return "".join(e for e in endings if e[1:].isalnum() and e.isascii() and len(e) < 8).lower()
