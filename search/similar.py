"""While somebody new is typed: who might be the same person already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.access import Principal
from domain.contact import normal_email, normal_phone
from engine import Engine
from search import ask
from search.phones import digit_runs

_ID, _EMAIL, _PHONE, _DIGITS, _NAME = 400.0, 300.0, 200.0, 20.0, 10.0
"""The same key says more than a name alike; among keys the strongest first, as when records join."""
_MIN_DIGITS = 6
"""Fewer digits of a phone that is being typed are in too many numbers."""


@dataclass(frozen=True)
class Similar:
    """`why` says what is alike: "same phone", "similar name"; `certain` when they share a key."""

    customer_id: str
    name: str | None
    why: str
    certain: bool = False


def similar_customers(
    engine: Engine,
    principal: Principal,
    values: Mapping[str, tuple[str, ...]],
    region: str | None = None,
    size: int = 5,
) -> tuple[Similar, ...]:
    """Customers with one of the same keys, then those with a similar name; `values` by field as typed so far."""
    ways = _ways(values, region)
    if not ways:
        return ()
    body = {
        "query": {"bool": {"should": ways, "minimum_should_match": 1}},
        "size": size,
        "sort": [{"_score": "desc"}, {"name.sort": {"order": "asc", "missing": "_last"}}, {"customer_id": "asc"}],
        "_source": ["name"],
        "track_total_hits": False,
    }
    hits = ask.search(engine, principal, "customers", body)["hits"]["hits"]
    return tuple(_similar(hit) for hit in hits)


def _ways(values: Mapping[str, tuple[str, ...]], region: str | None) -> list[dict[str, Any]]:
    texts = {field: [text.strip() for text in typed if text.strip()] for field, typed in values.items()}
    emails = [email for text in texts.get("emails", []) if (email := normal_email(text))]
    phones = [phone for text in texts.get("phones", []) if (phone := normal_phone(text, region))]
    runs = [run for text in texts.get("phones", []) for run in digit_runs(text, region) if len(run) >= _MIN_DIGITS]
    ids = [{"value": text, "case_insensitive": True} for text in texts.get("external_ids", [])]
    alike = {
        "same customer ID": (_ID, [{"term": {"external_ids": id}} for id in ids]),
        "same e-mail": (_EMAIL, [{"term": {"emails": email}} for email in emails]),
        "same phone": (_PHONE, [{"term": {"phones": phone}} for phone in phones]),
        "similar phone": (_DIGITS, [{"match_phrase": {"phones.digits": run}} for run in runs]),
        "similar name": (_NAME, [_name_alike(text[:1000]) for text in texts.get("name", [])]),
    }
    # Of several queries of one name OpenSearch tells only the last, so each name stands over all of its own.
    return [_constant({"bool": {"should": some}}, weight, why) for why, (weight, some) in alike.items() if some]


def _name_alike(text: str) -> dict[str, Any]:
    """All words begin words of the name, or are one typo away from them where they have five letters or more."""
    spelt = {"query": text, "operator": "and"}
    return {
        "bool": {
            "should": [
                {"match": {"name.prefix": spelt}},
                {"match": {"name": spelt | {"fuzziness": "AUTO:5,20"}}},
            ]
        }
    }


def _constant(query: dict[str, Any], weight: float, why: str) -> dict[str, Any]:
    return {"constant_score": {"filter": query, "boost": weight, "_name": why}}


def _similar(hit: dict[str, Any]) -> Similar:
    why = hit["matched_queries"]
    strongest = next(
        w for w in ("same customer ID", "same e-mail", "same phone", "similar phone", "similar name") if w in why
    )
    told = [w for w in dict.fromkeys([strongest, *sorted(why)]) if not (w == "similar phone" and "same phone" in why)]
    return Similar(hit["_id"], hit["_source"].get("name"), ", ".join(told), strongest.startswith("same"))
