"""IDs -> the titles that people read."""

from collections.abc import Iterable

from domain.access import Principal
from domain.campaigns import CUSTOMER_SERVICE, CUSTOMER_SERVICE_ID
from domain.conversation import CHANNELS
from engine import Engine
from search import ask
from search.results import Campaign

AUTHORS = {"customer": "Customer", "agent": "Agent", "operator": "Operator", "system": "System"}
"""Author of a message -> the name people read."""
_MAX_CAMPAIGNS = 10_000


def channel_title(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def author_title(author: str) -> str:
    return AUTHORS.get(author, author)


def campaign_title(campaign_id: str, source: dict[str, object] | None) -> str:
    """The name as it was typed; where the campaign is not (or no longer) known, its ID."""
    if source and isinstance(source.get("name"), str):
        return str(source["name"])
    return CUSTOMER_SERVICE if campaign_id == CUSTOMER_SERVICE_ID else campaign_id


def campaign_names(engine: Engine, principal: Principal, campaign_ids: Iterable[str]) -> dict[str, str]:
    """Campaign ID -> name, for each ID given."""
    wanted = sorted(set(campaign_ids))
    found = ask.documents(engine, principal, [("campaigns", one) for one in wanted])
    return {one: campaign_title(one, found.get(("campaigns", one))) for one in wanted}


def list_campaigns(engine: Engine, principal: Principal) -> tuple[Campaign, ...]:
    """All campaigns by name, Customer Service last if any communication belongs to it (at most 10,000)."""
    body = {"query": {"match_all": {}}, "size": _MAX_CAMPAIGNS, "_source": ["campaign_id", "name"]}
    inbound = {
        "query": {"term": {"campaign_id": CUSTOMER_SERVICE_ID}},
        "size": 0,
        "track_total_hits": 1,
    }
    campaigns, sessions = ask.multi_search(engine, principal, [("campaigns", body), ("sessions", inbound)])
    sources = [hit["_source"] for hit in campaigns["hits"]["hits"]]
    found = [Campaign(s["campaign_id"], s["name"]) for s in sources if s["campaign_id"] != CUSTOMER_SERVICE_ID]
    found.sort(key=lambda campaign: (campaign.name.casefold(), campaign.campaign_id))
    if ask.total(sessions):
        found.append(Campaign(CUSTOMER_SERVICE_ID, CUSTOMER_SERVICE))
    return tuple(found)
