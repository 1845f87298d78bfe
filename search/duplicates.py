"""Possible duplicates: customers that may be one person, found by the engine, weighed here, never merged by themselves.

The engine is asked for values that two to a few customers share (a name with a birth date, a phone, an e-mail, an
address, the first part of an e-mail address); only these customers are read and compared.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask
from search.brief import FIELDS, Brief, brief
from search.identity import apart
from search.likeness import LOCAL_PART, Pair, rank
from search.people import living

PAGE_SIZE = 20
CROWD = 6
"""A value that more customers share tells nothing about any two of them."""
_MOST_VALUES = 1000
_MOST_CLAUSES = 1000
"""A query may have 1,024."""
_MOST_READ = _MOST_VALUES * CROWD
_SECONDS = 180
_ONE_PASS = 2_000_000_000
"""A limit beyond any index, for what it brings about: one thread counts. Several count by segments, and drop values of
which each segment has one: of 19 pairs in a million customers they found 1."""
_SCRIPT = (
    "def out = []; for (e in doc['emails']) { int i = e.indexOf('@'); if (i >= params.least) "
    "{ out.add(e.substring(0, i)); } } return out;"
)


@dataclass(frozen=True)
class DuplicatesPage:
    """`exact` False: there may be more than `total`, as only so many shared values are looked at."""

    total: int
    exact: bool
    pairs: tuple[Pair, ...]


def possible_duplicates(engine: Engine, principal: Principal, page: int = 1) -> DuplicatesPage:
    """The likeliest first; pairs that a person keeps apart are left out. `page` counts from 1."""
    found, exact = candidates(engine, principal)
    return page_of(engine, principal, found, exact, page)


def candidates(engine: Engine, principal: Principal) -> tuple[tuple[Pair, ...], bool]:
    """All pairs that the engine finds, ranked, whatever was decided; and whether that is all of them. Of a million
    customers this takes some seconds."""
    answers = ask.multi_search(
        engine, principal, [("customers", _shared(way)) for way in _WAYS], request_timeout=_SECONDS
    )
    asked, exact = [], True
    for way, answer in zip(_WAYS, answers, strict=True):
        buckets = answer.get("aggregations", {}).get("shared", {}).get("buckets", [])
        exact = exact and len(buckets) < _MOST_VALUES
        values = [bucket["key"] for bucket in buckets if bucket["doc_count"] <= CROWD]
        at_once = _MOST_CLAUSES // len(way.fields)
        asked += [(way, values[start : start + at_once]) for start in range(0, len(values), at_once)]
    bodies = [("customers", _members(way.query(values))) for way, values in asked]
    groups: list[list[Brief]] = []
    for (way, values), answer in zip(asked, ask.multi_search(engine, principal, bodies) if bodies else [], strict=True):
        hits = answer["hits"]["hits"]
        exact = exact and len(hits) == ask.total(answer)
        groups += way.grouped(hits, values)
    return rank(groups), exact


def duplicates_of(engine: Engine, principal: Principal, customer_id: str) -> tuple[Pair, ...]:
    """Who may be the same person as this customer, who is the first of each pair. Raises NotFound."""
    found = living(engine, principal, customer_id)
    me = brief(found.customer_id, found.source)
    shared: list[dict[str, Any]] = []
    if me.phones:
        shared.append({"terms": {"phones": list(me.phones)}})
    if me.emails:
        shared.append({"terms": {"emails": list(me.emails)}})
        locals_ = [part for email in me.emails if len(part := email.partition("@")[0]) >= LOCAL_PART]
        shared += [{"prefix": {"emails": f"{part}@"}} for part in locals_]
    if me.name:
        named: list[dict[str, Any]] = [{"match": {"name": {"query": me.name, "operator": "and", "fuzziness": "AUTO"}}}]
        shared += [
            {"bool": {"filter": [*named, {"term": {f"contact.{id}": me.contact[id]}}]}}
            for id in _SAME
            if id in me.contact
        ]
    if not shared:
        return ()
    query = {
        "bool": {"should": shared, "minimum_should_match": 1, "must_not": [{"term": {"customer_id": me.customer_id}}]}
    }
    answer = ask.search(engine, principal, "customers", {"query": query, "size": 50, "_source": FIELDS})
    pairs = rank([me, brief(hit["_id"], hit["_source"])] for hit in answer["hits"]["hits"])
    kept = apart(engine, principal, [me.customer_id, *(hit["_id"] for hit in answer["hits"]["hits"])])
    mine = [pair for pair in pairs if frozenset((pair.one.customer_id, pair.other.customer_id)) not in kept]
    return tuple(p if p.one == me else Pair(p.other, p.one, p.reasons, p.score) for p in mine)


_SAME = ("birth_date", "street")
"""Contact fields that with a similar name are worth a look."""


def page_of(engine: Engine, principal: Principal, found: Iterable[Pair], exact: bool, page: int) -> DuplicatesPage:
    """A page of candidates that nobody has decided about and who both still live."""
    pairs = list(found)
    ids = list(dict.fromkeys(id for p in pairs for id in (p.one.customer_id, p.other.customer_id)))
    kept = apart(engine, principal, ids)
    alive = {
        id
        for _, id in ask.documents(engine, principal, [("customers", id) for id in ids], {"customers": ["customer_id"]})
    }
    left = [
        pair
        for pair in pairs
        if frozenset(both := (pair.one.customer_id, pair.other.customer_id)) not in kept and alive.issuperset(both)
    ]
    start = (page - 1) * PAGE_SIZE
    return DuplicatesPage(len(left), exact, tuple(left[start : start + PAGE_SIZE]))


@dataclass(frozen=True)
class _Way:
    """A way to find candidates: by values of which fields (or of a script), and how to find who has them, with at most
    one clause a field and value."""

    fields: tuple[str, ...]
    query: Callable[[list[Any]], dict[str, Any]]
    values_of: Callable[[dict[str, Any]], list[Any]]
    by_script: bool = False

    def grouped(self, hits: list[dict[str, Any]], values: list[Any]) -> list[list[Brief]]:
        """Those who share each value."""
        wanted = {tuple(v) if isinstance(v, list) else v for v in values}
        groups: dict[Any, list[Brief]] = defaultdict(list)
        for hit in hits:
            person = brief(hit["_id"], hit["_source"])
            for value in self.values_of(hit):
                if value in wanted:
                    groups[value].append(person)
        return list(groups.values())


def _every_of(fields: tuple[str, ...]) -> Callable[[list[Any]], dict[str, Any]]:
    def query(values: list[Any]) -> dict[str, Any]:
        each = [[{"term": {field: value}} for field, value in zip(fields, v, strict=True)] for v in values]
        return {"bool": {"should": [{"bool": {"filter": clauses}} for clauses in each]}}

    return query


def _doc_values(fields: tuple[str, ...]) -> Callable[[dict[str, Any]], list[Any]]:
    def values(hit: dict[str, Any]) -> list[Any]:
        found = [hit.get("fields", {}).get(field, [None])[0] for field in fields]
        return [tuple(found)] if None not in found else []

    return values


_BORN = ("name.sort", "contact.birth_date")
_LIVING_AT = ("contact.street.folded", "contact.postcode")
_WAYS = (
    _Way(_BORN, _every_of(_BORN), _doc_values(_BORN)),
    _Way(("phones",), lambda v: {"terms": {"phones": v}}, lambda hit: hit["_source"].get("phones") or []),
    _Way(("emails",), lambda v: {"terms": {"emails": v}}, lambda hit: hit["_source"].get("emails") or []),
    _Way(_LIVING_AT, _every_of(_LIVING_AT), _doc_values(_LIVING_AT)),
    _Way(
        ("emails",),
        lambda v: {"bool": {"should": [{"prefix": {"emails": f"{part}@"}} for part in v]}},
        lambda hit: [email.partition("@")[0] for email in hit["_source"].get("emails") or []],
        by_script=True,
    ),
)


def _shared(way: _Way) -> dict[str, Any]:
    """Values that at least two customers share."""
    # Those shared by the fewest come first, so that crowds push nobody out.
    least = {"min_doc_count": 2, "shard_min_doc_count": 2}
    some: dict[str, Any] = {**least, "size": _MOST_VALUES, "order": {"_count": "asc"}}
    if way.by_script:
        script = {"source": _SCRIPT, "params": {"least": LOCAL_PART}}
        found = {"terms": {"script": script, **some}}
    elif len(way.fields) == 1:
        found = {"terms": {"field": way.fields[0], **some}}
    else:
        found = {"multi_terms": {"terms": [{"field": field} for field in way.fields], **some}}
    has_them = [{"exists": {"field": field.removesuffix(".sort").removesuffix(".folded")}} for field in way.fields]
    body: dict[str, Any] = {"size": 0, "query": {"bool": {"filter": has_them}}, "aggs": {"shared": found}}
    return body | {"terminate_after": _ONE_PASS}


def _members(query: dict[str, Any]) -> dict[str, Any]:
    fields = sorted({field for way in _WAYS if len(way.fields) > 1 for field in way.fields})
    body = {"size": _MOST_READ, "query": query, "track_total_hits": True}
    return body | {"_source": FIELDS, "docvalue_fields": fields}
