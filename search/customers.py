"""The customers table: a box over names, phones, e-mails and IDs; exact totals, sorting and pages."""

from typing import Any

from domain.access import Principal
from domain.errors import WrongInput
from engine import Engine
from search import ask
from search.names import campaign_title
from search.participations import newest_first
from search.phones import digit_runs
from search.query import MAX_LENGTH
from search.requests import CustomersRequest
from search.results import Count, CustomerRow, CustomersPage

_FIELDS = [
    "name",
    "phones",
    "emails",
    "external_ids",
    "channels",
    "communications",
    "last_communication_at",
    "active",
    "participations.campaign_id",
    "participations.campaign",
    "participations.status",
    "participations.last_communication_at",
]
_ID_WEIGHT, _PHONE_WEIGHT, _EMAIL_WEIGHT = 100.0, 50.0, 50.0
"""Who types a whole ID, phone or e-mail means that one: above any name."""
_MAX_WILDCARD = 200


def find_customers(
    engine: Engine, principal: Principal, request: CustomersRequest, region: str | None = None
) -> CustomersPage:
    """One page of customers. `region` reads phones typed without a country code.

    Raises WrongInput beyond the first 10,000 customers.
    """
    if request.page < 1 or request.size < 0 or request.page * request.size > ask.MAX_WINDOW:
        raise WrongInput("Only the first 10,000 customers can be paged through; narrow the search.")
    answer = ask.search(engine, principal, "customers", customers_body(request, region))
    rows = tuple(_row(hit) for hit in answer["hits"]["hits"])
    return CustomersPage(Count(ask.total(answer)), rows)


def customers_body(request: CustomersRequest, region: str | None = None) -> dict[str, Any]:
    return {
        "query": customers_query(request.text, region),
        "from": (request.page - 1) * request.size,
        "size": request.size,
        "sort": _sort(request),
        "track_total_hits": True,
        "_source": _FIELDS,
    }


def customers_query(text: str, region: str | None = None) -> dict[str, Any]:
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
        in_any_namespace = {"value": "*:" + _literal(text), "case_insensitive": True}
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


def _literal(text: str) -> str:
    """Without the meaning that a wildcard query gives to some characters."""
    return "".join("\\" + c if c in "*?\\" else c for c in text)


def _sort(request: CustomersRequest) -> list[dict[str, Any]]:
    order = "desc" if request.descending else "asc"
    by_name = {"name.sort": {"order": "asc", "missing": "_last"}}
    by_id = {"customer_id": {"order": "asc"}}
    match request.sort:
        case "name":
            return [{"name.sort": {"order": order, "missing": "_last"}}, by_id]
        case "relevance":
            return [{"_score": {"order": "desc"}}, by_name, by_id]
        case _:
            return [{request.sort: {"order": order, "missing": "_last"}}, by_name, by_id]


def _row(hit: dict[str, Any]) -> CustomerRow:
    source = hit["_source"]
    participations = newest_first(source.get("participations") or [])
    campaigns = [campaign_title(p["campaign_id"], {"name": p.get("campaign")}) for p in participations]
    return CustomerRow(
        customer_id=hit["_id"],
        name=source.get("name"),
        phones=tuple(source.get("phones") or ()),
        emails=tuple(source.get("emails") or ()),
        external_ids=tuple(source.get("external_ids") or ()),
        campaigns=tuple(dict.fromkeys(campaigns)),
        statuses=tuple(dict.fromkeys(p["status"] for p in participations if p.get("status"))),
        channels=tuple(source.get("channels") or ()),
        communications=source.get("communications") or 0,
        last_communication_at=source.get("last_communication_at"),
        active=bool(source.get("active")),
    )
