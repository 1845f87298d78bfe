"""The handle on OpenSearch: a client, an index prefix, and one place that translates the driver's errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as DriverConnectionError
from opensearchpy.exceptions import OpenSearchException, TransportError
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
        return cls(client, prefix, url)

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


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn the driver's errors into EngineUnavailable with a sentence that names the likely cause."""
    try:
        yield
    except DriverConnectionError as error:
        raise EngineUnavailable(
            f"OpenSearch does not answer at {url}. If it is the local node, run 'python -m engine start'."
        ) from error
    except TransportError as error:
        if error.status_code in (429, 502, 503, 504):
            raise EngineUnavailable(f"OpenSearch at {url} is overloaded or starting; try again.") from error
        raise
    except OpenSearchException as error:
        raise EngineUnavailable(f"OpenSearch at {url} gave an answer that cannot be read: {error}.") from error
