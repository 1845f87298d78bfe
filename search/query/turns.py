"""Across turns: which messages of which communications take part in "A, and within n turns B".

The engine tells for each part at which positions of which sessions it stands, one bit each; the rest is arithmetic on
these sets, so that the outcome is exact however many there are.
"""

import base64
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy
from pyroaring import BitMap

from domain.access import Principal
from domain.errors import WrongInput
from engine import Engine
from search import ask
from search.query.nodes import Turns

Places = dict[int, BitMap]
"""Position of a message -> the numbers of the sessions in which it is one of those meant."""

_MAX_POSITIONS = 300
"""Positions asked for one by one; each takes two of the 1,024 clauses that the engine allows."""
_MAX_LONG_SESSIONS = 100
_COLLECTED: dict[str, Any] = {
    "init_script": "state.at = new HashMap()",
    "map_script": "if (doc['session_number'].size() > 0) {"
    " def at = (int) doc['position'].value;"
    " if (!state.at.containsKey(at)) { state.at.put(at, new BitSet()) }"
    " state.at.get(at).set((int) doc['session_number'].value) }",
    "combine_script": "def told = new HashMap();"
    " for (entry in state.at.entrySet()) { told.put(entry.getKey().toString(), entry.getValue().toLongArray()) }"
    " return told",
    "reduce_script": "return states",
}


def looked_up(engine: Engine, principal: Principal, node: Turns, queries: Iterable[dict[str, Any]]) -> Turns:
    """The node with the messages that take part; `queries` ask for the messages of each of its parts."""
    asked = [("messages", places_body(query)) for query in queries]
    found = [_read(answer) for answer in ask.multi_search(engine, principal, asked)]
    united: Places = {}
    for part in taking_part(found, node.gaps):
        for at, sessions in part.items():
            united[at] = united.get(at, BitMap()) | sessions
    usual = {at: sessions for at, sessions in united.items() if at < _MAX_POSITIONS}
    return replace(
        node,
        places=tuple((at, base64.b64encode(sessions.serialize()).decode()) for at, sessions in sorted(usual.items())),
        long_sessions=_long(united),
    )


def taking_part(parts: list[Places], gaps: tuple[tuple[bool, int], ...]) -> list[Places]:
    """Of each part the places that belong to some whole chain: forward what can be reached from the first part, then
    backward what leads on to the last."""
    reached = [parts[0]]
    for part, gap in zip(parts[1:], gaps, strict=True):
        reached.append(_within(part, reached[-1], _steps(gap, forward=True)))
    taken = [reached[-1]]
    for part, gap in zip(reached[-2::-1], gaps[::-1], strict=True):
        taken.append(_within(part, taken[-1], _steps(gap, forward=False)))
    return taken[::-1]


def places_body(query: dict[str, Any]) -> dict[str, Any]:
    return {
        "query": query,
        "size": 0,
        "track_total_hits": False,
        "aggs": {"places": {"scripted_metric": _COLLECTED}},
    }


def _steps(gap: tuple[bool, int], forward: bool) -> range:
    """How far the other one lies from a place, in positions."""
    later, distance = gap
    if not later:
        return range(-distance, distance + 1)
    return range(-distance, 0) if forward else range(1, distance + 1)


def _within(places: Places, others: Places, steps: range) -> Places:
    """The places that have one of the others so many positions away."""
    found: Places = {}
    for at, sessions in places.items():
        near = BitMap.union(*(others[at + step] for step in steps if at + step in others), BitMap())
        if both := sessions & near:
            found[at] = both
    return found


def _read(answer: dict[str, Any]) -> Places:
    found: Places = {}
    for shard in answer.get("aggregations", {}).get("places", {}).get("value") or ():
        for at, words in shard.items():
            bits = numpy.unpackbits(numpy.array(words, dtype="<i8").view(numpy.uint8), bitorder="little")
            numbers = BitMap(numpy.flatnonzero(bits).astype(numpy.uint32))
            found[int(at)] = found.get(int(at), BitMap()) | numbers
    return found


def _long(united: Places) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """What lies far back in long communications, session by session."""
    by_session: dict[int, list[int]] = {}
    for at, sessions in sorted(united.items()):
        if at >= _MAX_POSITIONS:
            for number in sessions:
                by_session.setdefault(number, []).append(at)
    if len(by_session) > _MAX_LONG_SESSIONS:
        raise WrongInput(
            f"More than {_MAX_LONG_SESSIONS} conversations match beyond their {_MAX_POSITIONS}th message; "
            "narrow the search by a campaign, a channel or a customer."
        )
    return tuple((number, tuple(positions)) for number, positions in by_session.items())
