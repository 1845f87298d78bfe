"""Campaigns and agents: named by uploads and conversations, defined by agent definitions."""

from dataclasses import dataclass, field
from typing import Any

from domain.access import Action, Principal, require
from domain.campaigns import CUSTOMER_SERVICE_ID, campaign_id
from domain.quick_conversation import Communication
from engine import Engine
from indexing import audit, bulk
from indexing.documents import Stamp
from indexing.store import Store

_NOTED = 100
"""Changed agents whose result fields the audit log names."""


@dataclass
class Catalog:
    """Makes sure that the campaigns and agents that a load names exist. Call `note`, then `write` before the batch."""

    engine: Engine
    stamp: Stamp
    _known: set[str] = field(default_factory=set)
    _waiting: list[bulk.Operation] = field(default_factory=list)

    def note_campaign(self, name: str) -> str:
        """The ID of the campaign of this name."""
        id = campaign_id(name)
        if id != CUSTOMER_SERVICE_ID and f"c:{id}" not in self._known:
            self._known.add(f"c:{id}")
            document = {
                "campaign_id": id,
                "name": " ".join(name.split()),
                "created_at": self.stamp.begun_at,
                "load_id": self.stamp.load_id,
            }
            self._waiting.append(bulk.create(self.engine.alias("campaigns"), id, document))
        return id

    def note(self, conversation: Communication) -> None:
        """Note the campaign and the agent of a conversation."""
        if conversation.campaign:
            self.note_campaign(conversation.campaign)
        agent = conversation.agent
        if agent and f"a:{agent.id}" not in self._known:
            self._known.add(f"a:{agent.id}")
            document = {
                "agent_id": agent.id,
                "name": agent.name or agent.id,
                "result_fields": [],
                "defined": False,
                "load_id": self.stamp.load_id,
            }
            self._waiting.append(bulk.create(self.engine.alias("agents"), agent.id, document))

    def write(self) -> None:
        """Create what is missing; what exists stays as it is."""
        waiting, self._waiting = self._waiting, []
        bulk.send_all(self.engine, waiting)


def define_agents(
    engine: Engine, principal: Principal, stamp: Stamp, definitions: list[dict[str, Any]], dry: bool = False
) -> tuple[int, int, set[str]]:
    """Store agent definitions ({agent_id, name, result_fields}); the one that each replaces is kept for undo.

    Returns how many were created and how many changed, and the IDs of the agents that changed.
    """
    require(principal, Action.DEFINE_AGENTS)
    store = Store(engine, "agents", dry)
    latest = {d["agent_id"]: d for d in definitions}
    existing = store.get_many(list(latest))
    created = updated = 0
    operations = []
    changed = set()
    for id, definition in latest.items():
        old = existing.get(id)
        new = {**definition, "defined": True}
        if old is not None and all(old.get(name) == value for name, value in new.items()):
            continue
        kept = list(old.get("replaced", [])) if old else []
        if old is not None and old["load_id"] != stamp.load_id:
            kept.append({name: value for name, value in old.items() if name != "replaced"})
        operations.append(store.index(id, {**new, "load_id": stamp.load_id, "replaced": kept}))
        changed.add(id)
        created += old is None or not old["defined"]
        updated += old is not None and old["defined"]
    if not dry:
        bulk.send_all(engine, operations)
        if changed:
            fields = {
                id: {"before": _result_fields(existing.get(id)), "after": _result_fields(latest[id])}
                for id in sorted(changed)[:_NOTED]
            }
            sentence = f"Defined agents: {created:,} new, {updated:,} changed."
            audit.note(engine, principal, "define", "agents", sentence, count=len(changed), details=fields)
    return created, updated, changed


def _result_fields(agent: dict[str, Any] | None) -> list[str]:
    return [field["id"] for field in agent["result_fields"]] if agent else []


def enriching_fields(engine: Engine) -> dict[str, dict[str, str]]:
    """Agent ID -> result field ID -> the contact field that it enriches."""
    found: dict[str, dict[str, str]] = {}
    answer = engine.search("agents", {"size": 10_000, "query": {"term": {"defined": True}}})
    for hit in answer["hits"]["hits"]:
        agent = hit["_source"]
        fields = {f["id"]: f["contact_field"] for f in agent["result_fields"] if f.get("contact_field")}
        if fields:
            found[agent["agent_id"]] = fields
    return found
