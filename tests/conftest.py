"""What every test stands on: a real OpenSearch, and indices of this run alone, taken away at its end.

`engine` is the handle of the whole run (one a worker); `fresh_engine` has a prefix of its own for one test.
Programs that a test starts find the same node and prefix in their environment. What is missing fails.
"""

import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from engine import Engine, node
from engine.artifacts import fetch
from engine.connect import connect
from engine.layout import Layout
from settings import Settings, get_settings

KEPT = ("OPEN360_HOME", "OPEN360_OPENSEARCH_URL", "OPEN360_HEAP_MB")
"""Settings of the user's that say where to test; any other would change what is tested."""
PREFIX = "test-"
FORGOTTEN_SECONDS = 6 * 3600


@pytest.fixture(scope="session")
def shared_home() -> Path:
    """OPEN360_HOME as the user has it, whose node and downloaded files the tests share."""
    return Settings().home


@pytest.fixture(scope="session")
def node_url() -> str:
    """The address of a running OpenSearch: the one that the settings name, else the local node, started if need be."""
    engine = connect(Settings())
    _remove_indices(engine, f"{PREFIX}*", made_before=time.time() - FORGOTTEN_SECONDS)
    return Settings().opensearch_url or engine.url


@pytest.fixture(scope="session")
def settings(node_url: str, testrun_uid: str, worker_id: str) -> Iterator[Settings]:
    """The settings of this run; they are also in the environment, for `get_settings` and for programs."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("OPEN360_") and name not in KEPT]:
            environment.delenv(name)
        environment.setenv("OPEN360_OPENSEARCH_URL", node_url)
        environment.setenv("OPEN360_INDEX_PREFIX", f"{PREFIX}{testrun_uid[:8]}-{worker_id}")
        get_settings.cache_clear()
        yield get_settings()
        get_settings.cache_clear()


@pytest.fixture(scope="session")
def engine(settings: Settings) -> Iterator[Engine]:
    """The handle of this run. Its indices, and those of every `fresh_engine`, go when the run ends."""
    engine = connect(settings)
    yield engine
    _remove_indices(engine, f"{engine.prefix}-*")


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def fresh_engine(engine: Engine, _numbers: Iterator[int]) -> Iterator[Engine]:
    """A handle with a prefix that nothing was written under; its indices go when the test ends."""
    fresh = replace(engine, prefix=f"{engine.prefix}-{next(_numbers)}")
    yield fresh
    _remove_indices(fresh, f"{fresh.prefix}-*")


@pytest.fixture
def engines(engine: Engine, _numbers: Iterator[int]) -> Iterator[Callable[[], Engine]]:
    """Makes handles with a prefix of their own each; their indices go when the test ends."""
    made: list[Engine] = []

    def make() -> Engine:
        made.append(replace(engine, prefix=f"{engine.prefix}-{next(_numbers)}"))
        return made[-1]

    yield make
    for one in made:
        _remove_indices(one, f"{one.prefix}-*")


def _remove_indices(engine: Engine, names: str, made_before: float | None = None) -> None:
    rows = engine.client.cat.indices(
        index=names, params={"format": "json", "h": "index,creation.date", "expand_wildcards": "all"}
    )
    for row in rows:
        if made_before is None or int(row["creation.date"]) / 1000 < made_before:
            engine.client.indices.delete(index=row["index"], params={"ignore_unavailable": "true"})


@pytest.fixture(scope="session")
def opensearch_files(node_url: str, shared_home: Path) -> Path:
    """The downloaded files of OpenSearch, checked; never write into one, as they are shared."""
    layout = Layout(shared_home)
    layout.home.mkdir(parents=True, exist_ok=True)
    with FileLock(layout.lock):
        fetch(layout.opensearch)
    return layout.opensearch


@pytest.fixture
def own_node(opensearch_files: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings with an empty home of its own, for tests that start, end and break a node.

    The files of OpenSearch are there, linked, so nothing is downloaded. The environment names the home too.
    """
    for name in [name for name in os.environ if name.startswith("OPEN360_")]:
        monkeypatch.delenv(name)
    home = Path(tempfile.mkdtemp(prefix="open360-test-"))
    monkeypatch.setenv("OPEN360_HOME", str(home))
    monkeypatch.setenv("OPEN360_HEAP_MB", "512")
    shutil.copytree(opensearch_files, Layout(home).opensearch, copy_function=_link)
    own = Settings()
    yield own
    node.stop(own)
    shutil.rmtree(Layout(home).node)
    shutil.rmtree(home)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copyfile(source, target)
