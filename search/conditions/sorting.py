"""The order of a list: by several fields in turn, the unknown last, and always total."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.conditions import SortKey
from domain.errors import WrongInput
from search.conditions.fields import COMMUNICATION, LOAD, NESTED, Field, field_of
from search.conditions.texts import folded_path

RELEVANCE = "relevance"
MAX_KEYS = 8
_BY_NAME = SortKey("name")
NO_CAMPAIGNS: Mapping[str, Sequence[str]] = {}


def is_sortable(field: Field) -> bool:
    return field.scope not in (COMMUNICATION, LOAD)


def sort_by(
    keys: Sequence[SortKey], text: str = "", campaigns: Mapping[str, Sequence[str]] = NO_CAMPAIGNS
) -> list[dict[str, Any]]:
    """The keys, then the name, then the ID. Raises WrongInput for what has no order.

    `campaigns` says, by scope, in which campaigns alone participations and products count.
    """
    if len(keys) > MAX_KEYS:
        raise WrongInput(f"A list can be sorted by {MAX_KEYS} fields at most; leave some out.")
    chosen = list(keys) or ([SortKey(RELEVANCE)] if text.strip() else [])
    if all(key.field != "name" for key in chosen):
        chosen.append(_BY_NAME)
    found: list[dict[str, Any]] = []
    for key in chosen:
        if key.field == RELEVANCE:
            found.append({"_score": {"order": "asc" if key.descending else "desc"}})
        else:
            found += _by(field_of(key.field), key.descending, campaigns)
    return [*found, {"customer_id": {"order": "asc"}}]


def backwards(sort: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same order from its end."""
    found = []
    for key in sort:
        ((path, ways),) = key.items()
        turned = {**ways, "order": "desc" if ways["order"] == "asc" else "asc"}
        if "missing" in ways:
            turned["missing"] = "_first"
        found.append({path: turned})
    return found


def _by(field: Field, descending: bool, campaigns: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Of several values, the first in the order asked for counts. The users' own: numbers, days, then texts."""
    if not is_sortable(field):
        raise WrongInput(f"A list cannot be sorted by {field.title}; choose another column.")
    ways: dict[str, Any] = {"order": "desc" if descending else "asc", "missing": "_last"}
    ways["mode"] = "max" if descending else "min"
    if field.scope in NESTED:
        path = NESTED[field.scope]
        ways["nested"] = {"path": path}
        if chosen := campaigns.get(field.scope):
            ways["nested"]["filter"] = {"terms": {f"{path}.campaign_id": list(chosen)}}
    return [{path: {**ways, "unmapped_type": unmapped}} for path, unmapped in _paths(field)]


def _paths(field: Field) -> list[tuple[str, str]]:
    if field.typed:
        return [
            (f"{field.path}.{name}", kind)
            for name, kind in (("number", "double"), ("date", "date"), ("folded", "keyword"))
        ]
    if field.kind in ("text", "choice"):
        return [(folded_path(field), "keyword")]
    return [(field.path, "keyword" if field.exact or field.kind == "phone" else "long")]
