"""A system outside, as a process of its own: `python tests/connectors/outside.py` prints its port.

The first part of a path says how it behaves: /good/…, /slow/…, /drip/… and so on. GET /asked tells, as JSON, what it
was asked so far and forgets it.
"""

import contextlib
import gzip
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PRODUCTS = [
    {"name": "Gold plan", "price": 1.10, "Since": "007", "active": True, "note": None, "limits": {"calls": 10}},
    {"name": "Loan", "amount": 12345678901234567890},
    {"name": "Loan", "amount": 2},
]
GOOD = json.dumps({"products": PRODUCTS}).replace("1.1,", "1.10,").encode()
STALL_SECONDS = 60
asked: list[dict[str, Any]] = []
seen: dict[str, int] = {}
ended = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer(GOOD)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = {"choices": [{"message": {"role": "assistant", "content": f"Written by {body['model']}. <b>Bold</b>"}}]}
        self.answer(json.dumps(text).encode(), body)

    def answer(self, good: bytes, body: Any = None) -> None:
        if self.path == "/asked":
            told = json.dumps(asked).encode()
            asked.clear()
            self.send(200, told)
            return
        asked.append({"path": self.path, "headers": dict(self.headers), "body": body})
        behaviour = self.path.strip("/").partition("/")[0].partition("?")[0]
        match behaviour:
            case "good":
                self.send(200, good)
            case "slow":
                ended.wait(STALL_SECONDS)
            case "drip":  # never quiet, never done
                self.send_head(200, 1_000_000)
                while not ended.wait(0.05):
                    self.wfile.write(b" ")
            case "broken":
                self.send(200, good[:-5])
            case "html":
                self.send(200, b"<html>Sign in</html>")
            case "schema":
                self.send(200, b'{"products": [{"name": "A"}, {"title": "secret"}]}')
            case "empty":
                self.send(200, b'{"choices": []}')
            case "many":
                self.send(200, json.dumps([{"name": "A"}] * 5000).encode())
            case "huge":
                self.send_head(200, 10**12)
                while True:
                    self.wfile.write(b" " * 65536)
            case "short":
                self.send_head(200, 10_000)
                self.wfile.write(good)
                self.close_connection = True
            case "gzip":
                self.send(200, gzip.compress(b"[" + b" " * 50_000_000 + b"]"), {"Content-Encoding": "gzip"})
            case "moved":
                self.send(302, b"", {"Location": "/good"})
            case "flaky":
                self.flaky(good, 500, {})
            case "later":
                self.flaky(good, 429, {"Retry-After": "1"})
            case "much-later":
                self.flaky(good, 503, {"Retry-After": "3600"})
            case status:
                self.send(int(status), b"{}")

    def flaky(self, good: bytes, status: int, headers: dict[str, str]) -> None:
        """Fails the first time that a path is asked for."""
        seen[self.path] = seen.get(self.path, 0) + 1
        self.send(200, good) if seen[self.path] > 1 else self.send(status, b"{}", headers)

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_head(status, len(body), headers)
        self.wfile.write(body)

    def send_head(self, status: int, length: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # whoever asked has gone
            super().handle()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()  # until whoever started it has gone
    ended.set()
