"""What refers to deleted customers among the identities: redirects, moves and bonds."""

from collections.abc import Iterable

from engine import Engine
from indexing import bulk
from indexing.removal import Query, count_of, delete_matching
from indexing.scan import refresh

_UNNAME = """
for (name in ['from_id', 'to_id']) {
  if (params.ids.contains(ctx._source[name])) { ctx._source[name] = '' }
}
if (ctx._source.customer_ids != null) { ctx._source.customer_ids.removeIf(id -> params.ids.contains(id)) }
def details = ctx._source.body?.details;
if (details != null) {
  for (name in ['people', 'also']) {
    if (details[name] != null) { details[name].removeIf(person -> params.ids.contains(person.customer_id)) }
  }
}
"""
"""Takes the deleted out of what is about others too: moves, and bonds of a decision about several people."""


def take_references(engine: Engine, customer_ids: list[str], identity_ids: Iterable[str]) -> None:
    """Take them out. Those that are about somebody else too stay, without the deleted."""
    refresh(engine, "identities")
    delete_matching(engine, "identities", _about(customer_ids, identity_ids))
    for attempt in bulk.patiently():
        with attempt:
            engine.client.update_by_query(
                index=engine.alias("identities"),
                body={
                    "query": _mentioning(customer_ids),
                    "script": {"source": _UNNAME, "params": {"ids": customer_ids}},
                },
                params={"conflicts": "proceed", "refresh": "true", "request_timeout": 600},
            )


def references_left(engine: Engine, customer_ids: list[str], identity_ids: Iterable[str]) -> int:
    """How many there are; needs a refresh."""
    queries = (_about(customer_ids, identity_ids), _mentioning(customer_ids))
    return sum(count_of(engine, "identities", query) for query in queries)


def _about(customer_ids: list[str], identity_ids: Iterable[str]) -> Query:
    identities = [{"terms": {"type": ["move", "bond"]}}, {"terms": {"origin_id": sorted(identity_ids)}}]
    ids = [{"terms": {name: customer_ids}} for name in ("from_id", "to_id")]
    redirects = [{"term": {"type": "redirect"}}, {"bool": {"should": ids}}]
    return {"bool": {"should": [{"bool": {"filter": identities}}, {"bool": {"filter": redirects}}]}}


def _mentioning(customer_ids: list[str]) -> Query:
    named = [{"terms": {name: customer_ids}} for name in ("from_id", "to_id", "customer_ids")]
    return {"bool": {"should": named, "minimum_should_match": 1, "must_not": [{"term": {"type": "deletion"}}]}}
