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


def test_summary_has_three_cards_and_values_are_copied_by_a_click(page: Page, app_url: str, dmitri_id: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{app_url}/?customer={dmitri_id}")
    contact = page.get_by_role("region", name="Contact info")
    expect(contact.locator("h3")).to_have_text(["Person", "Reach", "Address"])
    expect(contact.locator("dt")).to_have_text(["Name", "Phone", "E-mail", "Customer ID", "City"])
    values = ["Dmitri Zielińska", "+44 7700 900587", "dmitri@example.org", "D-1", "Zürich"]
    expect(contact.locator("dd")).to_have_text([f"{value}upload hotel.csv· 30 Apr 2020" for value in values])
    contact.get_by_role("button", name="+44 7700 900587").click()
    expect(contact.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "+44 7700 900587"
    products = page.get_by_role("region", name="Products")
    expect(products.get_by_text("Hotel plus")).to_be_visible()
    expect(products.get_by_text("gold", exact=True).last).to_be_visible()
    expect(page.get_by_role("button", name="Get products")).to_have_count(0)  # no product system is connected


def test_start_conversation_says_on_hover_and_by_keyboard_why_it_cannot_be_used(
    page: Page, app_url: str, dmitri_id: str
) -> None:
    page.goto(f"{app_url}/?customer={dmitri_id}")
    start = page.get_by_role("button", name="Start conversation")
    expect(start).to_have_attribute("aria-disabled", "true")
    why = page.get_by_text("No outbound channel is connected")
    expect(why).to_be_hidden()
    start.hover()
    expect(why).to_be_visible()
    page.mouse.move(10, 400)
    expect(why).to_be_hidden()
    page.get_by_role("main").get_by_role("link", name="Duplicates").focus()
    page.keyboard.press("Tab")
    expect(why).to_be_visible()


def test_neighbours_of_the_list_by_link_and_key_and_the_way_back(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?q=person")
    rows = page.get_by_role("grid", name="Customers").locator("tbody tr")
    expect(rows).to_have_count(50)
    rows.filter(has_text="Person 48").dblclick()
    expect(page.get_by_role("heading", name="Person 48")).to_be_visible()
    expect(page.get_by_text("49 of 60", exact=True)).to_be_visible()
    page.keyboard.press("]")
    expect(page.get_by_text("50 of 60", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Communications").click()
    expect(page.get_by_role("tab", name="Communications")).to_have_attribute("aria-selected", "true")
    page.get_by_role("link", name="Next customer in the list").click()
    expect(page.get_by_role("heading", name="Person 50")).to_be_visible()
    expect(page.get_by_role("tab", name="Communications")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("previous and next customer")
    page.keyboard.press("Escape")
    page.keyboard.press("u")  # leads to the page on which one now is
    expect(rows.and_(page.locator('[aria-selected="true"]'))).to_contain_text("Person 50")
    expect(rows).to_have_count(10)
    assert "q=person" in page.url and "page=2" in page.url


def test_timeline_shows_the_whole_life_and_a_bar_leads_to_its_first_message(
    page: Page, app_url: str, dmitri_id: str
) -> None:
    page.goto(f"{app_url}/?customer={dmitri_id}")
    timeline = page.get_by_role("region", name="Timeline")
    expect(timeline).to_contain_text("14 communications over 73 days")
    expect(timeline.get_by_role("group").get_by_role("link")).to_have_count(14)
    expect(timeline.get_by_role("link", name="1 communication at an unknown time")).to_be_visible()
    timeline.get_by_role("link", name="1 Mar 2020: 1 communication, by E-mail").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(timeline.get_by_role("status")).to_contain_text("4 May 2020")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Communications")).to_have_attribute("aria-selected", "true")
    expect(page.locator("article.anchor")).to_contain_text("Visit 3 line 0")


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
    expect(inbound.locator(".text p").first).not_to_be_empty()  # made now; the answer leaves the focus where it is
    expect(inbound.locator("summary")).to_be_focused()
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
    expect(page.get_by_text("has been joined into this one")).to_be_visible()
    expect(page.locator("article").last).to_be_visible()


def test_unknown_customer_is_a_sentence(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?customer=nobody")
    expect(page.get_by_text("There is no customer with this ID")).to_be_visible()
    page.get_by_role("link", name="Back to the list", exact=True).click()
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


def test_away_while_saving_keeps_what_was_typed(page: Page, world: Engine, door: Door, serve: Serve) -> None:
    page.goto(f"{serve(replace(world, url=door.url))}/?q=person+07")
    page.get_by_role("grid", name="Customers").locator("tbody tr").filter(has_text="Person 07").dblclick()
    page.get_by_role("button", name="Edit", exact=True).click()
    form = page.get_by_role("form", name="Edit contact info")
    form.get_by_label("Add a field").select_option(label="Job title")
    form.get_by_role("group", name="Job title").get_by_role("textbox").fill("pilot")
    door.close()
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("OpenSearch does not answer")).to_be_visible()
    expect(form.get_by_role("group", name="Job title").get_by_role("textbox")).to_have_value("pilot")
    door.is_open = True
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="pilot")).to_be_visible()
    page.get_by_role("button", name="Release Job title").click()
    expect(page.get_by_role("button", name="pilot")).to_have_count(0)


def test_away_while_somebody_is_added_keeps_what_was_typed(page: Page, world: Engine, door: Door, serve: Serve) -> None:
    page.goto(serve(replace(world, url=door.url)))
    page.get_by_role("button", name="Add customer").first.click()
    form = page.get_by_role("dialog", name="Add customer")
    form.get_by_label("Name", exact=True).fill("Zoe")
    door.close()
    form.get_by_label("E-mail", exact=True).press_sequentially("dmitri@example.org")
    expect(form.get_by_text("OpenSearch does not answer")).to_be_visible()
    expect(form.get_by_label("Name", exact=True)).to_have_value("Zoe")
    door.is_open = True
    form.get_by_role("button", name="Add customer").click()
    expect(form.get_by_role("link", name="Look at them ↗")).to_be_visible()
    expect(form.get_by_label("E-mail", exact=True)).to_have_value("dmitri@example.org")


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
