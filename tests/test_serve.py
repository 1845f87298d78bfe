"""Where the app starts, and where it refuses to."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import serve
from domain.errors import WrongInput

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
SECRET = "a secret of the proxy's"
PROXY = {"OPEN360_TRUSTED_PROXY": HOST, "OPEN360_TRUSTED_PROXY_SECRET": SECRET, "FORWARDED_ALLOW_IPS": ""}
ROLES = {"OPEN360_TRUSTED_PROXY_ROLES": "analysts=viewer"}
STREAMLIT = ["-m", "streamlit", "run", "app.py", "--server.port", "0", "--server.address"]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        port: int = listener.getsockname()[1]
        yield port


def test_a_taken_port_is_passed_over(taken: int) -> None:
    found = serve.free_port(HOST, taken)
    assert taken < found < taken + serve.PORTS_TRIED


def test_no_free_port_is_told(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "PORTS_TRIED", 1)
    with pytest.raises(WrongInput, match="OPEN360_PORT"):
        serve.free_port(HOST, taken)


def test_an_address_that_is_not_this_machines_is_told() -> None:
    with pytest.raises(WrongInput, match="OPEN360_ADDRESS"):
        serve.free_port("no-such-host.invalid", 8360)


@pytest.mark.parametrize(
    ("program", "environment", "reason"),
    [
        (["serve.py"], {"OPEN360_ADDRESS": "0.0.0.0"}, "does not start on 0.0.0.0"),
        (["serve.py"], {"OPEN360_ADDRESS": "::"}, "does not start on ::"),
        (["serve.py"], {"OPEN360_TRUSTED_PROXY": HOST, **ROLES}, "OPEN360_TRUSTED_PROXY_SECRET"),
        (["serve.py"], PROXY, "Nobody would have a role"),
        ([*STREAMLIT, "0.0.0.0"], {}, "does not start on 0.0.0.0"),
        ([*STREAMLIT, "::"], {}, "does not start on ::"),
        ([*STREAMLIT, ""], {}, "does not start on 0.0.0.0"),
        ([*STREAMLIT, HOST], PROXY, "Nobody would have a role"),
        ([*STREAMLIT, HOST], {**PROXY, **ROLES, "FORWARDED_ALLOW_IPS": HOST}, "start Open360 by serve.py"),
        (STREAMLIT[:-1], {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}, "does not start on 0.0.0.0"),
    ],
    ids=lambda it: " ".join(it)[-40:] if isinstance(it, list) else "",
)
def test_it_refuses_to_start_where_nothing_says_who_asks(
    program: list[str], environment: dict[str, str], reason: str
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPEN360_", "FORWARDED_"))}
    done = subprocess.run(
        [sys.executable, *program], cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
