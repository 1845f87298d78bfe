"""How the engine is, what is stored, and what was loaded last."""

from typing import Any

from opensearchpy.exceptions import NotFoundError

from domain.access import Action, Principal, require
from domain.campaigns import CUSTOMER_SERVICE_ID
from engine import Engine
from engine.handle import translated
from search import ask
from search.loads import get_loads
from search.results import IndexStatus, Status

ALIASES = (
    "customers",
    "identities",
    "records",
    "campaigns",
    "agents",
    "sessions",
    "messages",
    "logs",
    "loads",
    "jobs",
    "fields",
    "saved",
    "audit",
)
_DOCUMENTS = {
    "customers": "customers",
    "communications": "sessions",
    "messages": "messages",
    "logs": "logs",
    "campaigns": "campaigns",
    "agents": "agents",
}
"""What is counted document by document -> the alias that holds it."""
COUNTED = (*_DOCUMENTS, "participations", "loads", "conflicts")
"""Participations are without Customer Service; conflicts are keys that several customers claim."""
_LAST_LOADS = 10
_WHOLE: dict[str, Any] = {"size": 0, "track_total_hits": True}


def get_status(engine: Engine, principal: Principal) -> Status:
    """Everything the status page shows, as it is at this moment."""
    require(principal, Action.READ)
    with translated(engine.url):
        info = engine.client.info()
        health = engine.client.cluster.health()
    return Status(
        url=engine.url,
        cluster=info["cluster_name"],
        version=info["version"]["number"],
        health=health["status"],
        nodes=health["number_of_nodes"],
        indices=_indices(engine, principal),
        counts=get_counts(engine, principal),
        loads=get_loads(engine, principal, _LAST_LOADS),
    )


def get_counts(engine: Engine, principal: Principal) -> dict[str, int]:
    """How many there are of each of COUNTED; 0 where nothing is loaded yet."""
    asked = [(alias, _WHOLE) for alias in _DOCUMENTS.values()]
    asked += [("customers", participations_body()), ("loads", _loads_body()), ("identities", conflicts_body())]
    *documents, participations, loads, conflicts = ask.multi_search(engine, principal, asked)
    counts = {name: ask.total(answer) for name, answer in zip(_DOCUMENTS, documents, strict=True)}
    inner = participations.get("aggregations", {}).get("participations", {}).get("campaigns", {})
    counts["participations"] = int(inner.get("doc_count", 0))
    counts["loads"] = ask.total(loads)
    counts["conflicts"] = int(conflicts.get("aggregations", {}).get("conflicts", {}).get("value", 0))
    return counts


def participations_body() -> dict[str, Any]:
    campaigns = {"bool": {"must_not": {"term": {"participations.campaign_id": CUSTOMER_SERVICE_ID}}}}
    nested = {"nested": {"path": "participations"}, "aggs": {"campaigns": {"filter": campaigns}}}
    return {"size": 0, "track_total_hits": False, "aggs": {"participations": nested}}


def conflicts_body() -> dict[str, Any]:
    return {
        "query": {"term": {"type": "cluster"}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {"conflicts": {"sum": {"field": "conflict_count"}}},
    }


def has_data(engine: Engine, principal: Principal) -> bool:
    """True when there is at least one customer; one cheap request."""
    body = {"size": 0, "track_total_hits": 1, "terminate_after": 1}
    return ask.total(ask.search(engine, principal, "customers", body)) > 0


def _loads_body() -> dict[str, Any]:
    return {"query": {"term": {"type": "load"}}, **_WHOLE}


def _indices(engine: Engine, principal: Principal) -> tuple[IndexStatus, ...]:
    pattern = f"{engine.prefix}-*"
    with translated(engine.url):
        try:
            behind = engine.client.indices.get_alias(name=pattern)
            mappings = engine.client.indices.get_mapping(index=pattern)
            stats = engine.client.indices.stats(index=pattern, metric="store")["indices"]
        except NotFoundError:
            behind, mappings, stats = {}, {}, {}
    names = {alias: index for index, entry in behind.items() for alias in entry["aliases"]}
    # The engine's own statistics count nested parts of documents too.
    answers = ask.multi_search(engine, principal, [(alias, _WHOLE) for alias in ALIASES])
    found = []
    for name, answer in zip(ALIASES, answers, strict=True):
        alias = engine.alias(name)
        index = names.get(alias)
        meta = mappings.get(index, {}).get("mappings", {}).get("_meta", {})
        size = stats.get(index, {}).get("total", {}).get("store", {}).get("size_in_bytes", 0)
        found.append(IndexStatus(alias, index, meta.get("schema_version"), ask.total(answer), size))
    return tuple(found)
