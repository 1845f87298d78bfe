"""Deciding who is who: the two buttons, what was just decided with its Undo, and all decisions that hold."""

from collections.abc import Callable
from html import escape

import streamlit as st

from domain.access import Action, refusal
from indexing.decisions import undo_decision
from search.identity import Decision, decisions_of
from ui import context, links
from ui.errors import sentences
from ui.filters import params, set_params
from ui.format import counted, moment, plain

SHOWN = 50
DECISIONS_WIDTH = 760
NO_NAME = "no name"
_DECIDED = "duplicates-decided"
Decide = Callable[[], str]


def buttons(names: list[str], same: Decide, different: Decide, swap: Callable[[], None] | None = None) -> None:
    """ "Same person" and "Different people" about customers of these names; both return the decision ID."""
    refused = refusal(context.principal(), Action.MERGE)
    people = _listed(names)
    with st.container(horizontal=True, key="duplicates-buttons"):
        if st.button("Same person", type="primary", disabled=bool(refused), help=refused or None, key="same-person"):
            _decide(same, f"{people} are one customer now.")
        if st.button("Different people", disabled=bool(refused), help=refused or None, key="different-people"):
            _decide(different, f"{people} are held to be different people, whatever is loaded later.")
        if swap is not None:
            st.button(
                "Swap sides", type="tertiary", on_click=swap, help="The customer on the left keeps its ID and link."
            )


def _decide(decide: Decide, sentence: str) -> None:
    with sentences(), st.spinner("Putting everything where it belongs …"):
        decision_id = decide()
        set_params(pair=None, other=None)
        _say(sentence, decision_id)


def notice() -> None:
    """What was decided a moment ago, with its Undo, until the reader goes on to something else."""
    if _DECIDED not in st.session_state:
        return
    sentence, decision_id, where = st.session_state[_DECIDED]
    if where != params():
        del st.session_state[_DECIDED]
        return
    st.html(f'<div class="o-said" role="status">{escape(sentence)}</div>', width="content")
    if decision_id and st.button("Undo", key="undo-last", type="tertiary"):
        _undo(decision_id)


def why_not() -> None:
    """Why this person may only look; nothing when they may decide."""
    if refused := refusal(context.principal(), Action.MERGE):
        st.caption(refused)


def decisions(customer_id: str | None = None) -> None:
    """Every decision that holds (about one customer), each with its Undo."""
    found = decisions_of(context.engine(), context.principal(), customer_id)
    refused = refusal(context.principal(), Action.MERGE)
    with st.container(key="duplicates-decisions", width=DECISIONS_WIDTH):
        some = f": the newest {SHOWN} of {len(found)}" if len(found) > SHOWN else ""
        st.html(f'<h2 class="o-head">Decisions{some}</h2>')
        if not found:
            st.html('<p class="o-muted o-line">Nothing has been decided by hand.</p>')
        for decision in found[:SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center", key=f"decision-{decision.decision_id}"):
                st.html(_sentence(decision), width="stretch")
                label = f"Undo: {_in_words(decision)}"
                if st.button(
                    "Undo",
                    key=f"undo-{decision.decision_id}",
                    type="tertiary",
                    disabled=bool(refused),
                    help=refused or plain(label),
                ):
                    _undo(decision.decision_id)


def _undo(decision_id: str) -> None:
    with sentences(), st.spinner("Giving everybody back what was theirs …"):
        undo_decision(context.engine(), context.principal(), decision_id)
        set_params(pair=None)
        _say("The decision is undone.", None)


def _say(sentence: str, decision_id: str | None) -> None:
    """Say it at the top of this address from now on."""
    st.session_state[_DECIDED] = (sentence, decision_id, params())
    st.rerun()


def _in_words(decision: Decision) -> str:
    people = _listed([name or NO_NAME for _, name in decision.people])
    return f"{people}: {'same person' if decision.kind == 'merge' else 'different people'}"


def _sentence(decision: Decision) -> str:
    """The decision as a line of HTML; everything in it that came from people is escaped."""
    at = moment(decision.at, context.zone())
    tone, word = ("good", "Same person") if decision.kind == "merge" else ("grey", "Different people")
    people = " · ".join(
        f'<a href="{escape(links.profile(id))}" target="_self">{escape(name or NO_NAME)}</a>'
        for id, name in decision.people[:4]
    )
    more = f" and {counted(len(decision.people) - 4, 'more', 'more')}" if len(decision.people) > 4 else ""
    reason = f" · {decision.reason}" if decision.reason else ""
    told = f'{escape(decision.by)} · <span title="{escape(at.hover)}">{escape(at.text)}</span>{escape(reason)}'
    return (
        f'<div class="o-decision"><span class="o-pill o-{tone}">{word}</span>'
        f'<span class="o-people">{people}{more}</span><span class="o-muted">{told}</span></div>'
    )


def _listed(names: list[str]) -> str:
    shown = names[:3] + ([f"{len(names) - 3} more"] if len(names) > 3 else [])
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
