"""Stored records and sessions -> statements for the fold. Pure."""

from collections.abc import Iterator
from typing import Any

from domain.contact import PLAIN_FIELDS, normal_email, normal_phone
from domain.fold import Product, Rank, Statement
from domain.texts import text_of
from indexing.rows import merged_values

SESSION_FIELDS = [
    "session_id",
    "customer_id",
    "customer_number",
    "campaign_id",
    "channel",
    "status",
    "started_at",
    "last_message_at",
    "begun_at",
    "load_id",
    "agent_id",
    "results",
    "customer",
    "products",
]
"""What the fold reads of a session."""


def contact_value_id(field_id: str) -> str:
    """Where a contact field stands in the customer document: `contact.city`, `fields.ID`, `name`."""
    if field_id == "name":
        return "name"
    return f"contact.{field_id}" if field_id in PLAIN_FIELDS else f"fields.{field_id}"


def statements_of(record_id: str, record: dict[str, Any]) -> Iterator[Statement]:
    """Of a current record that says who somebody is: of an upload, or by hand."""
    if record["kind"] == "edit":
        yield from _edit_statements(record_id, record)
    else:
        yield record_statement(record_id, record)


def record_statement(record_id: str, record: dict[str, Any]) -> Statement:
    """Of an upload's record: all its rows together."""
    told = merged_values(record["rows"])
    participation = {
        "status": told.get("status"),
        "stage": told.get("stage"),
        "loaded_at": told.get("loaded_at"),
        "summary": told.get("summary"),
        "fields": told.get("fields", {}),
    }
    return Statement(
        record_id=record_id,
        rank=Rank(record["rank"]),
        at=record["at"],
        source=record["file_name"],
        load_id=record["load_id"],
        values=_values(told),
        keys={name: tuple(found) for name, found in _keys(told).items()},
        campaign_id=record["campaign_id"],
        participation=participation,
        products=tuple(Product(p["name"], p.get("fields", {})) for p in told.get("products", [])),
    )


def _edit_statements(record_id: str, record: dict[str, Any]) -> Iterator[Statement]:
    """What was typed by hand, what had been typed before, and the keys of the identity that it is anchored to: where
    no other record is left, these still say who it is about."""
    values = record["values"]
    kept = {name: tuple(found) for name, found in _keys(values["anchor"]).items()}
    yield _manual(record_id, record, record, Rank.KEPT, keys=kept)
    field = record["field"]
    if field == "participation":
        told = {name: values.get(name) for name in ("status", "stage", "loaded_at")}
        yield _manual(record_id, record, record, campaign_id=record["campaign_id"], participation=told)
    elif field == "keys":
        yield _manual(record_id, record, record, keys={n: tuple(found) for n, found in values["keys"].items()})
    else:
        for version in (values | {"at": record["at"], "by": record["by"]}, *values.get("earlier", [])):
            texts = tuple(version["texts"])
            if field in ("phones", "emails", "external_ids"):
                yield _manual(record_id, record, version, keys={field: texts}, whole=frozenset({field}))
            else:
                yield _manual(record_id, record, version, values={field: texts[0] if texts else ""})


def _manual(
    record_id: str, record: dict[str, Any], version: dict[str, Any], rank: Rank = Rank.MANUAL, **told: Any
) -> Statement:
    return Statement(record_id, rank, version["at"], version["by"], record.get("load_id", ""), **told)


def products_statement(record_id: str, record: dict[str, Any]) -> Statement:
    """Of what a product system told: the customer's products as a whole."""
    return Statement(
        record_id=record_id,
        rank=Rank(record["rank"]),
        at=record["at"],
        source=record["file_name"],
        load_id="",
        products=tuple(Product(p["name"], p.get("fields", {})) for p in record["values"]),
        fetched_at=record["at"],
    )


def session_statement(session: dict[str, Any], enriching: dict[str, dict[str, str]]) -> Statement:
    """Of a session: its customer block, and filled results whose agent says which contact field they enrich."""
    told = session.get("customer", {})
    values = _values(told)
    keys = _keys(told)
    results = session.get("results") or {}
    for result_id, field_id in enriching.get(session.get("agent_id", ""), {}).items():
        value = text_of(results.get(result_id))
        if not value:
            continue
        if field_id == "phone":
            _add_key(keys, "phones", normal_phone(value, None))
        elif field_id == "email":
            _add_key(keys, "emails", normal_email(value))
        elif field_id == "external_id":
            _add_key(keys, "external_ids", value)
        else:
            values[contact_value_id(field_id)] = value
    return Statement(
        record_id=f"session:{session['session_id']}",
        rank=Rank.CONVERSATION,
        at=session.get("started_at") or session["begun_at"],
        source=session["session_id"],
        load_id=session["load_id"],
        values=values,
        keys={name: tuple(found) for name, found in keys.items()},
        campaign_id=session["campaign_id"],
        products=tuple(Product(p["name"], p["fields"]) for p in session.get("products") or []),
    )


def _values(told: dict[str, Any]) -> dict[str, str]:
    values = {contact_value_id(id): text for id, text in told.get("contact", {}).items() if text}
    if told.get("name"):
        values["name"] = told["name"]
    return values


def _keys(told: dict[str, Any]) -> dict[str, list[str]]:
    keys = {name: list(told.get(name, [])) for name in ("phones", "emails")}
    keys["external_ids"] = [shown_external_id(*pair) for pair in told.get("external_ids", [])]
    return {name: found for name, found in keys.items() if found}


def shown_external_id(namespace: str, value: str) -> str:
    """How an external ID is written: the default namespace goes without saying."""
    return value if namespace == "default" else f"{namespace}:{value}"


def _add_key(keys: dict[str, list[str]], name: str, value: str | None) -> None:
    if value and value not in keys.get(name, []):
        keys.setdefault(name, []).append(value)
