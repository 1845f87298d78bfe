"""`make screenshots`: the pictures in docs/images, taken of the sample in a real browser.

The sample is loaded under an index prefix of its own, which is taken away again. Some of its people have names in
Arabic, Hebrew and Japanese: a system without fonts for these shows boxes instead.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from domain.access import LOCAL
from domain.conditions import SortKey
from domain.errors import EngineUnavailable, Open360Error
from engine import Engine
from engine.connect import connect
from search.customers import find_customers
from search.messages import search_messages
from search.requests import CustomersRequest, SearchRequest
from settings import get_settings
from tests.chromium import chromium
from ui import links

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SIZE = ViewportSize(width=1440, height=900)
QUESTION = "technician"
"""What the search is for: people of the sample speak of it in several campaigns and channels."""


def addresses(engine: Engine) -> dict[str, str]:
    """Picture -> address of the page on it, below the app's own."""
    busiest = find_customers(engine, LOCAL, CustomersRequest(sort=(SortKey("communications", True),), size=1)).rows[0]
    hit = search_messages(engine, LOCAL, SearchRequest(QUESTION)).groups[0].sessions[0].hits[0]
    return {
        "customers": links.customers({"sort": "-communications", "f.participation.status": "active"}),
        "duplicates": links.duplicates(tab="conflicts"),
        "summary": links.profile(busiest.customer_id),
        "communications": links.chat(hit.customer_id, hit.campaign_id, hit.message_id, QUESTION),
        "search": f"search?q={QUESTION}",
        "session": links.session(hit.session_id, QUESTION),
        "load": links.load(),
    }


def take(page: Page, url: str) -> bytes:
    """A picture of a page when its script has run and nothing on it moves any more."""
    page.goto(url)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_selector("[data-testid=stSkeleton]", state="detached")
    page.evaluate("document.fonts.ready")
    before = b""
    while (now := page.screenshot(animations="disabled")) != before:
        before = now
        page.wait_for_timeout(300)
    return now


@contextmanager
def app(prefix: str) -> Iterator[str]:
    """The app on the indices of `prefix`, as its URL."""
    environment = {**os.environ, "OPEN360_INDEX_PREFIX": prefix, "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    command = [sys.executable, "serve.py"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            found = next(filter(None, (re.search(r"http://\S+", line) for line in process.stdout)), None)
            if found is None:
                raise EngineUnavailable("The app did not start; run 'make run' to see why.")
            yield found[0]
        finally:
            process.terminate()


def main() -> None:
    settings = get_settings()
    engine = replace(connect(settings), prefix=f"screenshots-{os.getpid()}")
    try:
        environment = {**os.environ, "OPEN360_INDEX_PREFIX": engine.prefix}
        subprocess.run([sys.executable, "-m", "loaders", "sample"], cwd=ROOT, env=environment, check=True)
        IMAGES.mkdir(exist_ok=True)
        with app(engine.prefix) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE, timezone_id="Europe/Warsaw", locale="en-GB")
            for name, address in addresses(engine).items():
                (IMAGES / f"{name}.png").write_bytes(take(page, f"{url}/{address.removeprefix('./')}"))
                print(f"docs/images/{name}.png")
            browser.close()
    finally:
        for row in engine.client.cat.indices(index=f"{engine.prefix}-*", params={"format": "json", "h": "index"}):
            engine.client.indices.delete(index=row["index"])


if __name__ == "__main__":
    try:
        main()
    except Open360Error as error:
        sys.exit(str(error))
