"""The handle on OpenSearch: a client, an index prefix, and one place that translates the driver's errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import orjson
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as DriverConnectionError
from opensearchpy.exceptions import OpenSearchException, SSLError, TransportError
from opensearchpy.serializer import JSONSerializer

from domain.errors import EngineUnavailable


class OrjsonSerializer(JSONSerializer):
    """The driver's JSON, three to five times faster."""

    def loads(self, s: str | bytes) -> Any:
        return orjson.loads(s)

    def dumps(self, data: Any) -> Any:
        if isinstance(data, str | bytes):
            return data
        return orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode()


@dataclass(frozen=True)
class Engine:
    """A connected OpenSearch and the prefix of our aliases in it. Safe to share between threads."""

    client: OpenSearch
    prefix: str
    url: str
    """For people: without a password."""

    @classmethod
    def at(cls, url: str, prefix: str, timeout_seconds: float = 30) -> "Engine":
        """A handle on the OpenSearch at `url`; nothing is sent yet."""
        client = OpenSearch(
            hosts=[url],
            timeout=timeout_seconds,
            maxsize=16,
            serializer=OrjsonSerializer(),
            max_retries=0,
            http_compress=False,
        )
        return cls(client, prefix, without_password(url))

    def alias(self, name: str) -> str:
        """The alias of an index of ours: `messages` -> `open360-messages`."""
        return f"{self.prefix}-{name}"

    def search(self, name: str, body: dict[str, Any], **params: Any) -> dict[str, Any]:
        """One search on one of our aliases. Raises EngineUnavailable when OpenSearch is away."""
        with translated(self.url):
            answer: dict[str, Any] = self.client.search(index=self.alias(name), body=body, params=params)
        return answer

    def get(self, name: str, document_id: str) -> dict[str, Any] | None:
        """The source of one document by its ID, also before a refresh; None when there is none."""
        with translated(self.url):
            answer = self.client.get(index=self.alias(name), id=document_id, params={"ignore": 404})
        return answer.get("_source") if answer.get("found") else None


def without_password(url: str) -> str:
    """The address without the user and password that it may hold, so that it can be shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def is_full(reason: str) -> bool:
    """Whether OpenSearch refused a write, with this reason, because its disk is nearly full: not worth a retry."""
    return "disk usage exceeded" in reason or "create-index blocked" in reason


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn the driver's errors into EngineUnavailable with a sentence that names the likely cause."""
    try:
        yield
    except SSLError as error:
        raise EngineUnavailable(
            f"The certificate of OpenSearch at {url} is not trusted; name the file of its authority in SSL_CERT_FILE."
        ) from error
    except DriverConnectionError as error:
        raise EngineUnavailable(
            f"OpenSearch does not answer at {url}. If it is the local node, run 'python -m engine start'."
        ) from error
    except TransportError as error:
        if is_full(str(error)):
            raise EngineUnavailable(
                f"The disk of OpenSearch at {url} is nearly full, so nothing more is written: "
                "free some space; writing works again some seconds later."
            ) from error
        if error.status_code in (429, 502, 503, 504):
            raise EngineUnavailable(f"OpenSearch at {url} is overloaded or starting; try again.") from error
        raise
    except OpenSearchException as error:
        raise EngineUnavailable(f"OpenSearch at {url} gave an answer that cannot be read: {error}.") from error
