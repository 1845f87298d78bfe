"""The bytes of one input: a file, a .gz file or stdin, read as a stream with bounded memory.

Damage found on the way (a cut-off or corrupt .gz, a disk that fails) is raised as Damage after everything before
it has been handed out, so that the readers can keep the good rows and report the rest as one rejected row.
"""

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from domain.errors import WrongInput
from domain.reports import RowError
from loaders.signatures import what_it_is
from loaders.unpack import CHUNK_BYTES, Damage, unpacked

MAX_LINE_BYTES = 64 << 20
"""A longer line is skipped and reported: it would have to stand in memory whole."""
_GZIP = b"\x1f\x8b"


class Source:
    """One open input. `position` is how many bytes of `size` have been read: of the file as it is, unpacked or not.

    Each iteration begins at the start again. What is appended to the file after opening is not read.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self.name = name
        self.size = os.fstat(file.fileno()).st_size
        self.position = 0
        self.is_gzip = os.pread(file.fileno(), 2, 0) == _GZIP

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a copy of stdin is gone with it."""
        self._file.close()

    def content_hash(self) -> str:
        """SHA-256 of the bytes as they are in the file, in hex."""
        digest = hashlib.sha256()
        try:
            for chunk in self._raw():
                digest.update(chunk)
        except Damage as damage:
            raise WrongInput(f'"{self.name}" cannot be read: {damage}') from None
        return digest.hexdigest()

    def head(self, size: int) -> bytes:
        """The first bytes, unpacked; fewer when there are no more, or when damage stands in the way."""
        found = bytearray()
        try:
            for chunk in self.chunks():
                found += chunk
                if len(found) >= size:
                    break
        except Damage:
            pass
        finally:
            self.position = 0
        return bytes(found[:size])

    def chunks(self) -> Iterator[bytes]:
        """The bytes, unpacked, some MiB at most at a time. Raises Damage at the place of the damage."""
        return unpacked(self._raw()) if self.is_gzip else self._raw()

    def lines(self) -> Iterator[tuple[int, bytes] | RowError]:
        """(line number from 1, line without its \\n). A line beyond the limit, and damage, become a RowError."""
        number = 1
        parts: list[bytes] = []
        length = 0
        try:
            for chunk in self.chunks():
                first, *more = chunk.split(b"\n")
                length += len(first)
                if length <= MAX_LINE_BYTES:
                    parts.append(first)
                else:
                    parts = [b"".join(parts)[:200]]
                if not more:
                    continue
                yield (number, b"".join(parts)) if length <= MAX_LINE_BYTES else _too_long(number, parts)
                for line in more[:-1]:
                    number += 1
                    yield number, line
                number += 1
                parts, length = [more[-1]], len(more[-1])
        except Damage as damage:
            yield RowError.of(number, "file", b"".join(parts)[:200].decode("utf-8", "replace"), str(damage))
            return
        if length:
            yield (number, b"".join(parts)) if length <= MAX_LINE_BYTES else _too_long(number, parts)

    def _raw(self) -> Iterator[bytes]:
        at = self.position = 0
        while at < self.size:
            try:
                chunk = os.pread(self._file.fileno(), min(CHUNK_BYTES, self.size - at), at)
            except OSError as error:
                raise Damage(f"The file cannot be read beyond byte {at:,}: {error.strerror}.") from None
            if not chunk:
                raise Damage("The file became shorter while it was read; load it again.")
            at = self.position = at + len(chunk)
            yield chunk


def _too_long(number: int, parts: list[bytes]) -> RowError:
    start = b"".join(parts)[:200].decode("utf-8", "replace")
    return RowError.of(number, "line", start, f"The line is longer than {MAX_LINE_BYTES >> 20} MiB and was skipped.")


def open_source(path: str | Path, spool_folder: Path) -> Source:
    """Open a file, or stdin for `-`; pipes are copied into `spool_folder` first. Close it, or use it in a `with`.

    Raises WrongInput for what is missing, a folder, not allowed, damaged from its beginning, or no text at all.
    """
    if str(path) == "-":
        return _checked(Source(_spooled(sys.stdin.buffer, spool_folder), "stdin"))
    try:
        file: IO[bytes] = Path(path).open("rb")  # noqa: SIM115
    except FileNotFoundError:
        raise WrongInput(f'There is no file "{path}"; check its name.') from None
    except IsADirectoryError:
        raise WrongInput(f'"{path}" is a folder; name a file in it.') from None
    except PermissionError:
        raise WrongInput(f'"{path}" may not be read by this user; change its permissions.') from None
    except (OSError, ValueError) as error:
        raise WrongInput(f'"{path}" cannot be opened: {getattr(error, "strerror", None) or error}.') from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        with file:
            file = _spooled(file, spool_folder)
    return _checked(Source(file, Path(path).name))


def _spooled(stream: IO[bytes], folder: Path) -> IO[bytes]:
    """A copy that can be read again. It has no name, so that nothing is left of it, however this process ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        while chunk := stream.read(CHUNK_BYTES):
            copy.write(chunk)
        copy.flush()
    except OSError as error:
        raise WrongInput(f"The input cannot be copied into {folder}: {error.strerror}.") from None
    return copy


def _checked(source: Source) -> Source:
    try:
        next(source.chunks(), None)
        found = what_it_is(source.head(64 << 10))
    except Damage as damage:
        source.close()
        raise WrongInput(f'Nothing in "{source.name}" can be read: {damage}') from None
    if found:
        source.close()
        what, hint = found
        raise WrongInput(f'"{source.name}" is {what}. {hint}')
    return source
