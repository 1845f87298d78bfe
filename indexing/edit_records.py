"""Records of what people said by hand: one slot for each anchor and field (or campaign). Pure."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from domain.access import Principal
from domain.fold import Rank, epoch_seconds
from domain.values import LIST_FIELDS
from indexing.anchors import Anchor
from indexing.processes import now

EARLIER_KEPT = 10
"""How many values that a field had by hand before stay in its record."""
PARTICIPATION, KEYS = "participation", "keys"
"""What an edit is about when it is no field: a campaign, or the keys by which somebody was added."""


def slot_of(anchor: Anchor, field: str, campaign_id: str = "") -> str:
    """The `_id` of the record of what people said of a field, or of a campaign, under this anchor."""
    text = f"{anchor.identity.id}\0{field}\0{campaign_id}"
    return "edit:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def edit_record(
    anchor: Anchor,
    principal: Principal,
    field: str,
    values: dict[str, Any],
    old: dict[str, Any] | None = None,
    campaign_id: str | None = None,
    stated: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The record; `old` is what it replaces, `stated` are IDs of identities that it brings along."""
    record = {
        "kind": "edit",
        "slot": slot_of(anchor, field, campaign_id or ""),
        "current": True,
        "customer_id": anchor.customer_id,
        "customer_number": anchor.customer_number,
        "origin_id": [anchor.identity.id, *stated],
        "rank": int(Rank.MANUAL),
        "at": _after(old["at"]) if old else now(),
        "by": principal.identity,
        "field": field,
        "values": values | {"anchor": anchor.identity.as_dict()},
    }
    return record | ({"campaign_id": campaign_id} if campaign_id else {})


def with_texts(texts: tuple[str, ...], old: dict[str, Any] | None) -> dict[str, Any]:
    """Values of a field's record: what is typed now, and before it what had been typed."""
    if old is None:
        return {"texts": list(texts)}
    before = {"texts": old["values"]["texts"], "by": old["by"], "at": old["at"]}
    return {"texts": list(texts), "earlier": [before, *old["values"].get("earlier", [])][:EARLIER_KEPT]}


def values_of(document: dict[str, Any], field: str) -> tuple[str, ...]:
    """What a customer's document says of a field; () for nothing."""
    group, _, name = field.partition(".")
    if field in LIST_FIELDS:
        return tuple(document.get(field) or ())
    if not name:
        value = document.get(field)
    elif group == "fields":
        value = document.get("fields", {}).get(name) or document.get("other_fields", {}).get(name)
    else:
        value = document.get(group, {}).get(name)
    return (value,) if value else ()


def _after(at: str) -> str:
    """Now; or just after `at`, where clocks differ: what is said last has to win."""
    present = now()
    if epoch_seconds(present) > epoch_seconds(at):
        return present
    later = datetime.fromisoformat(at) + timedelta(milliseconds=1)
    return later.isoformat(timespec="milliseconds").replace("+00:00", "Z")
