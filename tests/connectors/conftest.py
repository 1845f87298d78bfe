"""A system outside that runs as a process of its own; see outside.py."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Asked = Callable[[], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def outside() -> Iterator[str]:
    """The address of the system."""
    program = Path(__file__).parent / "outside.py"
    with subprocess.Popen([sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()
        process.wait(timeout=20)


@pytest.fixture
def asked(outside: str) -> Asked:
    """Tells what the system was asked since it was last told, beginning with nothing."""

    def told() -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{outside}/asked") as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found

    told()
    return told
