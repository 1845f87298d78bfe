"""The gate before every page, route and file of the app: nothing passes before it is known who asks."""

import asyncio
import logging
import time

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import SignedOut
from settings import Settings, get_settings
from ui.exposure import is_own_host, open_addresses
from ui.signed_out import SENTENCE, TITLE, document
from ui.who import principal_of

LOG = logging.getLogger(__name__)
HEALTH = "/_stcore/health"
"""Says that the app is up and nothing else; what watches over it has no name to give."""
RECOGNISE_ANEW = 1012
"""Close code "service restart": the browser connects again by itself, and the page goes on."""
_LOG_AGAIN_SECONDS = 60.0


class Gate:
    """ASGI middleware. Refuses with 401 who has not signed in, with 403 what must not be reached at all; ends a
    websocket when its headers have become old, for they were read when it was opened."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._logged: dict[str, float] = {}
        self._open: dict[int, list[str]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        settings = get_settings()
        headers = Headers(scope=scope)
        status, reason = self._refused(settings, scope, headers)
        if status and scope["type"] == "websocket":
            self._tell(reason)
            await send({"type": "websocket.close", "code": 1008})
        elif status:
            self._tell(reason)
            await _answer(headers, status, reason)(scope, receive, send)
        elif scope["type"] == "websocket" and settings.trusted_proxy is not None:
            await self._app(scope, _until(receive, send, settings.trusted_proxy_recheck_minutes * 60), send)
        else:
            await self._app(scope, receive, send)

    def _refused(self, settings: Settings, scope: Scope, headers: Headers) -> tuple[int, str]:
        """The status to refuse with, and why; 0 to let pass."""
        if settings.trusted_proxy is None:
            if not is_own_host(headers.get("host")):
                return 403, "Open360 answers here under the names localhost and 127.0.0.1 alone."
            if opened := self._open_addresses(scope):
                return 403, (
                    f"Open360 listens on {', '.join(opened)}, where others can reach it, and nothing says who they "
                    "are, so it answers nobody: start it on 127.0.0.1, or behind a proxy as docs/deploy.md shows."
                )
        elif scope["type"] == "http" and scope["path"] == HEALTH:
            return 0, ""
        client = scope.get("client")
        try:
            principal_of(headers, client[0] if client else None, settings)
        except SignedOut as error:
            return 401, str(error)
        return 0, ""

    def _open_addresses(self, scope: Scope) -> list[str]:
        """Looked up once a port: what a server listens on does not change while it runs."""
        server = scope.get("server")
        port = int(server[1] or 0) if server else 0
        if port not in self._open:
            self._open[port] = open_addresses(port)
        return self._open[port]

    def _tell(self, reason: str) -> None:
        """To the log, each reason once a minute; without the address, which may be a person's."""
        now = time.monotonic()
        if now - self._logged.get(reason, -_LOG_AGAIN_SECONDS) >= _LOG_AGAIN_SECONDS:
            self._logged[reason] = now
            LOG.warning("Refused: %s", reason)


def _answer(headers: Headers, status: int, reason: str) -> Response:
    """Who is signed out learns no more than that; a server that is set up wrongly says so."""
    title, sentence = (TITLE, SENTENCE) if status == 401 else ("This does not work", reason)
    kept = {"Cache-Control": "no-store"}
    if "text/html" in headers.get("accept", ""):
        return HTMLResponse(document(title, sentence), status, kept)
    return PlainTextResponse(sentence, status, kept)


def _until(receive: Receive, send: Send, seconds: float) -> Receive:
    """`receive` until the time is over, then the end of the connection."""
    deadline = time.monotonic() + seconds

    async def receive_in_time() -> Message:
        try:
            return await asyncio.wait_for(receive(), max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            await send({"type": "websocket.close", "code": RECOGNISE_ANEW})
            return {"type": "websocket.disconnect", "code": RECOGNISE_ANEW}

    return receive_in_time
