"""From settings to a handle on OpenSearch: the one they name, or the local node."""

from functools import lru_cache
from urllib.parse import urlsplit

from opensearchpy.exceptions import SerializationError, TransportError

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
    _require_address(settings.opensearch_url)
    engine = _engine(settings.opensearch_url, settings.index_prefix, settings.request_timeout_seconds)
    _require_opensearch(engine)
    return engine


@lru_cache(maxsize=8)
def _engine(url: str, prefix: str, timeout_seconds: float) -> Engine:
    """One client an address in a process, as each holds connections."""
    return Engine.at(url, prefix, timeout_seconds)


def _require_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        is_address = False
    if not is_address:  # not repeated, as it may hold a password
        raise WrongInput("OPEN360_OPENSEARCH_URL is not an address: write it like https://search.example.com:9200.")


def _require_opensearch(engine: Engine) -> None:
    try:
        with translated(engine.url):
            major = _major(engine)
    except TransportError as error:
        if error.status_code in (401, 403):
            raise WrongInput(
                f"OpenSearch at {engine.url} refuses the user and password: write them into "
                "OPEN360_OPENSEARCH_URL, like https://user:password@search.example.com:9200."
            ) from error
        major = 0
    if major < NEEDED_MAJOR:
        raise WrongInput(
            f"What answers at {engine.url} is not OpenSearch {NEEDED_MAJOR}: correct OPEN360_OPENSEARCH_URL, "
            "or unset it to use the local node."
        )


def _major(engine: Engine) -> int:
    """The first number of its version; 0 for what is no OpenSearch."""
    try:
        version = engine.client.info()["version"]
        return int(version["number"].split(".")[0]) if version["distribution"] == "opensearch" else 0
    except (SerializationError, KeyError, TypeError, ValueError):
        return 0
