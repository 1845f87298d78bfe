"""What stands in the place of a profile when there is none: an unknown customer, or one who was just deleted."""

from html import escape
from typing import Any

import streamlit as st

from ui import links
from ui.components.facts import facts
from ui.components.header import Deed, Header, Way, header
from ui.links import Params

PROOF = "proof"
"""In the answer to a deletion: a sentence, what was removed and what is left, as (what, how many) in words."""
_DELETED = "deleted-customers"
_WIDTH_PX = 520
_BACK = "Back to the list of customers (u)"


def remember_deleted(customer_id: str, answer: dict[str, Any]) -> None:
    """Keep the proof that an answer may hold, as long as the browser's window is open."""
    if PROOF in answer:
        st.session_state[_DELETED] = {**st.session_state.get(_DELETED, {}), customer_id: answer[PROOF]}


def render_deleted(customer_id: str, beside: Params) -> bool:
    """Show what became of a customer that was deleted here; False where it was not."""
    proof = st.session_state.get(_DELETED, {}).get(customer_id)
    if proof is None:
        return False
    _say("Customer deleted", proof["sentence"], beside)
    sections = (("What was removed", proof["removed"]), ("What is left", proof["left"]))
    with st.container(width=_WIDTH_PX):
        facts([{"title": title, "empty": "", "rows": [_row(*pair) for pair in pairs]} for title, pairs in sections])
    return True


def render_unknown(sentence: str, beside: Params) -> None:
    """A sentence and the way back."""
    _say("No such customer", sentence, beside)


def _say(title: str, sentence: str, beside: Params) -> None:
    href = links.customers({**beside, "row": None})
    back = Deed("Back to the list", href)
    with st.container(key="profile", gap="medium"):
        header("profile-header", Header(title, Way(href, _BACK), (), deeds=(back,), keys=(("u", "back to the list"),)))
        st.html(f'<p role="status">{escape(sentence)}</p>')


def _row(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "text": text, "json": None, "href": None, "title": ""}
