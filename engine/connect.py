"""From settings to a handle on OpenSearch: the one they name, or the local node."""

from functools import lru_cache

from opensearchpy.exceptions import TransportError

from domain.errors import WrongInput
from engine.handle import Engine, translated
from engine.node import start
from settings import Settings

NEEDED_MAJOR = 3


def connect(settings: Settings) -> Engine:
    """A handle on OpenSearch that answered just now.

    Starts the local node when it is down, unless OPEN360_OPENSEARCH_URL names another: then nothing is started.
    Raises EngineUnavailable, and WrongInput for an address that is not OpenSearch.
    """
    if settings.opensearch_url is None:
        return _engine(str(start(settings).url), settings.index_prefix, settings.request_timeout_seconds)
    engine = _engine(settings.opensearch_url, settings.index_prefix, settings.request_timeout_seconds)
    _require_opensearch(engine)
    return engine


@lru_cache(maxsize=8)
def _engine(url: str, prefix: str, timeout_seconds: float) -> Engine:
    """One client an address in a process, as each holds connections."""
    return Engine.at(url, prefix, timeout_seconds)


def _require_opensearch(engine: Engine) -> None:
    try:
        with translated(engine.url):
            version = engine.client.info()["version"]
            suits = version.get("distribution") == "opensearch" and int(version["number"].split(".")[0]) >= NEEDED_MAJOR
    except (TransportError, KeyError, TypeError, ValueError, AttributeError):
        suits = False
    if not suits:
        raise WrongInput(f"OPEN360_OPENSEARCH_URL: {engine.url} is not an OpenSearch {NEEDED_MAJOR} that lets us in.")
