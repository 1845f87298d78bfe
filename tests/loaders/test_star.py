"""Real conversations and thirteen campaigns of the same people, in different orders and at once."""

import json
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.loaders.support import documents, snapshot
from tests.shared_data import shared

EXPECTED = {"customers": 108, "communications": 5272, "messages": 94_276, "logs": 218_971, "participations": 847}
FAMILIES = 6


def command(engine, module, *arguments):
    """Run one of our commands over this engine's indices; returns exit code and what it printed as JSON."""
    environment = os.environ | {"OPEN360_INDEX_PREFIX": engine.prefix}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def load(engine, path: Path):
    is_log = path.suffix == ".gz"
    arguments = ["conversations", str(path)] if is_log else ["campaign", str(path), "--name", path.stem]
    return command(engine, "loaders", *arguments, "--region", "GB", "--json")


@pytest.mark.timeout(900)
def test_star_in_any_order_and_four_loaders_at_once(engines):
    files = sorted(shared("star/campaigns").glob("*.csv"))
    assert len(files) == 13
    files.append(shared("star/conversations.jsonl.gz"))
    at_once, in_turn = engines(), engines()
    shuffled = list(files)
    random.Random(360).shuffle(shuffled)
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda path: load(at_once, path), shuffled))
    assert {code for code, _ in reports} <= {0, 3}
    assert all(report["rejected"] == 0 for _, report in reports)
    _, status = command(at_once, "indexing", "status", "--json")
    assert {name: status[name] for name in EXPECTED} == EXPECTED
    assert status["conflicts"] == FAMILIES

    for path in reversed(files):
        load(in_turn, path)
    names = ("groups", "conflicts")
    one, other = _people(at_once), _people(in_turn)
    assert {name: one[name] for name in names} == {name: other[name] for name in names}
    assert one == other

    again = [load(in_turn, path)[1] for path in files]
    assert all(r["created"] == r["updated"] == r["rejected"] == 0 for r in again)
    assert sum(r["unchanged"] for r in again) == EXPECTED["communications"] + EXPECTED["participations"]
    assert max(r["conflicts"] for r in again) == FAMILIES
    assert _people(in_turn) == other


def _people(engine):
    return snapshot(engine, only=("customers", "records", "campaigns", "agents", "fields"))


def test_a_value_stays_as_typed(fresh_engine):
    load(fresh_engine, shared("star/campaigns/bank.csv"))
    fees = {
        product["fields"]["monthly_fee"]
        for customer in documents(fresh_engine, "customers").values()
        for product in customer.get("products", [])
    }
    assert "20.00" in fees
