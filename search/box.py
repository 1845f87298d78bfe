"""The box above the list of customers: a name, a phone in any notation, an e-mail or an ID -> a query."""

from typing import Any

from domain.errors import WrongInput
from search.conditions.texts import literal
from search.phones import digit_runs
from search.query import MAX_LENGTH

_ID_WEIGHT, _PHONE_WEIGHT, _EMAIL_WEIGHT = 100.0, 50.0, 50.0
"""Who types a whole ID, phone or e-mail means that one: above any name."""
_MAX_WILDCARD = 200


def box_query(text: str, region: str | None = None) -> dict[str, Any]:
    """Whom the box finds: all words begin words of the name or e-mail; or part of a phone, the beginning of an
    e-mail, or a whole ID."""
    text = " ".join(text.split())
    if len(text) > MAX_LENGTH:
        raise WrongInput(f"A search can have {MAX_LENGTH:,} characters at most; shorten it.")
    if not text:
        return {"match_all": {}}
    ways: list[dict[str, Any]] = [
        _constant({"term": {"customer_id": text}}, _ID_WEIGHT),
        _constant({"term": {"absorbed_ids": text}}, _ID_WEIGHT),
        _constant({"term": {"external_ids": {"value": text, "case_insensitive": True}}}, _ID_WEIGHT),
    ]
    if len(text) <= _MAX_WILDCARD:
        in_any_namespace = {"value": "*:" + literal(text), "case_insensitive": True}
        ways.append(_constant({"wildcard": {"external_ids": in_any_namespace}}, _ID_WEIGHT))
    ways += [_constant({"match_phrase": {"phones.digits": run}}, _PHONE_WEIGHT) for run in digit_runs(text, region)]
    if "@" in text:
        ways.append(_constant({"prefix": {"emails": text.casefold()}}, _EMAIL_WEIGHT))
    else:
        words = {"query": text, "type": "cross_fields", "operator": "and"}
        ways.append({"multi_match": {**words, "fields": ["name.prefix^3", "emails.prefix"]}})
    return {"bool": {"should": ways, "minimum_should_match": 1}}


def _constant(query: dict[str, Any], weight: float) -> dict[str, Any]:
    return {"constant_score": {"filter": query, "boost": weight}}
