"""One endless chat in three panels: campaigns, messages, and the facts of the communication in view.

The browser keeps what is loaded, where the reader is and what is in view; it asks for more by the trigger `load`
(`asked`), one window at a time, and merges what comes by message ID. Python reads, permits and words.
"""

from typing import Any, NamedTuple

from ui.components.parts import component
from ui.filters import drawn_for, follow, go_to, has_gone, told

_mount = component("chat")


class Asked(NamedTuple):
    """What the browser asked for last: a number that the answer repeats, and where ("before", "after" a cursor, or
    "newest")."""

    request: int
    where: str
    cursor: tuple[int | str, ...] | None


def asked(key: str, chat: list[str | None]) -> Asked | None:
    """The request that this run answers; None when the chat is drawn from its beginning. `chat` says which one is
    drawn: what was asked of another is no longer wanted, and its answer would stand among the wrong messages."""
    wanted = told(key, "load")
    return _checked(wanted) if isinstance(wanted, dict) and wanted.get("chat") == chat else None


def chat(key: str, data: dict[str, Any]) -> None:
    """Draw what `pages.customers.chat` made; `key` is fixed and unique in the page."""

    def load() -> None:
        wanted = told(key, "load")
        # Of two triggers of one component only the later one may be heard, so this one tells where the browser is. When
        # the address is another one already, somebody else led away from here.
        if isinstance(wanted, dict) and isinstance(wanted.get("query"), str) and not has_gone(key):
            go_to(wanted["query"])

    drawn_for(key)
    _mount(key=key, data=data, on_load_change=load, on_go_change=follow(key))


def _checked(wanted: dict[str, Any]) -> Asked | None:
    request, where, cursor = wanted.get("request"), wanted.get("where"), wanted.get("cursor")
    if not isinstance(request, int) or where not in ("before", "after", "newest"):
        return None
    if where == "newest":
        return Asked(request, where, None)
    if not isinstance(cursor, list) or not all(isinstance(part, int | str) for part in cursor):
        return None
    return Asked(request, where, tuple(cursor))
