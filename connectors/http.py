"""Asking a system outside: bounded in time and bytes, and tried again where that can help.

Everything happens within one deadline, whatever the other side does: refuses, stalls, or sends byte by byte.
"""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from domain.errors import OutsideUnavailable

TRIES = 5
_OVERLOADED = (429, 500, 502, 503, 504)
_CHUNK_BYTES = 65_536
_SLACK_SECONDS = 1.0
_GROWING = wait_random_exponential(multiplier=0.2, max=5)
# It writes whole addresses into the log, and these hold whom we ask about.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class _TryAgain(Exception):
    """The other side is overloaded; `after` seconds are to pass first, as far as it says."""

    def __init__(self, status: int, after: float) -> None:
        self.status = status
        self.after = after


def ask(
    system: str,
    method: str,
    url: str,
    *,
    timeout_seconds: float,
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """One request, whose answer is returned whole, whatever its status below 500 (but 429).

    `system` names the other side in sentences ("The product system"). Raises OutsideUnavailable when there is no
    answer within `timeout_seconds`, tries and pauses included, or when it is longer than `max_bytes`.
    """
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
    late = OutsideUnavailable(f"{system} did not answer within {timeout_seconds:g} seconds; try again later.")
    # In a thread of its own: whoever asks may run in an event loop, and the lookup of a name cannot be stopped.
    beside = ThreadPoolExecutor(1)
    try:
        asked = _within(timeout_seconds, system, method, url, sent, body, max_bytes)
        return beside.submit(asyncio.run, asked).result(timeout_seconds + _SLACK_SECONDS)
    except TimeoutError:
        raise late from None
    except _TryAgain as error:
        raise OutsideUnavailable(f"{system} is overloaded or broken ({error.status}); try again later.") from None
    except httpx.HTTPError as error:
        raise OutsideUnavailable(_reason(system, error)) from None
    except httpx.InvalidURL:
        raise OutsideUnavailable(f"{system} cannot be asked: its address is not valid; check the setting.") from None
    finally:
        beside.shutdown(wait=False)


async def _within(
    seconds: float, system: str, method: str, url: str, headers: Mapping[str, str], body: bytes | None, max_bytes: int
) -> Answer:
    deadline = asyncio.get_running_loop().time() + seconds
    retrying = AsyncRetrying(
        retry=retry_if_exception_type((_TryAgain, httpx.TransportError)),
        wait=_pause,
        stop=lambda state: _is_over(state, deadline),
        reraise=True,
    )
    async with asyncio.timeout(seconds), httpx.AsyncClient(timeout=None) as client:
        async for attempt in retrying:
            with attempt:
                answer = await _once(client, system, method, url, headers, body, max_bytes)
    return answer


async def _once(
    client: httpx.AsyncClient,
    system: str,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
    max_bytes: int,
) -> Answer:
    async with client.stream(method, url, headers=headers, content=body) as response:
        if response.status_code in _OVERLOADED:
            raise _TryAgain(response.status_code, _retry_after(response.headers.get("Retry-After", "")))
        if response.headers.get("Content-Encoding", "identity").casefold() != "identity":
            raise OutsideUnavailable(f"{system} sends a compressed answer though none was asked for.")
        found = bytearray()
        async for chunk in response.aiter_raw(_CHUNK_BYTES):
            found += chunk
            if len(found) > max_bytes:
                raise OutsideUnavailable(f"{system} sends more than {max_bytes // 1024:,} KiB; that is refused.")
        return Answer(response.status_code, bytes(found))


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return max(error.after if isinstance(error, _TryAgain) else 0.0, _GROWING(state))


def _is_over(state: RetryCallState, deadline: float) -> bool:
    """No further try when there were enough, or when the pause would outlast the deadline."""
    upcoming = asyncio.get_running_loop().time() + state.upcoming_sleep
    return stop_after_attempt(TRIES)(state) or upcoming >= deadline


def _retry_after(text: str) -> float:
    """Seconds, as the header says them: a number, or a date; 0 for anything else."""
    if text.strip().isascii() and text.strip().isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _reason(system: str, error: httpx.HTTPError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return f"{system} has a certificate that is not trusted; name its authority's file in SSL_CERT_FILE."
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return f"{system} cannot be reached; check its address in the settings, or try again later."
    return f"{system} broke off its answer; try again later."
