"""The list of customers, as a person uses it."""

import re
import urllib.request
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import Engine
from tests.browser.conftest import NASTY_NAME, PEOPLE, Serve
from ui.headers import HEADERS

TOTAL = PEOPLE + 2


def rows(page: Page) -> Locator:
    return page.locator("[role=grid] tbody tr")


def row(page: Page, text: str) -> Locator:
    return rows(page).filter(has_text=text)


def box(page: Page) -> Locator:
    return page.get_by_label("Search customers")


def parameters(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("grid", name="Customers")).to_be_visible()
    return page


def steps(page: Page) -> int:
    count: int = page.evaluate("history.length")
    return count


def test_list_says_how_many_and_pages_through_all(page: Page, app_url: str) -> None:
    opened(page, app_url)
    expect(page.get_by_role("heading", name="Customers")).to_be_visible()
    expect(page.locator(".o-count")).to_have_text(str(TOTAL))
    expect(rows(page)).to_have_count(50)
    expect(page.get_by_text(f"1–50 of {TOTAL}")).to_be_visible()
    page.get_by_label("Next page").click()
    expect(page.get_by_text(f"51–{TOTAL} of {TOTAL}")).to_be_visible()
    expect(rows(page)).to_have_count(TOTAL - 50)
    assert parameters(page) == {"page": "2"}
    page.go_back()
    expect(page.get_by_text(f"1–50 of {TOTAL}")).to_be_visible()


@pytest.mark.parametrize(
    "typed", ["zielinska", "ZIEL dmi", "07700 900587", "900-587", "(+44) 7700.900587", "dmitri@ex", "D-1"]
)
def test_box_finds_by_name_phone_email_and_id(page: Page, app_url: str, typed: str) -> None:
    opened(page, app_url)
    box(page).fill(typed)
    expect(page.locator(".o-count")).to_have_text("1 found")
    expect(rows(page)).to_have_count(1)
    expect(row(page, "Dmitri Zielińska")).to_be_visible()
    assert parameters(page) == {"q": typed}


def test_typing_is_one_step_back(page: Page, app_url: str) -> None:
    opened(page, app_url)
    before = steps(page)
    box(page).press_sequentially("person 0", delay=90)
    expect(rows(page)).to_have_count(10)
    box(page).press_sequentially("7", delay=90)
    expect(rows(page)).to_have_count(1)
    assert steps(page) == before + 1
    expect(box(page)).to_have_value("person 07")
    page.go_back()
    expect(page.locator(".o-count")).to_have_text(str(TOTAL))
    expect(box(page)).to_have_value("")


def test_nobody_matches(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?q=nosuchperson")
    expect(page.get_by_text("Nobody matches")).to_be_visible()
    expect(rows(page)).to_have_count(0)


def test_click_highlights_and_double_click_opens(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, f"{app_url}/?q=dm")
    before = steps(page)
    row(page, "Dmitri").click()
    expect(row(page, "Dmitri")).to_have_attribute("aria-selected", "true")
    page.wait_for_url(f"**row={dmitri_id}*")
    assert steps(page) == before
    row(page, "Dmitri").dblclick()
    expect(page.get_by_role("heading", name="Dmitri Zielińska")).to_be_visible()
    assert parameters(page) == {"q": "dm", "row": dmitri_id, "customer": dmitri_id}
    assert steps(page) == before + 1


@pytest.mark.parametrize("way", ["arrow", "browser"])
def test_back_to_the_list_as_it_was(page: Page, app_url: str, dmitri_id: str, way: str) -> None:
    opened(page, f"{app_url}/?q=example&sort=name&desc=1&page=2")
    expect(rows(page)).to_have_count(TOTAL - 50)
    row(page, "Dmitri").dblclick()
    expect(page.get_by_role("heading", name="Dmitri Zielińska")).to_be_visible()
    if way == "arrow":
        page.get_by_label("Back to the list of customers").click()
    else:
        page.go_back()
    expect(row(page, "Dmitri")).to_have_attribute("aria-selected", "true")
    expect(row(page, "Dmitri")).to_be_in_viewport()
    expect(box(page)).to_have_value("example")
    expected = {"q": "example", "sort": "name", "desc": "1", "page": "2", "row": dmitri_id}
    assert parameters(page) == expected


def test_keys(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("person 1")
    expect(rows(page)).to_have_count(10)
    page.keyboard.press("ArrowDown")
    expect(row(page, "Person 10")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(row(page, "Person 11")).to_be_focused()
    expect(row(page, "Person 11")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("End")
    expect(row(page, "Person 19")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Person 19")).to_be_visible()


def test_header_sorts_and_turns(page: Page, app_url: str) -> None:
    opened(page, app_url)
    name = page.get_by_role("columnheader", name="Name")
    expect(name).to_have_attribute("aria-sort", "ascending")
    expect(rows(page).first).to_contain_text("<img")
    page.get_by_role("link", name="Comm.").click()
    expect(rows(page).first).to_contain_text("Dmitri")
    assert parameters(page) == {"sort": "communications", "desc": "1"}
    page.get_by_role("link", name="Name").click()
    expect(name).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="Name").click()
    expect(name).to_have_attribute("aria-sort", "descending")
    expect(rows(page).first).to_contain_text("Person 59")


def test_row_says_what_is_known(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?q=dmitri")
    cells = row(page, "Dmitri").get_by_role("gridcell")
    expect(cells.nth(1)).to_have_text("+44 7700 900587")
    expect(cells.nth(4)).to_contain_text("active")
    expect(cells.nth(6)).to_have_text("15")
    expect(cells.nth(7)).to_have_text("12 May 2020, 10:29")
    expect(cells.nth(7)).to_have_attribute("title", re.compile(r"Europe/Warsaw \(UTC\+02:00\)"))
    expect(row(page, "Dmitri").get_by_role("img", name="E-mail")).to_be_visible()
    expect(cells.nth(5)).to_have_attribute("title", "E-mail, Telegram, Call, Web, WhatsApp")
    expect(row(page, "Dmitri").get_by_role("img", name="A conversation is active now")).to_be_visible()


def test_user_text_is_never_markup(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?q=nasty")
    expect(row(page, NASTY_NAME)).to_contain_text("no phone")
    row(page, NASTY_NAME).dblclick()
    expect(page.get_by_role("heading", name=NASTY_NAME)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0


def test_wrong_addresses_do_no_harm(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?page=x&sort=salary&desc=7&row=nobody")
    expect(rows(page)).to_have_count(50)
    page.goto(f"{app_url}/?page=999999")
    expect(page.get_by_text("Nobody matches")).to_be_visible()


def test_narrow_window_has_no_sideways_scrolling(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1100, "height": 800})
    opened(page, app_url)
    sideways = page.evaluate("""() => {
      const all = [document.documentElement, document.querySelector('[data-testid=stMain]')];
      return all.map((element) => element.scrollWidth - element.clientWidth);
    }""")
    assert sideways == [0, 0]
    expect(page.get_by_label("Next page")).to_be_in_viewport()


def test_responses_carry_the_security_headers(app_url: str) -> None:
    with urllib.request.urlopen(app_url) as answer:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/?q=dmitri", "Customers"),
        ("/?customer={dmitri}", "Dmitri Zielińska"),
        ("/?customer={dmitri}&tab=communications&campaign=hotel", "Dmitri Zielińska"),
        ("/search?q=pets", "Search"),
        ("/session?id=star-03", "star-03"),
        ("/load", "Load"),
        ("/status", "Status"),
    ],
)
def test_cold_server_answers_a_deep_link(
    page: Page, world: Engine, serve: Serve, dmitri_id: str, address: str, heading: str
) -> None:
    page.goto(serve(world) + address.format(dmitri=dmitri_id))
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Customers", exact=True)).to_be_visible()


def test_empty_product_says_what_to_do_and_loads_the_sample(page: Page, fresh_engine: Engine, serve: Serve) -> None:
    page.goto(serve(fresh_engine))
    expect(page.get_by_role("heading", name="No customers yet")).to_be_visible()
    expect(page.get_by_role("link", name="Load", exact=True).last).to_have_attribute("href", "./load")
    page.get_by_role("button", name="Load the sample").click()
    expect(page.get_by_role("grid", name="Customers")).to_be_visible(timeout=60_000)
    assert int(page.locator(".o-count").inner_text()) > 100


def test_back_highlights_the_row_of_that_address(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?q=person+0")
    row(page, "Person 01").click()
    page.wait_for_url("**row=*")
    page.get_by_role("link", name="Name").click()
    expect(page.get_by_role("columnheader", name="Name")).not_to_have_attribute("aria-sort", "none")
    row(page, "Person 02").click()
    expect(row(page, "Person 02")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(row(page, "Person 01")).to_have_attribute("aria-selected", "true")
    expect(row(page, "Person 02")).to_have_attribute("aria-selected", "false")
