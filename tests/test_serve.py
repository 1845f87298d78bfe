"""The port that the app starts on."""

import socket
from collections.abc import Iterator

import pytest

import serve
from domain.errors import WrongInput


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.socket() as listener:
        listener.bind((serve.HOST, 0))
        listener.listen()
        port: int = listener.getsockname()[1]
        yield port


def test_a_taken_port_is_passed_over(taken: int) -> None:
    found = serve.free_port(taken)
    assert taken < found < taken + serve.PORTS_TRIED


def test_no_free_port_is_told(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "PORTS_TRIED", 1)
    with pytest.raises(WrongInput, match="OPEN360_PORT"):
        serve.free_port(taken)
