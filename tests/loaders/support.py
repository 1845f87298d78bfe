"""Loading from texts, and whole indices made comparable."""

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from opensearchpy import helpers

from domain.access import LOCAL
from domain.reports import LoadReport
from engine import Engine
from indexing.scan import refresh
from indexing.schema import INDEXES
from loaders.agents import load_agents
from loaders.campaign import load_campaign
from loaders.conversations import load_conversations
from loaders.run import LoadOptions
from loaders.source import open_source

_CLOCKS = {"folded_at", "begun_at", "created_at", "finished_at", "heartbeat_at"}
_NUMBERS = {"customer_number", "session_number", "revision"}
_LOADS = {"load_id", "replaced_by", "file_name"}
_HISTORY = {"absorbed_ids"}
_DROPPED = _CLOCKS | _NUMBERS | _LOADS | _HISTORY


def options(**more: Any) -> LoadOptions:
    return LoadOptions(**{"principal": LOCAL, "region": "GB", **more})


def load_text(engine: Engine, loader: Any, text: bytes, file_name: str, **more: Any) -> LoadReport:
    """Run a loader over these bytes as a file of this name."""
    keywords = {key: more.pop(key) for key in ("name", "mapping") if key in more}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name
        path.write_bytes(text)
        with open_source(str(path), Path(folder)) as source:
            report: LoadReport = loader(engine, source, options(**more), **keywords)
    return report


def load_lines(engine: Engine, lines: list[dict[str, Any]], name: str = "log.jsonl", **more: Any) -> LoadReport:
    text = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    return load_text(engine, load_conversations, text, name, **more)


def load_rows(
    engine: Engine, campaign: str, rows: list[dict[str, str]], file_name: str = "upload.csv", **more: Any
) -> LoadReport:
    titles = list(dict.fromkeys(title for row in rows for title in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, titles)
    writer.writeheader()
    writer.writerows(rows)
    return load_text(
        engine,
        load_campaign,
        text.getvalue().encode(),
        file_name,
        name=campaign,
        mapping=more.pop("mapping", {}),
        **more,
    )


def load_definitions(engine: Engine, agents: list[dict[str, Any]], **more: Any) -> LoadReport:
    return load_text(engine, load_agents, json.dumps(agents).encode(), "agents.json", **more)


def conversation(session_id: str, **more: Any) -> dict[str, Any]:
    """A small native log line."""
    return {
        "session_id": session_id,
        "campaign": None,
        "channel": "web",
        "customer": {"external_id": "1"},
        "status": "closed",
        "started_at": "2026-03-01T10:00:00Z",
        "messages": [{"author": "customer", "text": f"hello from {session_id}", "at": "2026-03-01T10:00:01Z"}],
        "logs": [{"level": "info", "event": "opened", "data": {"n": 1}}],
        **more,
    }


def documents(engine: Engine, name: str) -> dict[str, dict[str, Any]]:
    """ID -> source of everything in an index."""
    refresh(engine, name)
    hits = helpers.scan(engine.client, index=engine.alias(name), size=5000)
    return {hit["_id"]: hit["_source"] for hit in hits}


STORED = tuple(index.name for index in INDEXES if index.name not in ("identities", "loads", "jobs", "audit"))


def snapshot(engine: Engine, only: tuple[str, ...] = STORED) -> dict[str, Any]:
    """Everything stored, customers named by the identities that are theirs, without clocks, numbers and load IDs."""
    clusters = [d for d in documents(engine, "identities").values() if d["type"] == "cluster"]
    identities: dict[str, list[str]] = {}
    for cluster in clusters:
        for identity in cluster["body"]["identities"]:
            identities.setdefault(identity["customer_id"], []).append(identity["id"])
    names = {customer: "customer of " + min(ids) for customer, ids in identities.items()}
    found: dict[str, Any] = {
        "groups": sorted(sorted(ids) for ids in identities.values()),
        "conflicts": sorted(json.dumps(c, sort_keys=True) for d in clusters for c in d["body"]["conflicts"]),
    }
    for name in only:
        for id, source in documents(engine, name).items():
            if name == "records" and not source["current"]:
                continue
            found[f"{name} {names.get(id, id)}"] = _plain(source, names)
    return found


def _plain(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner, names) for key, inner in value.items() if key not in _DROPPED}
    if isinstance(value, list):
        return [_plain(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value
