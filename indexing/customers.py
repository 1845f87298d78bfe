"""Folding customers again: what records and sessions say -> the customer documents.

Safe beside any other writer: a customer's version is read first, then what was written is made searchable and
read, and the document is only replaced if nobody replaced it in between.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from domain.campaigns import CUSTOMER_SERVICE, CUSTOMER_SERVICE_ID
from domain.errors import EngineUnavailable
from domain.fold import Activity, Statement, fold
from engine import Engine
from indexing import bulk
from indexing.catalog import enriching_fields
from indexing.fields import CONTACT, PARTICIPATION, PRODUCT, indexed_fields
from indexing.scan import refresh, scan
from indexing.statements import SESSION_FIELDS, products_statement, session_statement, statements_of
from indexing.store import Store

_BATCH = 400
_ATTEMPTS = 50


def refold(engine: Engine, customer_ids: Iterable[str], progress: Callable[[int], None] = lambda _: None) -> int:
    """Bring the documents of these customers up to date; returns how many changed. Customers of whom nothing is
    left are removed. `progress` is told how many are done after each batch."""
    ids = sorted(set(customer_ids))
    changed = 0
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        for _ in range(_ATTEMPTS):
            done, batch = _refold_batch(engine, batch)
            changed += done
            if not batch:
                break
        else:
            raise EngineUnavailable("Customers keep changing while they are folded; run the load again.")
        progress(min(start + _BATCH, len(ids)))
    return changed


def _refold_batch(engine: Engine, ids: list[str]) -> tuple[int, list[str]]:
    """One try: how many documents changed, and the customers that somebody else changed meanwhile."""
    existing = Store(engine, "customers").get_versions(ids)
    refresh(engine, "records", "sessions", "identities")
    said = read_said(engine, ids)
    indexed = indexed_fields(engine)
    absorbed = _absorbed(engine, ids)
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    alias = engine.alias("customers")
    operations: list[bulk.Operation] = []
    whom: list[str] = []
    for id in ids:
        found = existing.get(id)
        version = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]} if found else {}
        if id not in said.numbers:
            if found:
                operations.append(bulk.delete(alias, id, **version))
                whom.append(id)
            continue
        document = _document(id, said, indexed, absorbed.get(id, []))
        if found and {n: v for n, v in found["_source"].items() if n != "folded_at"} == document:
            continue
        document["folded_at"] = now
        operations.append(bulk.index(alias, id, document, **version) if found else bulk.create(alias, id, document))
        whom.append(id)
    outcomes = bulk.send_each(engine, operations)
    again = []
    for id, refusal in zip(whom, outcomes, strict=True):
        if refusal is not None and refusal.status != 409:
            raise EngineUnavailable(f"OpenSearch refuses the customer document {id}: {refusal.reason}")
        if refusal is not None:
            again.append(id)
    return len(whom) - len(again), again


def read_said(engine: Engine, customer_ids: Iterable[str]) -> "Said":
    """What is stored about some customers, as far as it is searchable."""
    said = Said(engine)
    said.read(list(customer_ids))
    return said


class Said:
    """What is stored about some customers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.numbers: dict[str, int] = {}
        self.statements: dict[str, list[Statement]] = defaultdict(list)
        self.activities: dict[str, dict[str, Activity]] = defaultdict(dict)
        self.campaigns: dict[str, str] = {CUSTOMER_SERVICE_ID: CUSTOMER_SERVICE}

    def read(self, ids: list[str]) -> None:
        whose = {"terms": {"customer_id": ids}}
        current = {"bool": {"filter": [whose, {"term": {"current": True}}]}}
        campaigns: set[str] = set()
        for hit in scan(self._engine, "records", current, "slot"):
            record = hit["_source"]
            if record["kind"] == "products":  # they make nobody a customer
                self.statements[record["customer_id"]].append(products_statement(hit["_id"], record))
                continue
            self.numbers[record["customer_id"]] = record["customer_number"]
            self.statements[record["customer_id"]] += statements_of(hit["_id"], record)
            if record.get("campaign_id"):
                campaigns.add(record["campaign_id"])
        enriching = enriching_fields(self._engine)
        for hit in scan(self._engine, "sessions", whose, "session_number", SESSION_FIELDS):
            session = hit["_source"]
            id, campaign_id = session["customer_id"], session["campaign_id"]
            self.numbers[id] = session["customer_number"]
            self.statements[id].append(session_statement(session, enriching))
            activity = self.activities[id].setdefault(campaign_id, Activity())
            last = session.get("last_message_at") or session.get("started_at")
            activity.add(session["channel"], last, session["status"] == "active")
            campaigns.add(campaign_id)
        named = Store(self._engine, "campaigns").get_many(sorted(campaigns))
        self.campaigns |= {id: document["name"] for id, document in named.items()}


def _document(id: str, said: Said, indexed: dict[str, frozenset[str]], absorbed: list[str]) -> dict[str, Any]:
    document = fold(said.statements[id], said.activities[id])
    _split_fields(document, indexed[CONTACT])
    for participation in document["participations"]:
        participation["campaign"] = said.campaigns.get(participation["campaign_id"], participation["campaign_id"])
        _split_fields(participation, indexed[PARTICIPATION])
    for product in document["products"]:
        if product["campaign_id"]:
            product["campaign"] = said.campaigns.get(product["campaign_id"], product["campaign_id"])
        _split_fields(product, indexed[PRODUCT])
    document |= {"customer_id": id, "customer_number": said.numbers[id]}
    if absorbed:
        document["absorbed_ids"] = absorbed
    cleaned: dict[str, Any] = _without_nothing(document)
    return cleaned


def _split_fields(part: dict[str, Any], indexed: frozenset[str]) -> None:
    """Users' own fields beyond the limit are stored apart, unsearchable."""
    fields = part.pop("fields", {})
    part["fields"] = {id: value for id, value in fields.items() if id in indexed}
    part["other_fields"] = {id: value for id, value in fields.items() if id not in indexed}


def _without_nothing(value: Any) -> Any:
    """Without None and empty lists and maps, at every depth, so that equal documents compare equal."""
    if isinstance(value, dict):
        cleaned = {name: _without_nothing(v) for name, v in value.items()}
        return {name: v for name, v in cleaned.items() if v is not None and v != {} and v != []}
    if isinstance(value, list):
        return [_without_nothing(v) for v in value]
    return value


def _absorbed(engine: Engine, ids: list[str]) -> dict[str, list[str]]:
    """Survivor -> everyone who was joined into it, through any number of joins."""
    found: dict[str, list[str]] = defaultdict(list)
    survivors = {id: id for id in ids}
    while survivors:
        query = {"bool": {"filter": [{"term": {"type": "redirect"}}, {"terms": {"to_id": sorted(survivors)}}]}}
        further = {}
        for hit in scan(engine, "identities", query, "from_id"):
            survivor = survivors[hit["_source"]["to_id"]]
            found[survivor].append(hit["_source"]["from_id"])
            further[hit["_source"]["from_id"]] = survivor
        survivors = further
    return {id: sorted(absorbed) for id, absorbed in found.items()}
