"""A load that is killed and run again leaves what one that was never disturbed leaves."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from indexing.loads import running_loads
from tests.loaders.support import conversation, documents, snapshot

SESSIONS = 1500
KILLS = 4


@pytest.fixture
def log(tmp_path):
    """A log large enough that a kill meets it at work, with people that only later lines join."""
    rng = random.Random(5)
    path = tmp_path / "log.jsonl"
    with path.open("w") as file:
        for number in range(SESSIONS):
            person = rng.randrange(200)
            customer = [
                {"external_id": str(person), "name": f"Person {person}"},
                {"email": f"p{person}@example.org", "name": f"Person {person}"},
                {"external_id": str(person), "email": f"p{person}@example.org"},
            ][rng.randrange(3)]
            messages = [{"author": "customer", "text": f"message {n} of {number}"} for n in range(rng.randrange(1, 20))]
            line = conversation(f"s{number}", customer=customer, messages=messages, campaign=f"c{person % 3}")
            file.write(json.dumps(line) + "\n")
    return path


def start(engine, path):
    environment = os.environ | {"OPEN360_INDEX_PREFIX": engine.prefix}
    return subprocess.Popen(
        [sys.executable, "-m", "loaders", "conversations", str(path)], env=environment, stderr=subprocess.PIPE
    )


def finish(process):
    _, errors = process.communicate()
    assert process.returncode in (0, 3), errors.decode()


def wait_until_at_work(engine, process, sessions):
    """Until so many sessions are in the index, or it has ended."""
    while process.poll() is None:
        if engine.client.indices.exists(index=engine.alias("loads")) and running_loads(engine):
            engine.client.indices.refresh(index=engine.alias("messages"))
            if engine.client.count(index=engine.alias("messages"))["count"] >= sessions:
                return
        time.sleep(0.01)  # between two looks


@pytest.mark.timeout(600)
def test_killed_and_run_again(engines, log):
    undisturbed, disturbed = engines(), engines()
    finish(start(undisturbed, log))
    rng = random.Random(7)
    for _ in range(KILLS):
        process = start(disturbed, log)
        wait_until_at_work(disturbed, process, rng.randrange(1, 8000))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    finish(start(disturbed, log))
    assert snapshot(disturbed) == snapshot(undisturbed)
    assert len(documents(disturbed, "sessions")) == SESSIONS
