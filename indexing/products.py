"""What a product system says about a customer: one record a customer, replaced as a whole by the next answer."""

from collections.abc import Sequence
from typing import Any

from domain.access import Action, Principal, require
from domain.errors import EngineUnavailable
from domain.field_ids import field_id
from domain.fold import Product, Rank
from engine import Engine
from indexing import audit, bulk
from indexing.anchors import identities_of
from indexing.customers import refold
from indexing.edit_store import holding
from indexing.fields import PRODUCT, register
from indexing.processes import now
from indexing.scan import refresh, scan
from search.people import living


def store_products(
    engine: Engine, principal: Principal, customer_id: str, products: Sequence[Product], source: str
) -> None:
    """Store a customer's products (attributes by title, values as text) in place of those stored here before, and
    fold the customer again. `source` is shown as where they came from. Raises NotFound."""
    require(principal, Action.EDIT)
    living(engine, principal, customer_id)
    titles = {field_id(title): title for product in products for title in product.attributes}
    if titles:
        register(engine, principal, PRODUCT, titles)
    with holding(engine) as lock:
        anchor = identities_of(engine, living(engine, principal, customer_id).customer_id)[0]
        customer_id = anchor.customer_id
        refresh(engine, "records")
        before = _stored(engine, customer_id)
        id = f"products:{anchor.identity.id}"
        record = {
            "kind": "products",
            "slot": id,
            "current": True,
            "customer_id": customer_id,
            "customer_number": anchor.customer_number,
            "origin_id": [anchor.identity.id],
            "rank": int(Rank.UPLOAD),
            "at": now(),
            "file_name": source,
            "by": principal.identity,
            "values": [_value(product) for product in products],
        }
        alias = engine.alias("records")
        # Two customers that were joined brought one record each: the answer stands for both.
        others = [bulk.delete(alias, hit["_id"]) for hit in before if hit["_id"] != id]
        lock.keep()
        if refused := bulk.send_all(engine, [bulk.index(alias, id, record), *others]):
            raise EngineUnavailable(f"OpenSearch refuses the products: {refused[0].reason}; nothing was changed.")
    refold(engine, [customer_id])
    refresh(engine, "customers")
    _note(engine, principal, customer_id, before, products, source)


def _stored(engine: Engine, customer_id: str) -> list[dict[str, Any]]:
    mine = [{"term": {"customer_id": customer_id}}, {"term": {"kind": "products"}}]
    return list(scan(engine, "records", {"bool": {"filter": mine}}, "slot"))


def _value(product: Product) -> dict[str, Any]:
    fields: dict[str, str] = {}
    for title, text in product.attributes.items():
        id = field_id(title)
        fields[id] = f"{fields[id]}; {text}" if id in fields else text  # "Plan" and "plan" are one field
    return {"name": product.name, "fields": fields}


def _note(
    engine: Engine,
    principal: Principal,
    customer_id: str,
    before: list[dict[str, Any]],
    products: Sequence[Product],
    source: str,
) -> None:
    had = [value["name"] for hit in before for value in hit["_source"]["values"]]
    audit.note(
        engine,
        principal,
        "fetch",
        "products",
        f"Got a customer's products from {source}.",
        object_id=customer_id,
        customer_id=customer_id,
        count=len(products),
        details={"products": {"before": had, "after": [product.name for product in products]}},
    )
