"""Moving to a newer schema: beside the old, in one swap, repeatable, never while a load runs."""

from dataclasses import replace

import pytest

from domain.access import LOCAL, Principal, Role
from domain.errors import Busy, Forbidden, WrongInput
from indexing import versions
from indexing.loads import Load
from indexing.migration import run_migration
from indexing.schema import CUSTOMERS, INDEXES, KEYWORD
from tests.loaders.support import conversation, documents, load_lines, load_rows, snapshot

NEWER = replace(CUSTOMERS, version=CUSTOMERS.version + 1, properties={**CUSTOMERS.properties, "nickname": KEYWORD})


@pytest.fixture
def loaded(fresh_engine):
    load_lines(fresh_engine, [conversation("s1"), conversation("s2", customer={"external_id": "2"})])
    load_rows(fresh_engine, "Spring", [{"Customer ID": "1", "Tariff": "gold"}])
    return fresh_engine


@pytest.fixture
def newer_program(monkeypatch):
    """This program with a newer version of the customers index."""
    indexes = tuple(NEWER if index is CUSTOMERS else index for index in INDEXES)
    monkeypatch.setattr(versions, "INDEXES", indexes)


def test_migration_keeps_everything_and_swaps(loaded, newer_program):
    before = snapshot(loaded)
    assert versions.is_outdated(loaded)
    with pytest.raises(WrongInput, match="indexing migrate"):
        versions.check(loaded)
    sentences = list(run_migration(loaded, LOCAL, "english"))
    assert any(
        f"2 documents moved from version {CUSTOMERS.version} to {NEWER.version}" in sentence for sentence in sentences
    )
    assert versions.current_indices(loaded)[loaded.alias("customers")].endswith(f"-v{NEWER.version}")
    assert snapshot(loaded) == before
    found = loaded.client.count(
        index=loaded.alias("customers"),
        body={
            "query": {"nested": {"path": "participations", "query": {"term": {"participations.fields.tariff": "gold"}}}}
        },
    )
    assert found["count"] == 1
    assert not versions.is_outdated(loaded)
    assert not any("moved" in sentence for sentence in run_migration(loaded, LOCAL, "english"))


def test_an_interrupted_migration_is_built_anew(loaded, newer_program, monkeypatch):
    before = snapshot(loaded)
    swap = versions._swap

    def power_cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(versions, "_swap", power_cut)
    with pytest.raises(KeyboardInterrupt):
        list(run_migration(loaded, LOCAL, "english"))
    assert snapshot(loaded) == before
    monkeypatch.setattr(versions, "_swap", swap)
    list(run_migration(loaded, LOCAL, "english"))
    assert snapshot(loaded) == before
    assert len(list(loaded.client.indices.get(index=f"{loaded.alias('customers')}-*"))) == 1


def test_an_older_program_says_so(loaded, newer_program, monkeypatch):
    list(run_migration(loaded, LOCAL, "english"))
    monkeypatch.undo()
    with pytest.raises(WrongInput, match="newer Open360"):
        versions.ensure(loaded, "english")


def test_no_migration_while_a_load_runs_and_no_load_while_a_migration_runs(loaded):
    running = Load(loaded, LOCAL, "conversations", "big.jsonl", "hash", {}, "communications", "english")
    with running, pytest.raises(Busy, match=r"big\.jsonl"):
        list(run_migration(loaded, LOCAL, "english"))
    running.finish()
    steps = run_migration(loaded, LOCAL, "english")
    next(steps)
    with pytest.raises(Busy, match="migrated"):
        load_lines(loaded, [conversation("s9")])
    list(steps)
    load_lines(loaded, [conversation("s9")])
    assert "s9" in documents(loaded, "sessions")


def test_only_an_administrator_migrates(loaded):
    with pytest.raises(Forbidden):
        list(run_migration(loaded, Principal("eve", Role.SUPERVISOR), "english"))
