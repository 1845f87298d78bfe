"""What the Summary tab says about a profile, as texts and links."""

from collections.abc import Iterable
from typing import Any

from search.results import ContactField, Participation, Product, Profile, Source
from ui import channels, format, links, statuses
from ui.links import Params

_LIVE = "A conversation is active now"
Fact = dict[str, Any]


def summary_view(profile: Profile, beside: Params, zone: str) -> dict[str, Any]:
    """The three cards; `beside` are the list's parameters, which every link keeps."""
    return {
        "contact": [_contact(field, zone) for field in profile.contact],
        "campaigns": [_campaign(profile.customer_id, one, beside, zone) for one in profile.participations],
        "products": [_product(one) for one in profile.products],
    }


def _fact(title: str, *texts: str, hover: str = "") -> Fact:
    return {"title": title, "values": [{"text": text, "hover": hover} for text in texts]}


def _contact(field: ContactField, zone: str) -> Fact:
    return {"title": field.title, "values": [_value(field, value, zone) for value in field.values]}


def _value(field: ContactField, value: str, zone: str) -> dict[str, str]:
    """One value with where it came from; what others said instead stands in the hover."""
    own = next((one for one in field.sources if one.value == value), field.sources[0])
    others = [one for one in field.sources if one.value not in field.values]
    shown = format.phone(value) if field.field_id == "phones" else value
    return {
        "text": shown,
        "hover": "\n".join(f"{_told(one)}: {one.value}" for one in others),
        "source": _told(own),
        "day": format.moment(own.at, zone).day if own.at else "",
        "source_href": links.session(own.name) if own.kind == "conversation" and own.name else "",
    }


def _told(source: Source) -> str:
    told = {
        "upload": f"upload {source.name}",
        "conversation": f"from conversation {source.name}",
        "manual": f"edited by {source.name or 'somebody'}",
    }
    return told.get(source.kind, source.name).strip()


def _campaign(customer_id: str, one: Participation, beside: Params, zone: str) -> dict[str, Any]:
    return {
        "id": one.campaign_id,
        "name": one.campaign,
        "inbound": one.inbound,
        "status": statuses.as_data(one.status) if one.status else None,
        "live": _LIVE if one.active else "",
        "summary": one.summary,
        "facts": list(_campaign_facts(one, zone)),
        "channels": [channels.as_data(channel) for channel in one.channels],
        "communications": format.number(one.communications),
        "href": links.chat(customer_id, one.campaign_id, beside=beside) if one.communications else "",
        "label": f"Open the chat of {one.campaign}: {format.counted(one.communications, 'communication')}",
    }


def _campaign_facts(one: Participation, zone: str) -> Iterable[Fact]:
    if not one.inbound:
        yield _fact("Status", one.status or "unknown")
        yield _fact("Stage", one.stage or "unknown")
        loaded = format.moment(one.loaded_at, zone)
        yield _fact("Loaded", loaded.day, hover=loaded.hover)
    for title, value in one.fields:
        yield _fact(title, value)
    last = format.moment(one.last_communication_at, zone)
    if one.last_communication_at:
        yield _fact("Last communication", last.text, hover=last.hover)
    else:
        yield _fact("Last communication", format.UNKNOWN_TIME if one.communications else "none")


def _product(one: Product) -> dict[str, Any]:
    facts = [_fact(title, value) for title, value in one.attributes]
    if one.campaign:
        facts.append(_fact("Campaign", one.campaign))
    return {"name": one.name, "hint": one.campaign or "", "facts": facts}
