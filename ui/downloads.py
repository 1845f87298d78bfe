"""The route by which a finished export is downloaded, by whoever started it alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from domain.errors import EngineUnavailable, Expired, Forbidden, NotFound, Open360Error, WrongInput
from indexing.exports import ExportFile, export_file, remove_expired
from settings import get_settings
from ui.context import engine
from ui.who import principal_of

_STATUS = {Forbidden: 403, Expired: 410, NotFound: 404, WrongInput: 409, EngineUnavailable: 503}
_HEADERS = {"Cache-Control": "no-store"}
_EVERY_SECONDS = 600


async def download(request: Request) -> Response:
    """The file of the job that the path names; else one sentence."""
    try:
        found = await run_in_threadpool(_file, request)
    except Open360Error as error:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        return PlainTextResponse(str(error), status, _HEADERS)
    return FileResponse(found.path, headers=_HEADERS, media_type=found.media_type, filename=found.name)


def _file(request: Request) -> ExportFile:
    principal = principal_of(request.headers, request.client.host if request.client else None)
    return export_file(engine(), principal, get_settings().home, request.path_params["job_id"])


ROUTES = [Route("/download/{job_id}", download)]


@asynccontextmanager
async def removing_expired(_: Any) -> AsyncIterator[None]:
    """While the app runs, exports go a day after they were written, whether or not anybody comes by."""
    task = asyncio.create_task(_remove_now_and_then())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _remove_now_and_then() -> None:
    while True:
        with suppress(OSError):
            await run_in_threadpool(remove_expired, get_settings().home)
        await asyncio.sleep(_EVERY_SECONDS)
