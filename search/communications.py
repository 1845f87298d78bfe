"""The facts of communications, read by ID together with what their agents are meant to collect."""

from collections.abc import Iterable
from typing import Any

from domain.access import Principal
from engine import Engine
from search import ask
from search.names import campaign_title
from search.results import Communication


def read_communications(engine: Engine, principal: Principal, session_ids: Iterable[str]) -> dict[str, Communication]:
    """Session ID -> its facts; unknown sessions are left out."""
    found = ask.documents(engine, principal, [("sessions", one) for one in session_ids])
    sessions = {session_id: source for (_, session_id), source in found.items()}
    return with_names(engine, principal, sessions)


def with_names(engine: Engine, principal: Principal, sessions: dict[str, dict[str, Any]]) -> dict[str, Communication]:
    """Session ID -> facts, of stored sessions: campaigns and agents by name, results by their titles."""
    around = ask.documents(
        engine,
        principal,
        [
            *(("campaigns", s["campaign_id"]) for s in sessions.values() if s.get("campaign_id")),
            *(("agents", s["agent_id"]) for s in sessions.values() if s.get("agent_id")),
        ],
    )
    return {
        session_id: parse_communication(
            session_id,
            source,
            campaign_title(source["campaign_id"], around.get(("campaigns", source["campaign_id"]))),
            around.get(("agents", source.get("agent_id") or "")),
        )
        for session_id, source in sessions.items()
    }


def parse_communication(
    session_id: str, source: dict[str, Any], campaign: str, agent: dict[str, Any] | None
) -> Communication:
    """One stored session; `agent` is the agent's stored definition, if it has one."""
    return Communication(
        session_id=session_id,
        customer_id=source["customer_id"],
        campaign_id=source["campaign_id"],
        campaign=campaign,
        channel=source["channel"],
        agent=(agent or {}).get("name") or source.get("agent_name") or source.get("agent_id"),
        responsible=source.get("responsible"),
        responsible_type=source.get("responsible_type"),
        customer_address=source.get("customer_address"),
        status=source.get("status") or "closed",
        started_at=source.get("started_at"),
        ended_at=source.get("ended_at"),
        last_message_at=source.get("last_message_at"),
        summary=source.get("summary"),
        parameters=tuple(_whole(source, "parameters").items()),
        results=defined_results(_whole(source, "results"), agent),
        message_count=source.get("message_count") or 0,
        log_count=source.get("log_count") or 0,
        audio=source.get("audio"),
    )


def _whole(source: dict[str, Any], name: str) -> dict[str, Any]:
    """With the entries that were too long to be indexed, which are stored apart."""
    return {**(source.get(name) or {}), **(source.get(f"long_{name}") or {})}


def defined_results(results: dict[str, Any], agent: dict[str, Any] | None) -> tuple[tuple[str, Any], ...]:
    """(title, value) of the filled results that the agent's definition names, in its order."""
    fields = (agent or {}).get("result_fields") or ()
    return tuple(
        (field.get("title") or field["id"], results[field["id"]])
        for field in fields
        if is_filled(results.get(field["id"]))
    )


def is_filled(value: Any) -> bool:
    """False and 0 are answers; nothing, blank text and empty lists are not."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ([], {})
