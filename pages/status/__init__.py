"""Status: the node, the indices and their versions, how much there is, and the last loads."""

import streamlit as st

from search.results import IndexStatus, Status
from search.status import get_status
from ui import context
from ui.components.facts import facts
from ui.components.listing import Cell, Row, listing
from ui.format import number
from ui.loads import load_columns, load_row
from ui.page import title
from ui.sample import offer

_HEALTH = {
    "green": "all is well",
    "yellow": "a second copy is missing",
    "red": "some data cannot be read",
}


def render() -> None:
    status = get_status(context.engine(), context.principal())
    title("Status")
    if not status.counts["customers"]:
        offer("There is no data yet")
    left, right = st.columns([0.32, 0.68], gap="large")
    with left:
        facts(_sections(status))
    with right:
        listing(
            "status-indices",
            "Indices",
            ("Alias", "Index", "#Version", "#Documents", "#Size"),
            [_index_row(index) for index in status.indices],
        )
        rows = [load_row(load, context.zone()) for load in status.loads]
        listing("status-loads", "Last loads", load_columns(), rows, "Nothing has been loaded yet.")


def _sections(status: Status) -> list[dict[str, object]]:
    node = {
        "Health": f"{status.health}: {_HEALTH.get(status.health, '')}",
        "OpenSearch": status.version,
        "Address": status.url,
        "Cluster": status.cluster,
        "Nodes": number(status.nodes),
    }
    counts = {name.capitalize(): number(count) for name, count in status.counts.items()}
    return [_section("Access", _access()), _section("Node", node), _section("Stored", counts)]


def _access() -> dict[str, str]:
    who = context.principal()
    alone = "from this machine alone; whoever uses it is the administrator"
    reached = alone if context.is_alone() else "through the proxy that says who has signed in"
    return {"Who": who.identity, "Role": who.role.capitalize(), "Reached": reached}


def _section(title: str, pairs: dict[str, str]) -> dict[str, object]:
    rows = [{"name": name, "text": text, "json": None} for name, text in pairs.items()]
    return {"title": title, "rows": rows, "empty": ""}


def _index_row(index: IndexStatus) -> Row:
    version = "—" if index.version is None else str(index.version)
    texts = (index.alias, index.index or "not made yet", version, number(index.documents), _size(index.size_bytes))
    return Row(tuple(Cell(text) for text in texts))


def _size(size_bytes: int) -> str:
    """1536 -> "1.5 KiB"."""
    units = ("B", "KiB", "MiB", "GiB", "TiB")
    power = min(len(units) - 1, max(0, size_bytes.bit_length() - 1) // 10)
    return f"{size_bytes / 1024**power:,.1f} {units[power]}" if power else f"{size_bytes} B"
