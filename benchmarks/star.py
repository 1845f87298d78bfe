"""The data set that is measured on, and the real commands that load it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import orjson

from domain.errors import Open360Error, WrongInput
from engine import Engine

ROOT = Path(__file__).resolve().parent.parent
REGION = "GB"
COMMUNICATIONS = 5272


def folder() -> Path:
    """Where star is. Raises WrongInput when it is not there."""
    found = ROOT.parent / "shared" / "data" / "star"
    if not (found / "conversations.jsonl.gz").exists():
        raise WrongInput(
            "The benchmarks load the data set star, which is not part of the product: "
            "put it as shared/data/star into the folder that holds the checkout."
        )
    return found


def load_conversations(prefix: str) -> float:
    """Load all conversations by the command, under this index prefix. Returns the seconds that it took."""
    file = folder() / "conversations.jsonl.gz"
    seconds, report = _run(prefix, "conversations", str(file), "--region", REGION)
    if report["read"] != COMMUNICATIONS or report["rejected"]:
        raise Open360Error(f"star was not loaded whole: {report}")
    return seconds


def load_all(prefix: str) -> float:
    """Load agent definitions, all campaigns and all conversations, a command each. Returns the seconds of all."""
    star = folder()
    seconds, _ = _run(prefix, "agents", str(star / "agents.json"))
    for file in sorted((star / "campaigns").glob("*.csv")):
        taken, _ = _run(prefix, "campaign", str(file), "--name", file.stem, "--region", REGION)
        seconds += taken
    return seconds + load_conversations(prefix)


def remove(engine: Engine) -> None:
    """Delete every index under the engine's prefix."""
    for row in engine.client.cat.indices(index=f"{engine.prefix}-*", params={"format": "json", "h": "index"}):
        engine.client.indices.delete(index=row["index"])


def _run(prefix: str, *arguments: str) -> tuple[float, dict[str, int]]:
    """Seconds and report of one command of the loaders; conflicts (exit code 3) belong to this data set."""
    environment = {**os.environ, "OPEN360_INDEX_PREFIX": prefix}
    command = [sys.executable, "-m", "loaders", *arguments, "--json"]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - begun
    if done.returncode not in (0, 3):
        raise Open360Error(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    return seconds, orjson.loads(done.stdout)
