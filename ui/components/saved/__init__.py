"""The menu of saved filters: one's own, those that are shared, and everybody of a campaign; and what changes them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from ui.components.parts import component
from ui.filters import follow, told

_mount = component("saved")


@dataclass(frozen=True)
class Entry:
    """A saved filter. `change_refused`, `share_refused`: why the reader may not rename, update and delete it, or
    share it and take it back; "" where they may."""

    id: str
    name: str
    href: str
    own: bool
    owner: str
    shared: bool
    default: bool
    change_refused: str = ""
    share_refused: str = ""


@dataclass(frozen=True)
class Menu:
    """`everybody` and `fields` lead to the list without filters and to the page of fields. `current` is the open
    filter's ID, `changed` whether the list differs from it, `filtered` whether anything is; `campaigns` are (name,
    href, count); `answer` {request, problem} tells what became of the last act."""

    filters: Sequence[Entry]
    everybody: str
    fields: str
    filtered: bool
    current: str = ""
    changed: bool = False
    sharing_refused: str = ""
    campaigns: Sequence[tuple[str, str, str]] = ()
    answer: dict[str, Any] = field(default_factory=lambda: {"request": 0, "problem": ""})


def beginning(key: str) -> str | None:
    """How the campaigns begin that the browser asks for, once; None where it asks for none."""
    wanted = st.session_state.pop(f"{key}-asked", None)
    return str(wanted.get("beginning", "")) if isinstance(wanted, dict) else None


def saved_menu(key: str, menu: Menu, act: Callable[[dict[str, Any]], None]) -> None:
    """Draw the button with its menu. `act` carries out {request, do, id, name, shared}, where `do` is "save", "update",
    "rename", "share", "unshare", "default", "no_default" or "delete"."""

    def keep() -> None:
        st.session_state[f"{key}-asked"] = told(key, "ask")

    def carry_out() -> None:
        wanted = told(key, "act")
        if isinstance(wanted, dict):
            act(wanted)

    data = asdict(menu)
    data["campaigns"] = [{"name": name, "href": href, "count": count} for name, href, count in menu.campaigns]
    _mount(key=key, data=data, width="content", on_ask_change=keep, on_act_change=carry_out, on_go_change=follow(key))
