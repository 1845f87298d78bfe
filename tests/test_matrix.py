"""Role by action over every public function that reads or writes: each asks for one permission, before anything else.

ACTIONS is the table. A new public function that takes a principal (or a loader's options, which hold one) has to be
written into it, or the first test fails. The engine here is one that nobody may touch: what a role may not do
must end before it, and what it may do ends there.
"""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
import pytest

from domain import access
from domain.access import Action, Principal, Role
from domain.errors import Forbidden
from engine import Engine
from indexing import jobs, versions
from loaders.run import LoadOptions
from loaders.source import Source

LAYERS = ("search", "indexing", "loaders", "connectors")
ROOT = Path(__file__).resolve().parent.parent
ACTIONS: dict[str, Action] = {
    "search.ask.document": Action.READ,
    "search.ask.documents": Action.READ,
    "search.ask.multi_search": Action.READ,
    "search.ask.scan": Action.READ,
    "search.ask.search": Action.READ,
    "search.audit.find_audit": Action.READ_AUDIT,
    "search.chat.chat_campaigns": Action.READ,
    "search.chat.get_chat": Action.READ,
    "connectors.products.get_products": Action.EDIT,
    "connectors.products.known_by": Action.READ,
    "connectors.summaries.campaign_summary": Action.READ,
    "indexing.additions.add_customer": Action.EDIT,
    "indexing.bulk_changes.run_deletion": Action.DELETE,
    "indexing.bulk_changes.run_participation": Action.EDIT,
    "indexing.catalog.define_agents": Action.DEFINE_AGENTS,
    "indexing.decisions.keep_apart": Action.MERGE,
    "indexing.decisions.merge_customers": Action.MERGE,
    "indexing.decisions.settle_conflict": Action.MERGE,
    "indexing.decisions.undo_decision": Action.MERGE,
    "indexing.deletion.delete_customers": Action.DELETE,
    "indexing.edits.edit_customer": Action.EDIT,
    "indexing.edits.release_value": Action.EDIT,
    "indexing.exports.export_file": Action.EXPORT,
    "indexing.exports.run_export": Action.EXPORT,
    "indexing.exports.start_export": Action.EXPORT,
    "indexing.fields.hide": Action.MANAGE_FIELDS,
    "indexing.fields.register": Action.LOAD,
    "indexing.fields.rename": Action.MANAGE_FIELDS,
    "indexing.jobs.cancel": Action.READ,  # whose job it is has to be read first: test_cancelling_asks_for_the_jobs_action
    "indexing.jobs.get": Action.READ,
    "indexing.jobs.recent": Action.READ,
    "indexing.loads.Load": Action.LOAD,
    "indexing.loads.cancel_load": Action.LOAD,
    "indexing.merging.preview_merge": Action.READ,
    "indexing.migration.run_migration": Action.MIGRATE,
    "indexing.participations.set_participation": Action.EDIT,
    "indexing.preferences.save_columns": Action.SAVE,
    "indexing.products.store_products": Action.EDIT,
    "indexing.saved.delete_filter": Action.SAVE,
    "indexing.saved.rename_filter": Action.SAVE,
    "indexing.saved.save_filter": Action.SAVE,
    "indexing.saved.set_default": Action.SAVE,
    "indexing.saved.share_filter": Action.SHARE,
    "indexing.saved.update_filter": Action.SAVE,
    "indexing.summaries.keep_summary": Action.READ,
    "indexing.summaries.kept_summary": Action.READ,
    "indexing.undo.undo": Action.UNDO,
    "indexing.versions.migrate": Action.MIGRATE,
    "loaders.agents.load_agents": Action.DEFINE_AGENTS,
    "loaders.run.Run.start": Action.LOAD,
    "loaders.sample_load.load_sample": Action.DEFINE_AGENTS,
}
"""Function or class -> what it asks for."""
BY_ARGUMENT: dict[str, dict[str, Action]] = {"indexing.jobs.start": dict(jobs.KINDS)}
"""Functions whose first argument after the principal decides."""
_BY_ASK = "builds a query; what that needs to be read is read through search/ask.py, which asks"
NOT_ASKED = {
    "indexing.claims.refuse_taken": "who writes a key was asked for the right to do that; whose it is is read through search/ask.py",
    "indexing.erasure.begin": "a part of a deletion, which asks",
    "indexing.edit_records.edit_record": "makes a document and sends nothing",
    "indexing.key_edits.bind": "a part of an edit, which asks",
    "search.preferences.columns_id": "makes an ID",
    "search.saved.saved_filter": "makes a result of what was read",
    "indexing.audit.note": "notes what has been done; whoever did it was asked for the right to do that",
    "loaders.run.LoadOptions": "holds the principal for the loaders, which ask",
    "loaders.run.Run": "holds the options; begun by Run.start, which asks",
    "search.conditions.joins.Joins": _BY_ASK,
    "search.filtering.matching": _BY_ASK,
    "search.named.names_of": _BY_ASK,
    "search.query.sessions.resolved": _BY_ASK,
}
"""Takes a principal and asks for nothing, and why."""

_HIT = {"_id": "nobody", "_source": {"customer_id": "nobody", "session_id": "nobody", "campaign_id": "nobody"}}
_HITS = {"total": {"value": 1}, "hits": [_HIT]}
_GROUP = _HIT | {"inner_hits": {"messages": {"hits": _HITS}}}
GIVEN: dict[str, dict[str, Any]] = {
    "search.counts.read_totals": {"answer": {"hits": _HITS, "aggregations": {"customers": {"value": 1}}}},
    "search.groups.read_groups": {"answer": {"hits": {"hits": [_GROUP]}}},
}
"""Arguments that cannot be as plain as their type, or the function would not come to reading anything."""


class Reached(Exception):
    """The engine was touched."""


class Untouchable:
    """In the place of an engine: whatever is asked of it ends the call."""

    def __getattr__(self, name: str) -> Any:
        raise Reached(name)


def public() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function and class of the layers that takes a principal, by its dotted name."""
    for layer in LAYERS:
        if not (ROOT / layer / "__init__.py").exists():
            continue
        package = importlib.import_module(layer)
        for found in pkgutil.walk_packages(package.__path__, f"{layer}."):
            if found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            for name, thing in vars(module).items():
                if name.startswith("_") or getattr(thing, "__module__", "") != found.name or not callable(thing):
                    continue
                things = [(name, thing)]
                if inspect.isclass(thing):
                    things += [(f"{name}.{n}", getattr(thing, n)) for n in vars(thing) if not n.startswith("_")]
                for label, one in things:
                    if callable(one) and takes_principal(one):
                        yield f"{found.name}.{label}", one


def takes_principal(thing: Callable[..., Any]) -> bool:
    return any(hint in (Principal, LoadOptions) for hint in hints_or_none(thing).values())


def hints_or_none(thing: Callable[..., Any]) -> dict[str, Any]:
    try:
        return hints_of(thing)
    except (TypeError, ValueError, NameError):
        return {}


def hints_of(thing: Callable[..., Any]) -> dict[str, Any]:
    """Parameter -> its type, of those that have to be given."""
    function = thing.__init__ if inspect.isclass(thing) else thing
    hints = typing.get_type_hints(function)
    return {
        name: hints.get(name, Any)
        for name, parameter in inspect.signature(thing).parameters.items()
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        and (parameter.default is parameter.empty or hints.get(name) in (Principal, LoadOptions))
    }


def value_of(hint: Any, principal: Principal) -> Any:
    """The plainest value of a type."""
    origin = typing.get_origin(hint)
    if hint is Principal:
        return principal
    if hint is LoadOptions:
        return LoadOptions(principal, dry_run=True)
    if hint is Engine or hint is Source:
        return Untouchable()
    if hint is str:
        return "nobody"
    if hint in (int, float, bool, bytes):
        return hint()
    if hint is date:
        return date(2020, 1, 1)
    if origin in (types.UnionType, typing.Union):
        kinds = typing.get_args(hint)
        return None if type(None) in kinds else value_of(kinds[0], principal)
    if origin in (dict, Mapping):
        return {}
    if origin in (list, set, tuple, frozenset, Sequence, Iterable, Iterator):
        inner = [one for one in typing.get_args(hint) if one is not ...]
        if origin is tuple and typing.get_args(hint)[-1:] != (...,):
            return tuple(value_of(one, principal) for one in inner)
        one = [value_of(inner[0], principal)] if inner else []
        return iter(one) if origin is Iterator else origin(one) if origin in (list, set, tuple, frozenset) else one
    if origin is typing.Literal:
        return typing.get_args(hint)[0]
    if inspect.isclass(hint) and dataclasses.is_dataclass(hint):
        return hint(**{name: value_of(of, principal) for name, of in hints_of(hint).items()})
    return Untouchable()


def call(name: str, principal: Principal, *first: Any) -> None:
    """Call a function of the table with the plainest arguments, and take the first thing it yields."""
    thing = EVERYTHING[name]
    arguments = {of: value_of(hint, principal) for of, hint in hints_of(thing).items()}
    for value, of in zip(
        first, [of for of, hint in hints_of(thing).items() if hint not in (Engine, Principal)], strict=False
    ):
        arguments[of] = value
    result = thing(**arguments | GIVEN.get(name, {}))
    if isinstance(result, Iterator):
        list(islice(result, 1))


EVERYTHING = dict(public())
READING = sorted(name for name in EVERYTHING if name.startswith("search.") and name not in {**ACTIONS, **NOT_ASKED})
"""What search/ offers asks to read, unless the table says otherwise."""
LOADING = sorted(name for name in EVERYTHING if name.startswith("loaders.") and name not in {**ACTIONS, **NOT_ASKED})
ASKED = ACTIONS | dict.fromkeys(READING, Action.READ) | dict.fromkeys(LOADING, Action.LOAD)
CASES: list[tuple[str, tuple[Any, ...], Action]] = [(name, (), action) for name, action in sorted(ASKED.items())]
CASES += [(name, (kind,), action) for name, kinds in BY_ARGUMENT.items() for kind, action in kinds.items()]


def test_every_function_that_takes_a_principal_is_in_the_table() -> None:
    assert set(EVERYTHING) - {*ASKED, *BY_ARGUMENT, *NOT_ASKED} == set()
    assert {*ASKED, *BY_ARGUMENT, *NOT_ASKED} - set(EVERYTHING) == set(), "is no longer there"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("name", "first", "action"), CASES, ids=lambda it: it if isinstance(it, str) else None)
def test_a_role_gets_as_far_as_it_may(name: str, first: tuple[Any, ...], action: Action, role: Role) -> None:
    principal = Principal("ana", role)
    if not access.may(principal, action):
        with pytest.raises(Forbidden):
            call(name, principal, *first)
        return
    try:
        call(name, principal, *first)
    except Forbidden as refused:
        pytest.fail(str(refused))
    except Exception:
        return  # it came to the engine, or stumbled over an argument: allowed it was


@pytest.mark.parametrize(("name", "first", "action"), CASES, ids=lambda it: it if isinstance(it, str) else None)
def test_it_is_this_permission_that_it_asks_for(
    name: str, first: tuple[Any, ...], action: Action, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody may do it, not even an administrator does; so a read that forgets to ask is found too."""
    monkeypatch.setattr(access, "may", lambda principal, asked: asked is not action)
    with pytest.raises(Forbidden):
        call(name, access.LOCAL, *first)


WITHOUT = {"indexing.versions.check": "compares version numbers before anything is shown"}
"""What pages may call with an engine and without a principal, and why."""


def used_by_pages() -> Iterator[tuple[Path, str, Any]]:
    """Whatever ui/, pages/ and app.py take from the layers below: (where, dotted name, the thing)."""
    for path in [ROOT / "app.py", *ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/**/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LAYERS:
                for alias in node.names:
                    thing = getattr(importlib.import_module(str(node.module)), alias.name)
                    if inspect.ismodule(thing):
                        modules[alias.asname or alias.name] = thing.__name__
                    else:
                        yield path, f"{node.module}.{alias.name}", thing
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                module = modules[node.value.id]
                yield path, f"{module}.{node.attr}", getattr(importlib.import_module(module), node.attr, None)


def test_pages_call_nothing_that_asks_for_no_permission() -> None:
    """With an engine alone, without a principal, what a page calls could not know who asks."""
    seen = [(path, name, thing) for path, name, thing in used_by_pages() if callable(thing)]
    assert any(name == "indexing.jobs.start" for _, name, _ in seen)
    loose = {
        f"{path.relative_to(ROOT)} calls {name}"
        for path, name, thing in seen
        if name not in WITHOUT and Engine in hints_or_none(thing).values() and not takes_principal(thing)
    }
    assert loose == set()


LOCAL_USER = re.compile(r"\bLOCAL\b")


def test_only_commands_and_the_sign_in_act_as_the_local_user() -> None:
    """Anywhere else it would lend whoever asks the administrator's rights."""
    paths = [ROOT / "app.py", *(path for layer in (*LAYERS, "ui", "pages") for path in (ROOT / layer).glob("**/*.py"))]
    using = {str(path.relative_to(ROOT)) for path in paths if LOCAL_USER.search(path.read_text(encoding="utf-8"))}
    assert using == {*(f"{layer}/__main__.py" for layer in ("search", "indexing", "loaders")), "ui/who.py"}


@pytest.mark.parametrize("kind", list(jobs.KINDS))
@pytest.mark.parametrize("role", list(Role))
def test_cancelling_asks_for_the_jobs_action(
    kind: str, role: Role, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions.ensure(engine, "english")
    monkeypatch.setattr("indexing.jobs.subprocess.Popen", lambda *arguments, **options: psutil.Process())
    job_id = jobs.start(engine, access.LOCAL, kind, {})
    principal = Principal("ana", role)
    if access.may(principal, jobs.KINDS[kind]):
        jobs.cancel(engine, principal, job_id)
        assert jobs.get(engine, principal, job_id).state == "cancelling"
    else:
        with pytest.raises(Forbidden):
            jobs.cancel(engine, principal, job_id)
        assert jobs.get(engine, principal, job_id).state == "queued"
