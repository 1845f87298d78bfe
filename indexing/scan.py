"""Reading every document that matches, in pages, in the order of a field."""

from collections.abc import Iterator
from typing import Any

from engine import Engine
from indexing.bulk import patiently

_PAGE = 5000


def scan(
    engine: Engine,
    name: str,
    query: dict[str, Any],
    order_by: str,
    fields: list[str] | None = None,
    versions: bool = False,
) -> Iterator[dict[str, Any]]:
    """Hits ({_id, _source, …}) sorted by `order_by`; of one value, in the order in which they were written. What is
    written meanwhile may come or not, and where values repeat, come twice. With `versions`, hits have _seq_no and
    _primary_term."""
    body: dict[str, Any] = {
        "size": _PAGE,
        "query": query,
        # The second is unique in a shard, and each index has one; without it, a page that ends amid equals loses some.
        "sort": [{order_by: "asc"}, {"_seq_no": "asc"}],
        "track_total_hits": False,
        "seq_no_primary_term": versions,
    }
    if fields is not None:
        body["_source"] = fields
    while True:
        for attempt in patiently():
            with attempt:
                hits = engine.client.search(index=engine.alias(name), body=body)["hits"]["hits"]
        yield from hits
        if len(hits) < _PAGE:
            return
        body["search_after"] = hits[-1]["sort"]


def refresh(engine: Engine, *names: str) -> None:
    """Make everything written so far searchable."""
    for attempt in patiently():
        with attempt:
            engine.client.indices.refresh(index=",".join(engine.alias(name) for name in names))
