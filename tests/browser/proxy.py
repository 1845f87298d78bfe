"""A real proxy with the configuration that docs/deploy.md shows, and a small sign-in for it to ask."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from tests.browser.conftest import ROOT, free_port, until_it_answers

SECRET = "what only the proxy and the app know"
PASSWORD = "let me in please"
_HASH = "$2a$04$evvRnd63qvbWOD5eabRRpOKpriKqru.JOFhBUW5GolFsbl2bQtzJ2"
"""Of PASSWORD, as `caddy hash-password` prints it, made cheap."""
GLOBAL = "{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n\tdefault_bind 127.0.0.1\n}\n"
"""What a test needs besides: loopback alone, no certificates."""


def documented(part: int) -> str:
    """A Caddyfile from docs/deploy.md: 0 with a list of people, 1 with a sign-in of its own."""
    text = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    parts: list[str] = re.findall(r"^```caddyfile\n(.*?)^```$", text, re.M | re.S)
    return parts[part]


@contextmanager
def running_caddy(part: int, app_url: str, folder: Path, people: list[str], identity_url: str = "") -> Iterator[str]:
    """Caddy before an app, until it answers; returns the URL that people use."""
    port = free_port()
    (folder / "Caddyfile").write_text(GLOBAL + documented(part))
    (folder / "users.caddy").write_text("".join(f"{name} {_HASH}\n" for name in people))
    environment = os.environ | {
        "SITE": f"http://127.0.0.1:{port}",
        "APP": urlsplit(app_url).netloc,
        "IDENTITY": urlsplit(identity_url).netloc or "127.0.0.1:9091",
        "OPEN360_TRUSTED_PROXY_SECRET": SECRET,
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    log = folder / "caddy.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "caddy", "run", "--config", folder / "Caddyfile"],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until_it_answers(port, process, log, (200, 302, 401))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


class SignIn(ThreadingHTTPServer):
    """Knows people and their groups; a form sets the cookie by which it recognises them."""

    daemon_threads = True

    def __init__(self, groups: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.groups = groups
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: SignIn

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/sign-in":
            self._reply(
                200,
                {"Content-Type": "text/html"},
                b'<form method="post">Name <input name="who"><button>Sign in</button></form>',
            )
            return
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        who = cookies["who"].value if "who" in cookies else ""
        if who not in self.server.groups:
            to = f"http://{self.headers['X-Forwarded-Host']}{self.headers['X-Forwarded-Uri']}"
            self._reply(302, {"Location": f"{self.server.url}/sign-in?to={quote(to, safe='')}"})
            return
        groups = self.server.groups[who]
        # Who has no group gets no header: then the browser's own must not stand in its place.
        self._reply(200, {"Remote-User": who} | ({"Remote-Groups": groups} if groups else {}))

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        to = parse_qs(urlsplit(self.path).query)["to"][0]
        self._reply(303, {"Location": to, "Set-Cookie": f"who={form['who'][0]}; Path=/"})

    def _reply(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def running_sign_in(groups: dict[str, str]) -> Iterator[SignIn]:
    server = SignIn(groups)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
