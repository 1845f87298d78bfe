"""What each campaign knows about a customer, as the customer document holds it."""

from typing import Any

from domain.campaigns import CUSTOMER_SERVICE_ID
from domain.fold import epoch_seconds
from search.names import campaign_title
from search.results import Participation


def newest_first(participations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By last communication, newest first; those without any after them, by name."""

    def order(entry: dict[str, Any]) -> tuple[float, str, str]:
        at = entry.get("last_communication_at")
        name = campaign_title(entry["campaign_id"], {"name": entry.get("campaign")})
        return (-epoch_seconds(at) if at else float("inf"), name.casefold(), entry["campaign_id"])

    return sorted(participations, key=order)


def participation(entry: dict[str, Any], titles: dict[str, str]) -> Participation:
    """One entry of a customer document; `titles` are those of the users' own fields, by ID."""
    inbound = entry["campaign_id"] == CUSTOMER_SERVICE_ID
    return Participation(
        campaign_id=entry["campaign_id"],
        campaign=campaign_title(entry["campaign_id"], {"name": entry.get("campaign")}),
        inbound=inbound,
        status=None if inbound else entry.get("status"),
        stage=None if inbound else entry.get("stage"),
        loaded_at=None if inbound else entry.get("loaded_at"),
        summary=entry.get("summary"),
        fields=titled(own_fields(entry), titles),
        communications=entry.get("communications") or 0,
        last_communication_at=entry.get("last_communication_at"),
        channels=tuple(entry.get("channels") or ()),
        active=bool(entry.get("active")),
    )


def own_fields(entry: dict[str, Any]) -> dict[str, Any]:
    """The users' own fields of a customer, participation or product: indexed ones and those only stored."""
    return {**(entry.get("fields") or {}), **(entry.get("other_fields") or {})}


def titled(fields: dict[str, Any], titles: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """(title, value) by title; several values of one field are joined by commas."""
    pairs = [(titles.get(field_id, field_id), ", ".join(texts(value))) for field_id, value in fields.items()]
    return tuple(sorted(pairs, key=lambda pair: (pair[0].casefold(), pair)))


def texts(value: Any) -> tuple[str, ...]:
    """One value or several of a document -> texts, without the empty ones."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in values if one is not None and one != "")
