"""A customer's profile, read by ID: what is known, from where, and in which campaigns."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from domain.access import Principal
from domain.contact import CONTACT_FIELDS, PLAIN_FIELDS
from engine import Engine
from search import ask
from search.participations import newest_first, own_fields, participation, texts, titled
from search.people import living
from search.reach import messengers
from search.results import ContactField, Product, Profile, Source

_KEYS = {"name": "name", "phones": "phone", "emails": "email", "external_ids": "external_id"}
"""Field of a customer document -> the contact field it holds."""
_MOST_EDITS = 1000


def get_profile(engine: Engine, principal: Principal, customer_id: str) -> Profile:
    """The living customer behind an ID. Raises NotFound when there is none."""
    found = living(engine, principal, customer_id)
    titles = _field_titles(engine, principal, found.source)
    profile = parse_profile(found.customer_id, found.source, titles)
    if profile.emptied or any(source.kind == "manual" for field in profile.contact for source in field.sources):
        profile = replace(profile, by_hand=_by_hand(engine, principal, found.ids))
    if not profile.phones and not profile.emails:
        profile = replace(profile, messengers=messengers(engine, principal, found.ids))
    return profile


def parse_profile(customer_id: str, source: dict[str, Any], titles: dict[tuple[str, str], str]) -> Profile:
    """`titles` of the users' own fields: (where, field ID) -> title."""
    in_campaigns = _titles_of(titles, "participation")
    of_products = _titles_of(titles, "product")
    contact = tuple(_contact(source, _titles_of(titles, "contact")))
    participations = newest_first(source.get("participations") or [])
    return Profile(
        customer_id=customer_id,
        name=source.get("name"),
        contact=tuple(field for field in contact if field.values),
        participations=tuple(participation(entry, in_campaigns) for entry in participations),
        products=tuple(
            Product(
                entry["name"],
                entry.get("campaign"),
                titled(own_fields(entry), of_products),
                entry.get("source"),
                entry.get("fetched_at"),
            )
            for entry in source.get("products") or ()
        ),
        communications=source.get("communications") or 0,
        last_communication_at=source.get("last_communication_at"),
        phones=tuple(source.get("phones") or ()),
        emails=tuple(source.get("emails") or ()),
        emptied=tuple(field for field in contact if not field.values),
    )


def _contact(source: dict[str, Any], titles: dict[str, str]) -> Iterable[ContactField]:
    """Name and keys, then known contact fields, then users' own, the last by title; filled ones, and those that were
    emptied by hand, without values."""
    provenance = source.get("provenance") or {}

    def field(field_id: str, title: str, value: Any) -> Iterable[ContactField]:
        sources = tuple(_source(entry) for entry in provenance.get(field_id) or ())
        if (values := texts(value)) or (sources and sources[0].kind == "manual" and not sources[0].value):
            yield ContactField(field_id, title, values, sources or (Source(values[0], "unknown", "", None),))

    for key, known in _KEYS.items():
        yield from field(key, CONTACT_FIELDS[known].title, source.get(key))
    plain = source.get("contact") or {}
    for name in PLAIN_FIELDS:
        yield from field(f"contact.{name}", CONTACT_FIELDS[name].title, plain.get(name))
    filled = own_fields(source)
    told = (id.removeprefix("fields.") for id in provenance if id.startswith("fields."))
    own = [(titles.get(id, id), id, filled.get(id)) for id in dict.fromkeys((*filled, *told))]
    for title, field_id, value in sorted(own, key=lambda entry: (entry[0].casefold(), entry[1])):
        yield from field(f"fields.{field_id}", title, value)


def _source(entry: dict[str, Any]) -> Source:
    return Source(str(entry["value"]), entry.get("kind") or "unknown", entry.get("name") or "", entry.get("at"))


def _by_hand(engine: Engine, principal: Principal, customer_ids: tuple[str, ...]) -> frozenset[str]:
    """The fields that somebody gave a value, or emptied, by hand."""
    edits = [{"term": {"kind": "edit"}}, {"term": {"current": True}}, {"terms": {"customer_id": list(customer_ids)}}]
    body = {"query": {"bool": {"filter": edits}}, "size": _MOST_EDITS, "_source": ["field"], "track_total_hits": False}
    hits = ask.search(engine, principal, "records", body)["hits"]["hits"]
    return frozenset(hit["_source"]["field"] for hit in hits)


def _field_titles(engine: Engine, principal: Principal, source: dict[str, Any]) -> dict[tuple[str, str], str]:
    told = (id.removeprefix("fields.") for id in source.get("provenance") or {} if id.startswith("fields."))
    wanted = {("contact", one) for one in (*own_fields(source), *told)}
    for where, entries in (("participation", "participations"), ("product", "products")):
        wanted |= {(where, one) for entry in source.get(entries) or () for one in own_fields(entry)}
    keys = {("fields", f"{where}:{field_id}"): (where, field_id) for where, field_id in sorted(wanted)}
    found = ask.documents(engine, principal, keys)
    named = {keys[key]: entry.get("own_title") or entry.get("title") for key, entry in found.items()}
    return {key: title for key, title in named.items() if title}


def _titles_of(titles: dict[tuple[str, str], str], where: str) -> dict[str, str]:
    return {field_id: title for (place, field_id), title in titles.items() if place == where}
