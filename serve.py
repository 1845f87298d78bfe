"""Start the app on loopback: on the settings' port, or the next free one. Streamlit prints the URL and opens a
browser where there is one."""

import os
import socket
import sys
from pathlib import Path

from domain.errors import Open360Error, WrongInput
from settings import get_settings

HOST = "127.0.0.1"
PORTS_TRIED = 100


def free_port(first: int) -> int:
    """The first port from `first` on that nothing listens on. Raises WrongInput when a hundred are taken."""
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise WrongInput(f"No port from {first} on is free; set OPEN360_PORT to another one.")


def main() -> None:
    """Become Streamlit. Exits with 1 and a sentence on stderr when it cannot."""
    try:
        port = free_port(get_settings().port)
    except Open360Error as error:
        sys.exit(str(error))
    headless = sys.platform.startswith("linux") and not (os.getenv("DISPLAY") or os.getenv("WAYLAND_DISPLAY"))
    os.chdir(Path(__file__).resolve().parent)
    os.execv(
        sys.executable,
        [
            *(sys.executable, "-m", "streamlit", "run", "app.py"),
            *("--server.address", HOST, "--server.port", str(port)),
            *("--server.headless", str(headless).lower(), "--server.showEmailPrompt", "false"),
        ],
    )


if __name__ == "__main__":
    main()
