"""A customer's profile: Summary, ways in and out, and what happens while OpenSearch is away."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from engine import Engine
from tests.browser.conftest import Serve


def test_summary_has_three_cards(page: Page, app_url: str, dmitri_id: str) -> None:
    page.goto(f"{app_url}/?customer={dmitri_id}")
    contact = page.get_by_role("region", name="Contact info")
    expect(contact.locator("dt")).to_have_text(["Name", "Phone", "E-mail", "Customer ID", "City"])
    values = ["Dmitri Zielińska", "+44 7700 900587", "dmitri@example.org", "D-1", "Zürich"]
    expect(contact.locator("dd")).to_have_text([f"{value}upload hotel.csv· 30 Apr 2020" for value in values])
    products = page.get_by_role("region", name="Products")
    expect(products.get_by_text("Hotel plus")).to_be_visible()
    expect(products.get_by_text("gold", exact=True).last).to_be_visible()


def test_campaigns_unfold_and_the_counter_leads_to_the_chat(page: Page, app_url: str, dmitri_id: str) -> None:
    page.goto(f"{app_url}/?q=dm&customer={dmitri_id}")
    campaigns = page.get_by_role("region", name="Campaigns Summary")
    hotel = campaigns.locator("details").filter(has_text="hotel")
    expect(hotel).to_have_attribute("open", "")
    for title, value in (("Status", "active"), ("Stage", "booking"), ("Loaded", "30 Apr 2020")):
        expect(hotel.get_by_text(title, exact=True)).to_be_visible()
        expect(hotel.get_by_text(value, exact=True).last).to_be_visible()
    expect(hotel.get_by_text("12 May 2020, 10:29")).to_be_visible()
    inbound = campaigns.locator("details").filter(has_text="Customer Service")
    expect(inbound.get_by_text("Stage")).not_to_be_visible()
    inbound.locator("summary b").click()
    expect(inbound.get_by_text("Last communication")).to_be_visible()
    hotel.get_by_role("link", name="Open the chat of hotel: 12 communications").first.click()
    expect(page.get_by_role("tab", name="Communications")).to_have_attribute("aria-selected", "true")
    expect(page.locator('[aria-current="true"]')).to_contain_text("hotel")
    assert "q=dm" in page.url
    page.go_back()
    expect(hotel).to_be_visible()


def test_link_of_an_absorbed_customer_leads_to_the_survivor(
    page: Page, app_url: str, world: Engine, dmitri_id: str
) -> None:
    body = {"type": "redirect", "from_id": "absorbed-1", "to_id": dmitri_id}
    world.client.index(index=world.alias("identities"), id="redirect:absorbed-1", body=body)
    page.goto(f"{app_url}/?customer=absorbed-1&tab=communications")
    expect(page.get_by_role("heading", name="Dmitri Zielińska")).to_be_visible()
    expect(page.locator("article").last).to_be_visible()


def test_unknown_customer_is_a_sentence(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?customer=nobody")
    expect(page.get_by_text("There is no customer with this ID")).to_be_visible()
    page.get_by_role("link", name="Customers", exact=True).click()
    expect(page.get_by_role("grid", name="Customers")).to_be_visible()


class Door:
    """Stands before an OpenSearch and lets connections through, or none: as if it went away and came back."""

    def __init__(self, url: str) -> None:
        target = urlsplit(url)
        self._target = (target.hostname or "127.0.0.1", target.port or 9200)
        self._through: list[socket.socket] = []
        self.is_open = True
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.is_open = False
        while self._through:
            with suppress(OSError):
                self._through.pop().shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.close()
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                if not self.is_open:
                    near.close()
                    continue
                far = socket.create_connection(self._target)
                self._through += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def door(world: Engine) -> Iterator[Door]:
    opened = Door(world.url)
    yield opened
    opened.end()


def test_away_is_a_sentence_and_the_page_comes_back_by_itself(
    page: Page, world: Engine, door: Door, serve: Serve, dmitri_id: str
) -> None:
    url = serve(replace(world, url=door.url))
    page.goto(f"{url}/?q=dmitri")
    expect(page.get_by_role("grid", name="Customers")).to_be_visible()
    door.close()
    page.get_by_label("Search customers").fill("person 07")
    expect(page.get_by_text("OpenSearch does not answer")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)
    door.is_open = True
    expect(page.locator("[role=grid] tbody tr")).to_have_count(1)
    expect(page.locator("[role=grid] tbody tr")).to_contain_text("Person 07")
    expect(page.get_by_text("OpenSearch does not answer")).to_have_count(0)


def test_away_in_the_middle_of_a_chat_leaves_what_is_read(
    page: Page, world: Engine, door: Door, serve: Serve, dmitri_id: str
) -> None:
    url = serve(replace(world, url=door.url))
    page.goto(f"{url}/?customer={dmitri_id}&tab=communications&campaign=hotel")
    expect(page.locator("article")).not_to_have_count(0)
    door.close()
    page.get_by_role("log").evaluate("(scroller) => { scroller.scrollTop = 300; }")
    expect(page.get_by_text("OpenSearch does not answer")).to_be_visible()
    loaded = page.locator("article").count()
    assert loaded > 0
    door.is_open = True
    expect(page.get_by_text("OpenSearch does not answer")).not_to_be_visible()
    expect(page.locator("article").nth(loaded + 10)).to_be_attached()
