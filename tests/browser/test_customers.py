"""The list of customers, as a person uses it."""

import re
import threading
import time
import urllib.request
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from domain.access import LOCAL
from engine import Engine
from indexing.preferences import save_columns
from search.preferences import get_columns
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
    expect(page.locator(".o-count")).to_have_text(f"1 of {TOTAL}")
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
    assert parameters(page) == {"sort": "-communications"}
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
    expect(page.get_by_role("columnheader", name="Last communication")).not_to_be_in_viewport(ratio=1)
    page.locator(".frame .scroller").evaluate("element => element.scrollLeft = 1000")
    expect(page.get_by_role("columnheader", name="Last communication")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("columnheader", name="Name")).to_be_in_viewport(ratio=1)


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
    page.get_by_role("button", name="Add customer").click()
    form = page.get_by_role("dialog")
    form.get_by_label("E-mail", exact=True).fill("nobody@")
    form.get_by_label("E-mail", exact=True).press("Tab")
    expect(form.get_by_text("is not an e-mail address")).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
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


def counted(page: Page, matches: int) -> None:
    expect(page.locator(".o-count")).to_have_text(f"{matches} of {TOTAL}" if matches != TOTAL else str(TOTAL))


def filter_box(page: Page, title: str) -> Locator:
    return page.get_by_label(f"Filter {title}", exact=True)


def chosen(page: Page) -> Locator:
    return page.locator("[role=grid] tbody tr[aria-selected=true]")


def test_quick_filters_as_typed_all_of_them_and_back(page: Page, app_url: str) -> None:
    opened(page, app_url)
    before = steps(page)
    filter_box(page, "Name").press_sequentially("persn", delay=60)
    counted(page, PEOPLE)  # one typo in a word of five letters
    filter_box(page, "Name").fill("pers")
    page.wait_for_url("**f.name=pers")
    filter_box(page, "Phone").fill("12 0007")
    counted(page, 1)
    expect(row(page, "Person 07")).to_be_visible()
    assert parameters(page) == {"f.name": "pers", "f.phones": "12 0007"}
    assert steps(page) == before + 2
    filter_box(page, "Phone").fill("")
    counted(page, PEOPLE)
    filter_box(page, "Comm.").fill("1")
    counted(page, 0)
    expect(page.get_by_text("Nobody matches")).to_be_visible()
    page.go_back()
    counted(page, PEOPLE)
    expect(filter_box(page, "Comm.")).to_have_value("")
    expect(filter_box(page, "Name")).to_have_value("pers")
    page.go_forward()
    counted(page, 0)
    expect(filter_box(page, "Comm.")).to_have_value("1")
    page.get_by_role("link", name="Clear all", exact=True).click()
    counted(page, TOTAL)
    expect(filter_box(page, "Name")).to_have_value("")
    assert parameters(page) == {}


def test_what_is_being_typed_survives_the_answer(page: Page, app_url: str) -> None:
    opened(page, app_url)
    name = filter_box(page, "Name")
    name.press_sequentially("person 1", delay=20)
    counted(page, 10)  # the answer to what was typed so far
    name.press_sequentially("7 ", delay=20)
    page.wait_for_url("**f.name=person+17*")
    counted(page, 1)
    expect(name).to_have_value("person 17 ")
    expect(name).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(row(page, "Person 17")).to_be_focused()


def test_slow_answer_shows_where_it_will_be_and_takes_nothing_away(page: Page, app_url: str) -> None:
    held: list[str | bytes] = []
    holding = threading.Event()

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: held.append(message) if holding.is_set() else socket.send(message))
        sockets.append(socket)

    sockets: list[WebSocketRoute] = []
    page.route_web_socket(re.compile("_stcore/stream"), between)
    opened(page, app_url)
    grid, name = page.get_by_role("grid"), filter_box(page, "Name")
    name.fill("person 0")
    counted(page, 10)
    expect(grid).not_to_have_attribute("aria-busy", "true")
    holding.set()
    name.press_sequentially("7", delay=20)
    expect(grid).to_have_attribute("aria-busy", "true")
    expect(rows(page)).to_have_count(10)
    name.press_sequentially(" is typed on", delay=20)
    holding.clear()
    for message in held:
        sockets[-1].send(message)
    counted(page, 0)
    expect(name).to_have_value("person 07 is typed on")
    expect(grid).not_to_have_attribute("aria-busy", "true")


def test_choices_and_days(page: Page, app_url: str) -> None:
    opened(page, app_url)
    before = steps(page)
    filter_box(page, "Status: any").click()
    panel = page.get_by_role("dialog", name="Filter Status")
    expect(panel.get_by_text("completed")).to_be_visible()
    expect(panel.locator("label", has_text="completed").locator(".count")).to_have_text(str(PEOPLE))
    page.keyboard.press("ArrowDown")
    panel.get_by_label("pending").check()
    counted(page, 1)
    panel.get_by_label("active").press("Space")
    counted(page, 2)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(filter_box(page, "Status: pending, active")).to_be_focused()
    assert parse_qs(urlsplit(page.url).query) == {"f.participation.status": ["pending", "active"]}
    assert steps(page) == before + 1
    filter_box(page, "Last communication: any").click()
    page.get_by_label("From").fill("2020-05-12")
    counted(page, 1)
    expect(row(page, "Dmitri")).to_be_visible()
    page.keyboard.press("Escape")
    expect(filter_box(page, "Last communication: from 12 May 2020")).to_be_visible()
    row(page, "Dmitri").dblclick()
    expect(page.get_by_role("heading", name="Dmitri Zielińska")).to_be_visible()
    page.get_by_label("Back to the list of customers").click()
    counted(page, 1)
    expect(filter_box(page, "Status: pending, active")).to_be_visible()


def test_sorted_by_several(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("grid").get_by_role("link", name="Status").click()
    expect(rows(page).first).to_contain_text("Dmitri")
    page.get_by_role("link", name="Name").click(modifiers=["Shift"])
    name = page.get_by_role("columnheader", name="Name")
    expect(name).to_have_attribute("aria-sort", "ascending")
    expect(name).to_contain_text("2")
    page.get_by_role("link", name="Name").press("Shift+Enter")
    expect(name).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("link", name="Name")).to_be_focused()
    expect(rows(page).nth(1)).to_contain_text("Person 59")
    assert parameters(page) == {"sort": "participation.status,-name"}
    page.go_back()
    expect(name).to_have_attribute("aria-sort", "ascending")


def test_columns_are_chosen_moved_widened_and_remembered(page: Page, world: Engine, app_url: str) -> None:
    save_columns(world, LOCAL, ())
    opened(page, app_url)
    headers = page.get_by_role("columnheader")
    expect(headers).to_have_count(8)
    page.get_by_role("button", name="Columns").click()
    panel = page.get_by_role("dialog", name="Columns")
    panel.get_by_label("Find a field").fill("city")
    panel.get_by_role("checkbox", name="City").check()
    expect(headers).to_have_count(9)
    page.keyboard.press("Escape")
    expect(row(page, "<img").get_by_role("gridcell").nth(8)).to_have_text("")
    name = headers.first.get_by_role("link")
    name.press("Control+ArrowRight")
    expect(headers.nth(0)).to_contain_text("Phone")
    expect(headers.nth(1).get_by_role("link")).to_be_focused()
    width = headers.nth(1).bounding_box()["width"]  # type: ignore[index]
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("th.filler, td.filler").first).to_be_attached()
    grip = headers.nth(0).locator(".grip").bounding_box()
    assert grip is not None
    page.mouse.move(grip["x"] + 4, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 44, grip["y"] + 8, steps=4)
    page.mouse.up()
    wider = headers.nth(0).bounding_box()["width"]  # type: ignore[index]
    expect_poll(lambda: {c.id: c.width for c in get_columns(world, LOCAL)}.get("phones") == round(wider))
    headers.nth(8).scroll_into_view_if_needed()
    city = headers.nth(8).bounding_box()
    phone = headers.nth(0).bounding_box()
    assert city is not None and phone is not None
    page.mouse.move(city["x"] + 20, city["y"] + 12)
    page.mouse.down()
    page.mouse.move(phone["x"] + 10, phone["y"] + 12, steps=6)
    page.mouse.up()
    expect(headers.nth(0)).to_contain_text("City")
    page.reload()
    expect(headers.nth(0)).to_contain_text("City")
    expect(headers.nth(2)).to_contain_text("Name")
    assert round(headers.nth(2).bounding_box()["width"]) == round(width) + 48  # type: ignore[index]
    assert round(headers.nth(1).bounding_box()["width"]) == round(wider)  # type: ignore[index]
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("button", name="As they were at first").click()
    expect(headers).to_have_count(8)
    expect(headers.nth(0)).to_contain_text("Name")


def test_rows_are_selected_by_mouse_and_keys(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/?f.name=person")
    status = page.locator("footer strong")
    row(page, "Person 02").click()
    expect(chosen(page)).to_have_count(1)
    row(page, "Person 04").click(modifiers=["Shift"])
    expect(status).to_have_text("3 selected")
    row(page, "Person 07").click(modifiers=["Control"])
    row(page, "Person 03").click(modifiers=["Control"])
    expect(status).to_have_text("3 selected")
    expect(chosen(page)).to_have_text([re.compile(f"Person {n}") for n in ("02", "04", "07")])
    page.keyboard.press("Shift+ArrowDown")
    expect(status).to_have_text("2 selected")
    page.get_by_role("link", name="E-mail").click()
    expect(page.get_by_role("columnheader", name="E-mail")).to_have_attribute("aria-sort", "ascending")
    expect(status).to_have_text("2 selected")
    rows(page).first.press("Control+a")
    expect(status).to_have_text("50 selected")
    page.get_by_role("button", name=f"Select all {PEOPLE} that match").click()
    expect(status).to_have_text(f"{PEOPLE} selected")
    page.get_by_label("Next page").click()
    expect(rows(page)).to_have_count(PEOPLE - 50)
    expect(chosen(page)).to_have_count(PEOPLE - 50)
    filter_box(page, "Name").fill("person 1")
    counted(page, 10)
    expect(status).to_have_text("")
    expect(chosen(page)).to_have_count(0)
    rows(page).first.click()
    expect(chosen(page)).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_back_to_the_same_place_in_the_list(page: Page, app_url: str) -> None:
    opened(page, app_url)
    scroller = page.locator(".frame .scroller")
    scroller.evaluate("element => element.scrollTop = 640")
    row(page, "Person 25").click()
    before = scroller.evaluate("element => element.scrollTop")
    row(page, "Person 25").dblclick()
    expect(page.get_by_role("heading", name="Person 25")).to_be_visible()
    page.go_back()
    expect(row(page, "Person 25")).to_have_attribute("aria-selected", "true")
    expect_poll(lambda: scroller.evaluate("element => element.scrollTop") == before)


def expect_poll(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something that is not in the page holds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        threading.Event().wait(0.05)


def test_a_filter_and_a_choice_that_were_not_heard_are_told_again(page: Page, app_url: str) -> None:
    """Of several messages of a component that wait Streamlit hears only the newest; here it hears neither of two."""
    lost: list[str | bytes] = []
    losing = threading.Event()

    def between(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: lost.append(message) if losing.is_set() else server.send(message))

    page.route_web_socket(re.compile("_stcore/stream"), between)
    opened(page, app_url)
    filter_box(page, "Name").fill("person")  # the browser tells the last address that Python wrote, not where it is
    counted(page, PEOPLE)
    losing.set()
    filter_box(page, "Name").fill("person 0")
    page.wait_for_url("**f.name=person+0")
    filter_box(page, "Status: any").click()
    panel = page.get_by_role("dialog", name="Filter Status")
    expect(panel.locator(".skeleton")).to_be_visible()
    assert len(lost) == 2
    losing.clear()
    expect(panel.get_by_label("completed")).to_be_visible()
    counted(page, 10)
    assert parameters(page) == {"f.name": "person 0"}
    expect(page.get_by_role("grid")).not_to_have_attribute("aria-busy", "true")
