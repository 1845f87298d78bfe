"""The one place that every read passes: the permission, missing indices, and refusals turned into sentences.

Nothing loaded yet means that an index is missing; that is an empty answer here, never an error.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from opensearchpy.exceptions import NotFoundError, TransportError

from domain.access import Action, Principal, require
from domain.errors import EngineUnavailable, WrongInput
from engine import Engine
from engine.handle import translated

Body = dict[str, Any]
Source = dict[str, Any]

MAX_WINDOW = 10_000
"""As many results can be paged through; beyond, only `scan` reaches."""
MAX_ID_BYTES = 512
_WHOLE = {"ignore_unavailable": "true", "allow_partial_search_results": "false"}
_KEEP_ALIVE = "5m"


def search(engine: Engine, principal: Principal, name: str, body: Body, **params: Any) -> dict[str, Any]:
    """One search on one of our aliases; half an answer is an error."""
    require(principal, Action.READ)
    with _refusals(engine):
        return engine.search(name, body, **_WHOLE, **params)


def multi_search(
    engine: Engine, principal: Principal, asked: Sequence[tuple[str, Body]], **params: Any
) -> list[dict[str, Any]]:
    """Several searches in one round trip; the answers in the order of the questions."""
    require(principal, Action.READ)
    lines: list[Body] = []
    for name, body in asked:
        lines += [{"index": engine.alias(name), "ignore_unavailable": True, "allow_partial_search_results": False}]
        lines += [body]
    with _refusals(engine), translated(engine.url):
        answers: list[dict[str, Any]] = engine.client.msearch(body=lines, params=params)["responses"]
    for answer in answers:
        if "error" in answer:
            raise _refused(engine, int(answer.get("status", 500)), answer["error"])
    return answers


def document(engine: Engine, principal: Principal, name: str, document_id: str) -> Source | None:
    """The source of one document by its ID, also before a refresh; None when there is none."""
    require(principal, Action.READ)
    if not _possible_id(document_id):
        return None
    with _refusals(engine):
        return engine.get(name, document_id)


def documents(
    engine: Engine,
    principal: Principal,
    wanted: Iterable[tuple[str, str]],
    fields: dict[str, list[str]] | None = None,
) -> dict[tuple[str, str], Source]:
    """The sources of many documents, `wanted` as (alias name, ID), in one round trip; unknown ones are left out.

    `fields` names, by alias name, the only fields that are read of these documents.
    """
    require(principal, Action.READ)
    keys = list(dict.fromkeys(key for key in wanted if _possible_id(key[1])))
    if not keys:
        return {}
    docs: list[Body] = []
    for name, document_id in keys:
        entry: Body = {"_index": engine.alias(name), "_id": document_id}
        if fields and name in fields:
            entry["_source"] = fields[name]
        docs.append(entry)
    with _refusals(engine), translated(engine.url):
        answer = engine.client.mget(body={"docs": docs})
    for entry in answer["docs"]:  # a busy engine refuses single ones; that is not the same as having none
        if (error := entry.get("error")) and error.get("type") != "index_not_found_exception":
            raise _refused(engine, 503, error)
    return {key: entry["_source"] for key, entry in zip(keys, answer["docs"], strict=True) if entry.get("found", False)}


def scan(engine: Engine, principal: Principal, name: str, body: Body, batch: int = 1000) -> Iterator[list[Body]]:
    """Every hit of a search, in batches, from one point in time. `body` needs a sort that no two hits share."""
    require(principal, Action.READ)
    with _refusals(engine), translated(engine.url):
        try:
            opened = engine.client.create_pit(index=engine.alias(name), params={"keep_alive": _KEEP_ALIVE})
        except NotFoundError:
            return
    point = opened["pit_id"]
    asked = {**body, "size": batch, "pit": {"id": point, "keep_alive": _KEEP_ALIVE}, "track_total_hits": False}
    try:
        while True:
            with _refusals(engine), translated(engine.url):
                answer = engine.client.search(body=asked, params={"allow_partial_search_results": "false"})
            hits: list[Body] = answer["hits"]["hits"]
            if hits:
                yield hits
            if len(hits) < batch:
                return
            asked["search_after"] = hits[-1]["sort"]
    finally:
        with _refusals(engine), translated(engine.url):
            engine.client.delete_pit(body={"pit_id": [point]}, params={"ignore": 404})


def total(answer: dict[str, Any]) -> int:
    """The number of hits of a search that asked for it with `track_total_hits`."""
    return int(answer["hits"]["total"]["value"])


def _possible_id(document_id: str) -> bool:
    """False for what cannot be the ID of any document, and for what would change the meaning of an address."""
    try:
        length = len(document_id.encode())
    except UnicodeEncodeError:
        return False
    return 0 < length <= MAX_ID_BYTES and document_id not in (".", "..")


@contextmanager
def _refusals(engine: Engine) -> Iterator[None]:
    try:
        yield
    except orjson.JSONEncodeError as error:
        raise WrongInput("The request holds characters or numbers that cannot be sent; correct it.") from error
    except TransportError as error:
        status = error.status_code if isinstance(error.status_code, int) else 500
        raise _refused(engine, status, error.info) from error


def _refused(engine: Engine, status: int, info: Any) -> Exception:
    reason = _reason(info)
    if status == 400:
        return WrongInput(f"OpenSearch cannot answer this request ({reason}); change it and try again.")
    return EngineUnavailable(f"OpenSearch at {engine.url} could not answer ({reason}); try again.")


def _reason(info: Any) -> str:
    """The innermost reason of an error answer, in one short line."""
    reason = "no reason given"
    while isinstance(info, dict):
        if isinstance(info.get("reason"), str):
            reason = info["reason"]
        roots = info.get("root_cause")
        info = info.get("error") or info.get("caused_by") or (roots[0] if roots else None)
    return " ".join(reason.split())[:300]
