"""A search -> what the engine is asked. Words are found by their stems on `text`, everything exact on `text.exact`."""

import re
from datetime import timedelta
from typing import Any

from domain.campaigns import campaign_id
from search.query.nodes import Beginning, Every, Node, Not, Phrase, Said, TextQuery, Turns, Typo, Where, Words
from search.query.values import channel_of, days

_READABLE = re.compile(r"\w")
_EXPANSIONS = 1000
"""Words of the index that a beginning or a typo may stand for."""
Clause = dict[str, Any]


def clauses(query: TextQuery, time_zone: str = "UTC") -> list[Clause]:
    """What must match; days are meant in `time_zone`. Facts of communications must be `resolved` before."""
    if query.root is None:
        return []
    parts = query.root.parts if isinstance(query.root, Every) and not query.root.any else (query.root,)
    return [_clause(part, time_zone, beside=_reads_beside(part, parts)) for part in parts]


def shown_clauses(query: TextQuery) -> dict[str, list[Clause]]:
    """What is marked in a found message, by field: every word and phrase that is looked for, not those ruled out."""
    found: dict[str, list[Clause]] = {"text": [], "text.exact": []}
    for leaf in leaves(query.root):
        if not isinstance(leaf, Where):
            found["text" if isinstance(leaf, Words) else "text.exact"].append(_clause(leaf, "UTC"))
    return found


def phrases(query: TextQuery) -> tuple[str, ...]:
    """The phrases that are looked for word by word, without repeats."""
    found = (leaf.text for leaf in leaves(query.root) if isinstance(leaf, Phrase) and not leaf.distance)
    return tuple(dict.fromkeys(found))


def leaves(node: Node | None) -> list[Node]:
    """The words, phrases and facts that are looked for, in order."""
    match node:
        case None | Not():
            return []
        case Every(parts) | Turns(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case Said(_, part):
            return leaves(part)
        case _:
            return [node]


def _reads_beside(part: Node, parts: tuple[Node, ...]) -> bool:
    """Whether another part says something: then one of nothing but punctuation is ignored beside it."""
    return any(other is not part and (isinstance(other, Where) or _is_readable(other)) for other in parts)


def _is_readable(node: Node) -> bool:
    return any(
        _READABLE.search(leaf.text) for leaf in leaves(node) if not isinstance(leaf, Where | Every | Not | Said | Turns)
    )


def _clause(node: Node, time_zone: str, beside: bool = False) -> Clause:
    match node:
        case Words(text):
            return {"match": {"text": {"query": text, "operator": "and", "zero_terms_query": _none(beside)}}}
        case Phrase(text, distance):
            phrase: Clause = {"query": text, "zero_terms_query": _none(beside)}
            return {"match_phrase": {"text.exact": phrase | ({"slop": distance} if distance else {})}}
        case Beginning(text):
            return {
                "match_bool_prefix": {"text.exact": {"query": text, "operator": "and", "max_expansions": _EXPANSIONS}}
            }
        case Typo(text):
            typo = {"query": text, "operator": "and", "fuzziness": 1, "max_expansions": _EXPANSIONS}
            return {"match": {"text.exact": typo}}
        case Said(author, part):
            return {"bool": {"must": [_clause(part, time_zone)], "filter": [{"term": {"author": author}}]}}
        case Not(part):
            return {"bool": {"must_not": [_clause(part, time_zone)]}}
        case Every(parts, True):
            return {"bool": {"should": [_clause(part, time_zone) for part in parts], "minimum_should_match": 1}}
        case Every(parts):
            return {"bool": {"must": [_clause(part, time_zone, _reads_beside(part, parts)) for part in parts]}}
        case Turns():
            return _turns(node)
        case Where(field, value):
            return {"bool": {"filter": [_where(field, value, time_zone)]}}


def _turns(node: Turns) -> Clause:
    places = [({"position": at}, _sessions(numbers)) for at, numbers in node.places or ()]
    ways = [{"bool": {"filter": [{"term": at}, sessions]}} for at, sessions in places]
    for number, positions in node.long_sessions:
        ways.append({"bool": {"filter": [{"term": {"session_number": number}}, {"terms": {"position": positions}}]}})
    return {"constant_score": {"filter": {"bool": {"should": ways}}}} if ways else {"match_none": {}}


def _sessions(packed: str) -> Clause:
    return {"terms": {"session_number": [packed], "value_type": "bitmap"}}


def _where(field: str, value: str, time_zone: str) -> Clause:
    if field == "in":
        return {"term": {"campaign_id": campaign_id(value)}}
    if field == "channel":
        return {"term": {"channel": channel_of(value)}}
    if field == "by":
        return {"wildcard": {"responsible": {"value": f"*{_literal(value)}*", "case_insensitive": True}}}
    if field == "sessions":
        return _sessions(value) if value else {"match_none": {}}
    span = days(value)
    if span is None:
        raise ValueError(f"{field} is no fact of a message")
    first, last = span
    after_last = (last + timedelta(days=1)).isoformat()
    limits = {
        "before": {"lt": first.isoformat()},
        "after": {"gte": after_last},
        "on": {"gte": first.isoformat(), "lt": after_last},
    }[field]
    return {"range": {"sent_at": {**limits, "format": "yyyy-MM-dd", "time_zone": time_zone}}}


def _none(beside: bool) -> str:
    return "all" if beside else "none"


def _literal(text: str) -> str:
    """Without the meaning that a wildcard query gives to some characters."""
    return "".join("\\" + c if c in "*?\\" else c for c in text)
