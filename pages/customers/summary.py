"""What the Summary tab says about a profile, as texts and links."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.access import Action, Principal, refusal
from pages.customers.contact_view import contact_view
from search.results import Participation, Product, Profile
from ui import channels, format, links, statuses
from ui.links import Params

_LIVE = "A conversation is active now"
Fact = dict[str, Any]


def summary_view(
    profile: Profile,
    principal: Principal,
    beside: Params,
    zone: str,
    own_titles: Mapping[str, str] | None = None,
    fetches: bool = False,
) -> dict[str, Any]:
    """The three cards; `beside` are the list's parameters, which every link keeps. `own_titles` as `contact_view`
    takes them; `fetches`: a product system is connected."""
    return {
        "customer": profile.customer_id,
        "name": profile.name or "",
        "may": {"edit": refusal(principal, Action.EDIT), "delete": refusal(principal, Action.DELETE)},
        "contact": contact_view(profile, own_titles or {}, zone, principal.identity),
        "campaigns": [_campaign(profile.customer_id, one, beside, zone) for one in profile.participations],
        "products": [_product(one, zone) for one in profile.products],
        "fetches": fetches,
    }


def _fact(title: str, *texts: str, hover: str = "") -> Fact:
    return {"title": title, "values": [{"text": text, "hover": hover} for text in texts]}


def _campaign(customer_id: str, one: Participation, beside: Params, zone: str) -> dict[str, Any]:
    return {
        "id": one.campaign_id,
        "name": one.campaign,
        "inbound": one.inbound,
        "status": statuses.as_data(one.status) if one.status else None,
        "live": _LIVE if one.active else "",
        "summary": one.summary or "",
        "made": one.communications > 0,
        "values": {"status": one.status or "", "stage": one.stage or ""},
        "facts": list(_campaign_facts(one, zone)),
        "channels": [channels.as_data(channel) for channel in one.channels],
        "communications": format.number(one.communications),
        "href": links.chat(customer_id, one.campaign_id, beside=beside) if one.communications else "",
        "label": f"Open the chat of {one.campaign}: {format.counted(one.communications, 'communication')}",
        "people": links.participants(one.campaign_id),
    }


def _campaign_facts(one: Participation, zone: str) -> Iterable[Fact]:
    if not one.inbound:
        yield _fact("Status", one.status or "unknown")
        yield _fact("Stage", one.stage or "unknown")
        loaded = format.moment(one.loaded_at, zone)
        yield _fact("Loaded", loaded.day, hover=loaded.hover)
    last = format.moment(one.last_communication_at, zone)
    if one.last_communication_at:
        yield _fact("Last communication", last.text, hover=last.hover)
    else:
        yield _fact("Last communication", format.UNKNOWN_TIME if one.communications else "none")
    for title, value in one.fields:
        yield _fact(title, value)


def _product(one: Product, zone: str) -> dict[str, Any]:
    facts = [_fact(title, value) for title, value in one.attributes]
    if one.campaign:
        facts.append(_fact("Campaign", one.campaign))
    if one.source:
        facts.append(_fact("Source", one.source))
    if one.fetched_at:
        fetched = format.moment(one.fetched_at, zone)
        facts.append(_fact("Fetched", fetched.text, hover=fetched.hover))
    return {"name": one.name, "hint": one.campaign or one.source, "facts": facts}
