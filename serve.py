"""Start the app on the settings' address (loopback, unless a trusted proxy stands before it) and port, or the next
free one. Streamlit prints the URL and opens a browser where there is one."""

import os
import socket
import sys
from pathlib import Path

from domain.errors import Open360Error, WrongInput
from settings import get_settings
from ui import exposure

PORTS_TRIED = 100


def free_port(address: str, first: int) -> int:
    """The first port from `first` on that nothing listens on at `address`. Raises WrongInput when a hundred are taken,
    and when this machine has no such address."""
    try:
        family, _, _, _, _ = socket.getaddrinfo(address, first, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise WrongInput(f"OPEN360_ADDRESS cannot be '{address}': this machine has no such address.") from None
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                continue
            return port
    raise WrongInput(f"No port from {first} on is free; set OPEN360_PORT to another one.")


def main() -> None:
    """Become Streamlit. Exits with 1 and a sentence on stderr when it cannot."""
    try:
        settings = get_settings()
        exposure.check(settings, settings.address)
        port = free_port(settings.address, settings.port)
    except Open360Error as error:
        sys.exit(str(error))
    headless = sys.platform.startswith("linux") and not (os.getenv("DISPLAY") or os.getenv("WAYLAND_DISPLAY"))
    os.environ[exposure.ADDRESSES_REWRITTEN] = ""
    os.chdir(Path(__file__).resolve().parent)
    os.execv(
        sys.executable,
        [
            *(sys.executable, "-m", "streamlit", "run", "app.py"),
            *("--server.address", settings.address, "--server.port", str(port)),
            *("--server.headless", str(headless).lower(), "--server.showEmailPrompt", "false"),
        ],
    )


if __name__ == "__main__":
    main()
