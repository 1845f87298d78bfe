"""Index versions: names, creation, and moving to a newer version without losing what is stored.

The index behind the alias `PREFIX-customers` is `PREFIX-customers-v1`; its number is the schema version.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

from opensearchpy.exceptions import NotFoundError, RequestError

from domain.access import Action, Principal, require
from domain.errors import EngineUnavailable, WrongInput
from engine import Engine
from engine.handle import translated
from indexing.analysis import analysis
from indexing.schema import INDEXES, USER_FIELD, Index

_POLL_SECONDS = 0.5


def index_name(engine: Engine, index: Index) -> str:
    """The concrete name of an index at the version of this program."""
    return f"{engine.alias(index.name)}-v{index.version}"


def index_body(index: Index, language: str) -> dict[str, Any]:
    """Settings and mapping to create an index with."""
    return {
        "settings": {
            "index": {
                "number_of_shards": 1,
                "auto_expand_replicas": "0-1",
                "max_result_window": 10_000,
                "mapping": {"total_fields": {"limit": 6000}, "nested_objects": {"limit": 50_000}},
            },
            "analysis": analysis(language),
        },
        "mappings": index.mapping,
    }


def current_indices(engine: Engine) -> dict[str, str]:
    """Alias -> the concrete index behind it, of the aliases that exist."""
    with translated(engine.url):
        try:
            answer = engine.client.indices.get_alias(name=f"{engine.prefix}-*")
        except NotFoundError:
            return {}
    return {alias: name for name, entry in answer.items() for alias in entry["aliases"]}


def ensure(engine: Engine, language: str) -> None:
    """Create what does not exist yet. Raises WrongInput when an index is of another version than this program."""
    existing = current_indices(engine)
    for index in INDEXES:
        alias = engine.alias(index.name)
        if alias not in existing:
            _create(engine, index, language, alias)
        elif existing[alias] != index_name(engine, index):
            raise _wrong_version(existing[alias], index)


def check(engine: Engine) -> None:
    """Raise WrongInput when an existing index is newer than this program, or older and not migrated."""
    existing = current_indices(engine)
    for index in INDEXES:
        name = existing.get(engine.alias(index.name))
        if name is not None and name != index_name(engine, index):
            raise _wrong_version(name, index)


def is_outdated(engine: Engine) -> bool:
    """True when an existing index is older than this program."""
    existing = current_indices(engine)
    names = [(index, existing.get(engine.alias(index.name))) for index in INDEXES]
    return any(name is not None and version_of(name) < index.version for index, name in names)


def version_of(name: str) -> int:
    """The schema version in a concrete index name; 0 where it has none."""
    found = re.search(r"-v(\d+)$", name)
    return int(found.group(1)) if found else 0


def migrate(engine: Engine, principal: Principal, language: str) -> Iterator[str]:
    """Bring every index to the version of this program; yields a sentence for each step.

    The new version is built beside the old one from what is stored and takes over in one call. Interrupted, it
    can be run again: what an unfinished run built is built anew. The caller keeps loads away meanwhile.
    """
    require(principal, Action.MIGRATE)
    existing = current_indices(engine)
    for index in INDEXES:
        alias = engine.alias(index.name)
        target = index_name(engine, index)
        source = existing.get(alias)
        if source is None:
            _create(engine, index, language, alias)
            yield f"{alias}: created at version {index.version}."
        elif source == target:
            yield f"{alias}: is at version {index.version}."
        elif version_of(source) > index.version:
            raise _wrong_version(source, index)
        else:
            count = _rebuild(engine, index, language, source, target)
            _swap(engine, alias, source, target)
            yield f"{alias}: {count} documents moved from version {version_of(source)} to {index.version}."


def _create(engine: Engine, index: Index, language: str, alias: str) -> None:
    body = index_body(index, language) | {"aliases": {alias: {}}}
    try:
        with translated(engine.url):
            engine.client.indices.create(index=index_name(engine, index), body=body)
    except RequestError as error:
        if error.error != "resource_already_exists_exception":
            reason = error.info["error"]["root_cause"][0]["reason"] if isinstance(error.info, dict) else error.error
            hint = " Check OPEN360_LANGUAGE." if "analyzer" in reason or "stem" in reason.lower() else ""
            raise WrongInput(f"OpenSearch refuses to create {alias}: {reason}.{hint}") from error
        # Another process was first; or an unfinished migration left it without its alias.
        if alias not in current_indices(engine):
            with translated(engine.url):
                engine.client.indices.put_alias(index=index_name(engine, index), name=alias)


def _rebuild(engine: Engine, index: Index, language: str, source: str, target: str) -> int:
    client = engine.client
    with translated(engine.url):
        client.indices.delete(index=target, params={"ignore_unavailable": "true"})
        properties = client.indices.get_mapping(index=source)[source]["mappings"]["properties"]
        body = index_body(index, language)
        _carry_user_fields(properties, body["mappings"]["properties"])
        client.indices.create(index=target, body=body)
        client.indices.refresh(index=source)
        task = client.reindex(
            body={"source": {"index": source}, "dest": {"index": target}},
            params={"wait_for_completion": "false", "slices": "auto"},
        )["task"]
        while not (state := client.tasks.get(task_id=task))["completed"]:
            time.sleep(_POLL_SECONDS)
        response = state.get("response", {})
        if failures := response.get("failures") or state.get("error"):
            raise EngineUnavailable(f"{source} could not be rebuilt, nothing was changed: {str(failures)[:500]}.")
        client.indices.refresh(index=target)
        have = client.count(index=target)["count"]
        want = client.count(index=source)["count"]
    if have != want:
        raise EngineUnavailable(f"{source} has {want} documents but {target} got {have}; nothing was changed.")
    return int(have)


def _carry_user_fields(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Users' own fields were added to the old mapping one by one; the new one starts with all of them."""
    for name, mapping in old.items():
        if name not in new:
            continue
        if name == "fields" and "properties" in mapping:
            new[name] = {**new[name], "properties": {n: dict(USER_FIELD) for n in mapping["properties"]}}
        elif "properties" in mapping and "properties" in new[name]:
            new[name] = {**new[name], "properties": dict(new[name]["properties"])}
            _carry_user_fields(mapping["properties"], new[name]["properties"])


def _swap(engine: Engine, alias: str, source: str, target: str) -> None:
    with translated(engine.url):
        engine.client.indices.update_aliases(
            body={
                "actions": [
                    {"add": {"index": target, "alias": alias}},
                    {"remove_index": {"index": source}},
                ]
            }
        )


def _wrong_version(name: str, index: Index) -> WrongInput:
    version = version_of(name)
    if version > index.version:
        return WrongInput(
            f"The index {name} was made by a newer Open360 (schema {version}, this program knows {index.version}); "
            "update the program, or use another OPEN360_INDEX_PREFIX."
        )
    return WrongInput(f"The index {name} has the older schema {version}; run 'python -m indexing migrate' first.")
