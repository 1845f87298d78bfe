"""The URL is the state: a widget starts from its parameter and writes it back, in one change of the address."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs

import streamlit as st

from ui.links import Params


def params() -> dict[str, str]:
    """The address's parameters; of a repeated one the last."""
    return st.query_params.to_dict()


def all_params() -> dict[str, str | list[str]]:
    """The address's parameters; a repeated one as the list of its values."""
    every = {name: st.query_params.get_all(name) for name in st.query_params}
    return {name: values[0] if len(values) == 1 else values for name, values in every.items()}


def _single(value: str | Sequence[str] | None) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def go(params: Params) -> None:
    """Go to this address within the page: one step in the browser's history, or none."""
    after = {name: _single(value) for name, value in params.items() if value}
    if after != all_params():
        st.query_params.from_dict(after)


def go_to(query: str | None) -> None:
    """Go to this address, given as the text behind its "?"."""
    go(parse_qs(query or ""))


def set_params(**changes: str | None) -> None:
    """Change some parameters at once; None or "" removes one. One step in the browser's history, or none."""
    go({**all_params(), **changes})


def number(name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` from the address; the default where it is none."""
    text = params().get(name, "")
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else default


def told(key: str, trigger: str) -> Any:
    """What a component's trigger told; None where the component has left the page before it was heard."""
    return st.session_state[key].get(trigger) if key in st.session_state else None


def follow(key: str) -> Callable[[], None]:
    """The `on_go_change` of a component: take over the address that it went to (`visit` in components/parts.js)."""

    def take_over() -> None:
        if key in st.session_state:
            st.query_params.from_dict(parse_qs(told(key, "go") or ""))

    return take_over


def drawn_for(key: str) -> None:
    """Remember the address that the whole page is being drawn for; `key` is that of a fragment in it."""
    st.session_state[f"{key}-drawn"] = all_params()


def has_gone(key: str) -> bool:
    """Whether the address is another one now: a fragment, which runs alone, then asks for the whole page. It does so
    last, since a fragment that ends without its component takes the component away."""
    return bool(st.session_state.get(f"{key}-drawn") != all_params())
