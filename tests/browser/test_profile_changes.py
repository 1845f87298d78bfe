"""What a profile lets people change: contact info, status and stage, products; and deleting, with its proof.

These tests have a small world of their own, so that what they change is nobody else's.
"""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import Engine
from tests.browser.conftest import ROOT, Serve, environment_of

UPLOAD = """\
Customer ID,Full name,Phone,E-mail,Status,Stage,City,Plan
M-1,Maria Silva,+44 7700 900111,maria@example.org,active,first,Porto,gold
M-2,Marta Costa,+44 7700 900222,marta@example.org,active,first,Braga,basic
"""


class ProductSystem(BaseHTTPRequestHandler):
    """A product system that answers as it was told to last."""

    status, body = 200, "[]"

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body.encode())

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture(scope="module")
def product_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), ProductSystem)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/customers/{{external_id}}"
    server.shutdown()


@pytest.fixture(scope="module")
def own_world(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    own = replace(engine, prefix=f"{engine.prefix}-changes")
    folder = tmp_path_factory.mktemp("changes")
    (folder / "spring.csv").write_text(UPLOAD)
    (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in conversations()))
    for arguments in (["campaign", "spring.csv", "--name", "spring"], ["conversations", "log.jsonl"]):
        done = subprocess.run(
            [sys.executable, "-m", "loaders", arguments[0], str(folder / arguments[1]), *arguments[2:]],
            cwd=ROOT,
            env=environment_of(own),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return own


def conversations() -> Iterator[dict[str, object]]:
    for i in range(3):
        yield {
            "session_id": f"m-{i}",
            "campaign": "spring",
            "channel": "web",
            "customer": {"external_id": "M-2"},
            "started_at": f"2024-05-0{i + 1}T10:00:00Z",
            "messages": [{"author": "customer", "text": f"Question {i} about the parcel"}] * 2,
            "logs": [{"level": "info", "event": "started"}],
        }


@pytest.fixture(scope="module")
def url(own_world: Engine, serve: Serve, product_url: str) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OPEN360_PRODUCTS_URL", product_url)
        environment.setenv("OPEN360_PRODUCTS_SOURCE", "CRM")
        yield serve(own_world)


def id_of(engine: Engine, external_id: str) -> str:
    answer = engine.search("customers", {"query": {"term": {"external_ids": external_id}}, "_source": False})
    [hit] = answer["hits"]["hits"]
    found: str = hit["_id"]
    return found


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("form", name="Edit contact info").get_by_role("group", name=title, exact=True)


def fields(page: Page) -> Locator:
    return page.get_by_role("region", name="Contact info").locator("dd")


def test_edit_saves_only_what_can_be_and_release_brings_the_source_back(
    page: Page, url: str, own_world: Engine
) -> None:
    page.goto(f"{url}/?customer={id_of(own_world, 'M-1')}")
    expect(fields(page)).to_have_count(5)
    page.keyboard.press("e")
    row(page, "Phone").get_by_role("button", name="add another").click()
    page.keyboard.type("77")
    row(page, "City").get_by_role("textbox").fill("<b>Faro</b>")
    page.get_by_label("Add a field").select_option(label="Another field …")
    page.get_by_label("Name of the field").fill("Favourite colour")
    row(page, "Another field").get_by_role("textbox", name="Value").fill("teal")
    page.keyboard.press("Enter")
    expect(row(page, "Phone").get_by_role("alert")).to_contain_text("“77” is not a possible phone number")
    expect(fields(page)).to_have_count(0)  # the form still stands, with what was typed
    row(page, "Phone").get_by_role("textbox").last.fill("07700 900333")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(fields(page).filter(has_text="teal")).to_contain_text("edited by you")
    phones = fields(page).filter(has_text="+44 7700 900333")
    expect(phones.locator(".copy")).to_have_text(["+44 7700 900111", "+44 7700 900333"])

    city = fields(page).filter(has_text="<b>Faro</b>")
    before = city.get_by_text("upload spring.csv")
    expect(before).to_be_hidden()
    city.get_by_role("button", name="was “Porto”").click()
    expect(before).to_be_visible()
    page.get_by_role("button", name="Release City").click()
    expect(fields(page).filter(has_text="Porto")).to_contain_text("upload spring.csv")
    expect(page.get_by_text("<b>Faro</b>")).to_have_count(0)
    page.reload()
    expect(fields(page).filter(has_text="Porto")).to_be_visible()
    expect(phones).to_be_visible()


def test_the_second_of_two_editors_is_told_and_chooses(page: Page, url: str, own_world: Engine) -> None:
    address = f"{url}/?customer={id_of(own_world, 'M-2')}"
    second = page.context.new_page()
    for each in (page, second):
        each.goto(address)
        expect(fields(each).first).to_be_visible()
        each.get_by_role("button", name="Edit", exact=True).click()
    row(page, "City").get_by_role("textbox").fill("Lisboa")
    row(page, "Name").get_by_role("textbox").fill("Marta C.")
    page.get_by_role("button", name="Save").click()
    expect(fields(page).filter(has_text="Lisboa")).to_be_visible()

    row(second, "City").get_by_role("textbox").fill("Évora")
    row(second, "Name").get_by_role("textbox").fill("Marta D.")
    second.get_by_role("button", name="Save").click()
    expect(row(second, "City")).to_contain_text("It is now Lisboa.")
    expect(row(second, "Name")).to_contain_text("It is now Marta C..")
    row(second, "City").get_by_role("button", name="Keep mine").click()
    row(second, "Name").get_by_role("button", name="Take theirs").click()
    expect(row(second, "Name").get_by_role("textbox")).to_have_value("Marta C.")
    second.get_by_role("button", name="Save").click()
    expect(fields(second).filter(has_text="Évora")).to_contain_text("was “Lisboa”")
    expect(second.get_by_role("heading", name="Marta C.")).to_be_visible()


def test_status_and_stage_by_hand(page: Page, url: str, own_world: Engine) -> None:
    page.goto(f"{url}/?customer={id_of(own_world, 'M-1')}")
    later = page.context.new_page()
    later.goto(page.url)
    for each in (page, later):
        each.get_by_role("button", name="Edit status and stage in spring").click()
    page.get_by_role("combobox", name="Stage").fill("second")
    page.get_by_role("button", name="Save").click()
    spring = page.get_by_role("region", name="Campaigns Summary").locator("details")
    expect(spring.get_by_text("second", exact=True)).to_be_visible()
    later.get_by_role("combobox", name="Stage").fill("third")
    later.get_by_role("button", name="Save").click()
    expect(later.get_by_role("group", name="Stage")).to_contain_text("It is now second.")
    later.get_by_role("button", name="Take theirs").click()
    expect(later.get_by_role("combobox", name="Stage")).to_have_value("second")
    later.get_by_role("button", name="Cancel").click()
    expect(spring.get_by_text("active", exact=True).first).to_be_visible()
    expect(spring.get_by_text("gold", exact=True)).to_be_visible()


def test_get_products_says_what_goes_wrong_and_keeps_what_is_there(page: Page, url: str, own_world: Engine) -> None:
    page.goto(f"{url}/?customer={id_of(own_world, 'M-1')}")
    products = page.get_by_role("region", name="Products")
    expect(products.get_by_text("No products yet.")).to_be_visible()
    ProductSystem.body = '[{"name": "Roaming", "Fee": 7.10}]'
    products.get_by_role("button", name="Get products").click()
    expect(products.get_by_text("7.10")).to_be_visible()
    expect(products.locator("dl")).to_contain_text("SourceCRM")
    expect(products.locator("dl")).to_contain_text("Fetched")
    ProductSystem.body = "<html>"
    products.get_by_role("button", name="Get products").click()
    expect(products.get_by_role("alert")).to_contain_text("does not answer in JSON")
    expect(products.get_by_text("7.10")).to_be_visible()


def test_delete_states_what_goes_asks_for_the_name_and_proves_it(page: Page, url: str, own_world: Engine) -> None:
    customer_id = id_of(own_world, "M-2")
    page.goto(f"{url}/?q=mar&customer={customer_id}")
    expect(page.get_by_text("of 2", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    dialog = page.get_by_role("dialog", name=re.compile("^Delete Marta"))
    expect(dialog).to_contain_text("3 sessions and 3 communications")
    expect(dialog).to_contain_text("6 messages and 3 log lines")
    erase = dialog.get_by_role("button", name="Delete for ever")
    expect(erase).to_be_disabled()
    dialog.get_by_role("textbox").fill("Maria")
    expect(erase).to_be_disabled()
    dialog.get_by_role("textbox").fill(dialog.locator("label b").inner_text())
    erase.click()
    expect(page.get_by_role("heading", name="Customer deleted")).to_be_visible()
    left = page.get_by_role("region", name="What is left")
    expect(left.locator("dd")).to_have_text(["0"])
    removed = page.get_by_role("region", name="What was removed")
    expect(removed.locator("dd").nth(1)).to_have_text("3")
    page.get_by_role("link", name="Back to the list", exact=True).click()
    expect(page.get_by_role("grid", name="Customers").locator("tbody tr")).to_have_count(1)
    page.goto(f"{url}/?customer={customer_id}")
    expect(page.get_by_text("There is no customer with this ID")).to_be_visible()
