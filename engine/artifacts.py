"""The published files that make up OpenSearch: which they are, and bringing them here, each checked."""

import csv
import hashlib
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from requests import RequestException
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from domain.errors import EngineUnavailable

VERSION = "3.6.0"
PARALLEL = 6
ATTEMPTS = 3
PAUSE = wait_exponential(max=5)
"""Between attempts, in seconds."""
NETWORK_TIMEOUT_SECONDS = 30
_LIST = Path(__file__).with_name("artifacts.tsv")

Advance = Callable[[int], None]
"""Told how many bytes more (or, when a file begins again, fewer) are here."""


class NotThePinnedFile(Exception):
    """What came has another size or checksum than the one in `artifacts.tsv`."""


@dataclass(frozen=True)
class Artifact:
    """One pinned file of OpenSearch."""

    place: str
    """Folder below the home of OpenSearch, such as `lib` or `modules/reindex`."""
    coordinate: str
    """GROUP:ARTIFACT:VERSION at Maven Central."""
    file: str
    size: int
    """In bytes."""
    sha256: str

    def under(self, folder: Path) -> Path:
        return folder / self.place / self.file

    def is_at(self, path: Path) -> bool:
        """Whether exactly this file is at `path`."""
        try:
            if path.stat().st_size != self.size:
                return False
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


def pinned() -> list[Artifact]:
    """Every file that OpenSearch needs, in the order of `artifacts.tsv`."""
    with _LIST.open(encoding="utf-8", newline="") as stream:
        return [
            Artifact(row["place"], row["coordinate"], row["file"], int(row["bytes"]), row["sha256"])
            for row in csv.DictReader(stream, delimiter="\t")
        ]


def fetch(folder: Path) -> int:
    """Make `folder` hold exactly the pinned files; a file that is there and right is left alone.

    Out: how many files were downloaded. Raises EngineUnavailable when one cannot be.
    """
    artifacts = pinned()
    _remove_others(folder, {artifact.under(folder) for artifact in artifacts})
    with ThreadPoolExecutor(PARALLEL) as pool:
        right = list(pool.map(lambda artifact: artifact.is_at(artifact.under(folder)), artifacts))
    wanted: dict[str, list[Artifact]] = {}  # one file may have two places
    for artifact, is_right in zip(artifacts, right, strict=True):
        if not is_right:
            wanted.setdefault(artifact.sha256, []).append(artifact)
    if wanted:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as partial:
            _download(list(wanted.values()), folder, Path(partial))
    return len(wanted)


def _remove_others(folder: Path, paths: set[Path]) -> None:
    """Take away what an interrupted download left, and jars of other versions: they would be loaded."""
    for path in folder.glob("**/*.jar"):
        if path not in paths:
            path.unlink()
    for path in folder.glob(".partial-*"):
        shutil.rmtree(path, ignore_errors=True)


def _download(wanted: list[list[Artifact]], folder: Path, partial: Path) -> None:
    logging.getLogger("jgo").setLevel(logging.ERROR)  # a wrong checksum is reported here, in one sentence
    pool = ThreadPoolExecutor(PARALLEL)
    with _bar(sum(copies[0].size for copies in wanted)) as advance:
        try:
            jobs = [
                pool.submit(_bring, copies, folder, partial / str(number), advance)
                for number, copies in enumerate(wanted)
            ]
            for job in as_completed(jobs):
                job.result()
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _bar(total: int) -> Iterator[Advance]:
    """A progress bar on stderr, counting `total` bytes."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(f"Downloading OpenSearch {VERSION}", total=total)
        yield lambda count: progress.advance(task, count)


def _bring(copies: list[Artifact], folder: Path, partial: Path, advance: Advance) -> None:
    """Download one file and put it, checked and in one step, into each of its places."""
    artifact = copies[0]
    attempts = Retrying(
        retry=retry_if_exception_type((RequestException, RuntimeError, NotThePinnedFile)),
        stop=stop_after_attempt(ATTEMPTS),
        wait=PAUSE,
        reraise=True,
    )
    try:
        downloaded = attempts(_attempt, artifact, partial, advance)
    except NotThePinnedFile:
        raise EngineUnavailable(
            f"{artifact.file} came {ATTEMPTS} times with another checksum than the pinned one and was thrown "
            "away; check what stands between this machine and Maven Central, then start again."
        ) from None
    except RequestException as error:
        raise EngineUnavailable(
            "OpenSearch cannot be downloaded because Maven Central does not answer "
            f"({type(error).__name__}); check the network and start again, what has come so far is kept."
        ) from error
    except RuntimeError as error:  # jgo: every repository answered, none with the file
        raise EngineUnavailable(
            f"Maven Central has refused to send {artifact.file}; try again later, what has come is kept."
        ) from error
    for copy in copies:
        target = copy.under(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        ready = partial / f"{copy.place.replace('/', '-')}-{copy.file}"
        shutil.copyfile(downloaded, ready)
        ready.chmod(0o644)  # also readable to the account that a node started by root runs under
        ready.replace(target)


def _attempt(artifact: Artifact, partial: Path, advance: Advance) -> Path:
    """Download into the empty folder `partial`, checked. What does not pass is thrown away and uncounted."""
    from jgo.maven import MavenContext, PythonResolver  # here, for only a download needs what it brings along

    counted = 0

    @contextmanager
    def begin(_file: str, _size: int) -> Iterator[Advance]:
        def count(size: int) -> None:
            nonlocal counted
            counted += size
            advance(size)

        yield count

    shutil.rmtree(partial, ignore_errors=True)
    context = MavenContext(
        resolver=PythonResolver(progress_callback=begin),
        repo_cache=partial,
        timeout=NETWORK_TIMEOUT_SECONDS,
    )
    group, name, version = artifact.coordinate.split(":")
    try:
        path: Path = context.project(group, name).at_version(version).artifact(packaging="jar").resolve()
        if not artifact.is_at(path):
            raise NotThePinnedFile(artifact.file)
    except Exception:
        advance(-counted)
        raise
    return path
