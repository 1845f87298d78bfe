"""The values that a field has, the most frequent first, for choosing one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.access import Action, Principal, require
from domain.conditions import Condition, Operator
from domain.conversation import CHANNELS
from domain.texts import text_of
from engine import Engine
from search import ask
from search.conditions.clauses import clause
from search.conditions.fields import COMMUNICATION, LOAD, NESTED, SAID, Field, field_of
from search.conditions.reader import Reader
from search.conditions.texts import all_of, any_of, folded_path, words_of
from search.names import campaign_names

_ALL = 10_000
_SAMPLE = 1000
"""Newest sessions whose results or parameters are looked through: the engine cannot count these."""
_TITLES = {
    "communication.responsible_type": {"ai": "AI agent", "operator": "Operator"},
    "communication.status": {"active": "Active", "closed": "Closed"},
    "active": {"true": "Yes", "false": "No"},
}


@dataclass(frozen=True)
class Choice:
    """A value, what people read for it, and how many customers have it (of a field of communications: how many of
    these); None where that is not known."""

    value: str
    title: str
    count: int | None


def choices(
    engine: Engine, principal: Principal, field_id: str, beginning: str = "", size: int = 50
) -> tuple[Choice, ...]:
    """Values with a word that begins as typed, whatever case and accents; () for fields with nothing to choose from.

    Spellings that differ in case and accents alone are one choice, in the most frequent of them.
    """
    require(principal, Action.READ)
    field = field_of(field_id)
    beginning = beginning.strip()
    if field.id == SAID or field.kind in ("number", "date", "phone"):
        return ()
    if field.scope == LOAD:
        return _loads(engine, principal, beginning, size)
    if field.path.startswith(("results.", "parameters.")):
        return _sampled(engine, principal, field, beginning, size)
    few = field.exact or field.kind == "boolean"
    name = "sessions" if field.scope == COMMUNICATION else "customers"
    answer = ask.search(engine, principal, name, choices_body(field, "" if few else beginning, _ALL if few else size))
    buckets = _buckets(answer.get("aggregations") or {})
    found = [_choice(bucket) for bucket in buckets]
    if few:
        titles = _titles(engine, principal, field, [value for value, _ in found])
        read = [Choice(value, titles.get(value, value), count) for value, count in found]
        return tuple([one for one in read if _begins(one.title, beginning)][:size])
    return tuple(Choice(value, value, count) for value, count in found)


def choices_body(field: Field, beginning: str, size: int) -> dict[str, Any]:
    """Values by their folded form, each in its most frequent spelling; entries of customers counted by customer."""
    values: dict[str, Any] = {"terms": {"field": folded_path(field), "size": size}}
    if field.kind == "boolean" or field.exact:
        values = {"terms": {"field": field.path, "size": size}}
    else:
        raw = "name.keyword" if field.id == "name" else field.path
        values["aggs"] = {"spelling": {"terms": {"field": raw, "size": 1}}}
    if field.scope in NESTED:
        values.setdefault("aggs", {})["whose"] = {"reverse_nested": {}}
    aggs: dict[str, Any] = {"values": values}
    if beginning:
        aggs = {"some": {"filter": _typed(field, beginning), "aggs": aggs}}
    if field.scope in NESTED:
        aggs = {"entries": {"nested": {"path": NESTED[field.scope]}, "aggs": aggs}}
    return {"size": 0, "track_total_hits": False, "aggs": aggs}


def _typed(field: Field, beginning: str) -> dict[str, Any]:
    """Beginnings of words as they are typed: no typos, and the value itself, which may have no word in it."""
    starts = clause(field, Condition(field.id, Operator.STARTS_WITH, (beginning,)), Reader())
    path = field.path if field.id == "name" else f"{field.path}.words"
    words = [{"match_bool_prefix": {path: {"query": word}}} for word in words_of(beginning)]
    return any_of([starts, all_of(words)]) if words else starts


def _buckets(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    for inner in ("entries", "some"):
        found = found.get(inner, found)
    buckets: list[dict[str, Any]] = found.get("values", {}).get("buckets", [])
    return buckets


def _choice(bucket: dict[str, Any]) -> tuple[str, int]:
    spellings = bucket.get("spelling", {}).get("buckets") or [bucket]
    value = spellings[0].get("key_as_string", spellings[0]["key"])
    return str(value), int(bucket.get("whose", bucket)["doc_count"])


def _titles(engine: Engine, principal: Principal, field: Field, values: list[str]) -> Mapping[str, str]:
    if field.kind == "campaign":
        return campaign_names(engine, principal, values)
    if field.kind == "channel":
        return CHANNELS
    if field.id == "communication.agent":
        found = ask.documents(engine, principal, [("agents", value) for value in values], {"agents": ["name"]})
        return {id: source["name"] for (_, id), source in found.items() if source.get("name")}
    return _TITLES.get(field.id, {})


def _loads(engine: Engine, principal: Principal, beginning: str, size: int) -> tuple[Choice, ...]:
    """The newest loads first, by the names of their files."""
    body = {
        "query": {"bool": {"filter": [{"term": {"type": "load"}}], "must_not": [{"term": {"kind": "agents"}}]}},
        "sort": [{"begun_at": {"order": "desc", "missing": "_last"}}, {"load_id": {"order": "asc"}}],
        "size": _ALL if beginning else size,
        "track_total_hits": False,
        "_source": ["file_name"],
    }
    answer = ask.search(engine, principal, "loads", body)
    found = [Choice(hit["_id"], hit["_source"].get("file_name") or hit["_id"], None) for hit in answer["hits"]["hits"]]
    return tuple([one for one in found if _begins(one.title, beginning)][:size])


def _sampled(engine: Engine, principal: Principal, field: Field, beginning: str, size: int) -> tuple[Choice, ...]:
    operator = Operator.STARTS_WITH if beginning else Operator.FILLED
    body = {
        "query": clause(field, Condition(field.id, operator, (beginning,)), Reader()),
        "sort": [{"session_number": {"order": "desc"}}],
        "size": _SAMPLE,
        "track_total_hits": False,
        "_source": [field.path.partition(".")[0]],
    }
    place, _, name = field.path.partition(".")
    found: Counter[str] = Counter()
    for hit in ask.search(engine, principal, "sessions", body)["hits"]["hits"]:
        if value := text_of((hit["_source"].get(place) or {}).get(name)):
            found[value] += 1
    return tuple(Choice(value, value, None) for value, _ in found.most_common(size))


def _begins(title: str, beginning: str) -> bool:
    typed = beginning.casefold()
    return title.casefold().startswith(typed) or any(word.casefold().startswith(typed) for word in words_of(title))
