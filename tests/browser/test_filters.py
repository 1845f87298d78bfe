"""Advanced and saved filters, and the page of fields, as a person uses them."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import Engine
from tests.browser.conftest import AGENTS, PEOPLE, ROOT, Serve, conversations, environment_of, hotel_upload

TOTAL = PEOPLE + 2


@pytest.fixture(scope="module")
def own_world(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The made-up world again, for filters and fields that are saved and renamed here alone."""
    own = replace(engine, prefix=f"{engine.prefix}-filters")
    folder = tmp_path_factory.mktemp("filters")
    (folder / "agents.json").write_text(json.dumps(AGENTS))
    (folder / "hotel.csv").write_text(hotel_upload())
    (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in conversations()))
    for command, file, *options in (
        ("agents", "agents.json"),
        ("campaign", "hotel.csv", "--name", "hotel"),
        ("conversations", "log.jsonl"),
    ):
        command_line = [sys.executable, "-m", "loaders", command, str(folder / file), *options]
        subprocess.run(command_line, cwd=ROOT, env=environment_of(own), check=True, capture_output=True)
    return own


@pytest.fixture(scope="module")
def url(own_world: Engine, serve: Serve) -> str:
    return serve(own_world)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("grid", name="Customers")).to_be_visible()
    return page


def count(page: Page) -> Locator:
    return page.locator(".o-count")


def chips(page: Page) -> Locator:
    return page.get_by_role("group", name="Filters", exact=True).locator(".chip")


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Advanced filter")


def where(page: Page) -> object:
    """The advanced filter as the address has it; None without one."""
    found = parse_qs(urlsplit(page.url).query).get("where")
    return json.loads(found[0]) if found else None


def pick(page: Page, typed: str, option: str) -> None:
    """Type into the box of the panel that has the focus until the option is marked, and take it with Enter."""
    expect(panel(page).locator("input:focus")).to_have_count(1)
    page.keyboard.type(typed)
    marked = panel(page).locator("[role=option][aria-selected=true]")
    expect(marked).to_have_text(re.compile(rf"^{re.escape(option)}"))
    page.keyboard.press("Enter")


def test_a_nested_filter_is_built_by_keys_and_a_link_repeats_it(page: Page, url: str) -> None:
    opened(page, url)
    expect(panel(page)).to_be_hidden()
    page.get_by_role("button", name="+ Add condition").press("Enter")
    pick(page, "campaigns status", "Status")
    pick(page, "active", "active")
    expect(chips(page)).to_have_text([re.compile("Status is “active”")])
    expect(count(page)).to_have_text(f"1 of {TOTAL}")
    expect(panel(page).get_by_role("status")).to_have_text("1 matches")

    # The same campaign must be "hotel": one more condition, tied to the first one.
    panel(page).get_by_role("button", name="+ of the same campaign").press("Enter")
    pick(page, "campaign", "Campaign")
    pick(page, "hot", "hotel")
    expect(chips(page)).to_have_text([re.compile("“active”.*“hotel”")])
    tied = {
        "all": [["participation.status", "is", "active"], ["participation.campaign", "is", "hotel"]],
        "of": "participation",
    }
    assert where(page) == {"all": [tied]}

    # And nobody who ever spoke of pets, which leaves nobody. The list says why.
    panel(page).get_by_role("button", name="+ Group").last.press("Enter")
    pick(page, "none", "none of")
    pick(page, "said", "Said")
    page.keyboard.type("pets")
    expect(chips(page).filter(has_text="“pets”")).to_have_count(1)
    expect(page.get_by_text("Nobody matches")).to_be_visible()
    assert where(page) == {"all": [tied, {"any": [["communication.said", "matches", "pets"]], "not": True}]}
    said = panel(page).get_by_label("Value of Said")
    expect(said).to_be_focused()
    expect(said).to_have_value("pets")
    expect(page.get_by_role("link", name="leave it out, then 61")).to_be_visible()

    # The address alone repeats it all elsewhere.
    other = page.context.new_page()
    opened(other, page.url)
    expect(other.get_by_text("Nobody matches")).to_be_visible()
    expect(chips(other)).to_have_count(2)
    other.get_by_role("button", name=re.compile("“active”")).click()
    expect(panel(other).get_by_label("Value of Said")).to_have_value("pets")
    expect(panel(other).get_by_role("group", name=re.compile("Condition on"))).to_have_count(3)
    other.close()

    page.get_by_role("link", name="leave it out, then 1", exact=True).click()
    expect(count(page)).to_have_text(f"1 of {TOTAL}")
    assert where(page) == {"all": [tied]}
    expect(panel(page).get_by_label("Value of Said")).to_have_count(0)
    page.go_back()
    expect(panel(page).get_by_label("Value of Said")).to_have_value("pets")

    # Escape folds the panel away and the focus is where it began.
    panel(page).get_by_role("button", name="Save filter…").press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(page.get_by_role("button", name="+ Add condition")).to_be_focused()


def test_what_is_being_typed_stays_while_the_list_answers(page: Page, url: str) -> None:
    opened(page, url)
    before = page.evaluate("history.length")
    page.get_by_role("button", name="+ Add condition").click()
    pick(page, "customer id", "Customer ID")
    page.keyboard.type("p-")
    expect(count(page)).to_have_text(f"60 of {TOTAL}")
    page.keyboard.type("1", delay=400)
    page.keyboard.type("2", delay=400)
    expect(panel(page).get_by_label("Value of Customer ID")).to_have_value("p-12")
    expect(panel(page).get_by_label("Value of Customer ID")).to_be_focused()
    expect(count(page)).to_have_text(f"1 of {TOTAL}")
    assert page.evaluate("history.length") == before + 1
    # A condition that says nothing yet changes nothing.
    panel(page).get_by_role("button", name="+ Condition").click()
    pick(page, "last communication", "Last communication")
    expect(panel(page).get_by_label("Value of Last communication")).to_be_focused()
    expect(count(page)).to_have_text(f"1 of {TOTAL}")
    panel(page).get_by_label("Comparison of Last communication").select_option("empty")
    expect(chips(page)).to_have_count(2)


def test_every_filter_is_a_sentence_that_goes_by_itself(page: Page, url: str) -> None:
    asked = {"all": [["communications", "at_least", "0"], ["contact.city", "empty"]]}
    query = {
        "q": "person",
        "f.participation.status": "completed",
        "where": json.dumps(asked),
        "sort": "-name",
        "page": "1",
    }
    opened(page, f"{url}/?{urlencode(query)}")
    expect(chips(page)).to_have_text(
        [
            re.compile(said)
            for said in ("“person”", "Status is “completed”", "Communications at least 0", "City is empty")
        ]
    )
    matches = page.locator(".panel [data-part=count]")
    expect(matches).to_have_text(re.compile("match"))
    expect(matches).not_to_have_class(re.compile("busy"))
    for left in (3, 2, 1):
        chips(page).first.get_by_role("link").press("Enter")
        expect(chips(page)).to_have_count(left)
    assert where(page) == {"all": [["contact.city", "empty"]]}
    expect(chips(page).first.get_by_role("link")).to_be_focused()
    page.go_back()
    expect(chips(page)).to_have_count(2)
    page.get_by_role("link", name="Clear all").click()
    expect(chips(page)).to_have_count(0)
    expect(count(page)).to_have_text(str(TOTAL))
    assert parse_qs(urlsplit(page.url).query) == {"sort": ["-name"]}


def menu(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Saved filters")


def open_menu(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("^Saved filters")).click()
    expect(menu(page)).to_be_visible()
    return menu(page)


def change(page: Page, name: str, action: str) -> None:
    more = menu(page).get_by_role("button", name=f"Change {name}", exact=True)
    expect(more).to_have_attribute("aria-expanded", "false")  # what was done before is answered
    more.click()
    menu(page).get_by_role("button", name=action, exact=True).click()


def test_a_filter_is_saved_shared_started_with_renamed_and_deleted(page: Page, url: str) -> None:
    opened(page, f"{url}/?f.name=person+1")
    expect(count(page)).to_have_text(f"10 of {TOTAL}")
    open_menu(page).get_by_role("button", name="Save as…").click()
    page.keyboard.type("Teens")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Saved filters: Teens", exact=True)).to_be_visible()
    saved_address = page.url

    # A name that is taken is told, and what was typed stays.
    open_menu(page).get_by_role("button", name="Save as…").click()
    page.keyboard.type("teens")
    page.keyboard.press("Enter")
    expect(menu(page).get_by_role("alert")).to_have_text(re.compile("with this name already"))
    expect(menu(page).get_by_label("Name of the filter")).to_have_value("teens")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(menu(page)).to_be_hidden()

    # Changed, and updated.
    opened(page, saved_address.replace("person+1", "person+2"))
    expect(page.get_by_role("button", name="Saved filters: Teens, changed")).to_be_visible()
    open_menu(page).get_by_role("button", name="Update “Teens”").click()
    expect(page.get_by_role("button", name="Saved filters: Teens", exact=True)).to_be_visible()

    # Renamed, shared, and what the list starts with.
    open_menu(page)
    change(page, "Teens", "Rename")
    menu(page).get_by_label("Name of the filter").fill("Twenties")
    page.keyboard.press("Enter")
    expect(menu(page).get_by_role("link", name="Twenties")).to_have_attribute("aria-current", "true")
    change(page, "Twenties", "Share")
    expect(menu(page).get_by_title("Everyone sees it")).to_be_visible()
    change(page, "Twenties", "Start with it")
    expect(menu(page).get_by_title("The list starts with it")).to_be_visible()
    opened(page, url)
    expect(count(page)).to_have_text(f"10 of {TOTAL}")
    page.wait_for_url("**f.name=person+2&saved=*")
    expect(page.locator("[role=grid] tbody tr").first).to_contain_text("Person 20")

    # Everybody is one click away, also on a bare address.
    open_menu(page).get_by_role("link", name="Everybody").click()
    expect(count(page)).to_have_text(str(TOTAL))
    page.go_back()
    expect(count(page)).to_have_text(f"10 of {TOTAL}")

    # A campaign's participants, without leaving the menu's keys.
    open_menu(page)
    expect(menu(page).get_by_role("link", name="hotel")).to_be_visible()
    page.keyboard.type("hot")
    expect(menu(page).get_by_role("link", name="Everybody")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(chips(page)).to_have_text([re.compile("“hotel”")])

    open_menu(page)
    change(page, "Twenties", "Delete")
    menu(page).get_by_role("button", name="Delete it").click()
    expect(menu(page).get_by_text("Nothing is saved yet.")).to_be_visible()
    opened(page, url)
    expect(count(page)).to_have_text(str(TOTAL))


def test_customers_of_a_load_are_one_click_from_its_report(page: Page, url: str) -> None:
    page.goto(f"{url}/load")
    page.get_by_role("link", name="log.jsonl").click()
    page.get_by_role("link", name="Customers from this load").click()
    expect(chips(page)).to_have_text([re.compile("“log.jsonl”")])
    expect(count(page)).to_have_text(f"1 of {TOTAL}")


def test_fields_are_listed_renamed_and_hidden(page: Page, url: str) -> None:
    opened(page, url)
    page.get_by_role("link", name="Fields", exact=True).click()
    city = page.get_by_role("row").filter(has=page.get_by_label("Title of City"))
    expect(city).to_contain_text("text")
    expect(city.get_by_role("link")).to_have_text("1")
    page.get_by_label("Title of City").fill("Town")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title of Town")).to_be_visible()
    page.get_by_label("Title of State").fill("town")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(re.compile("is called “Town” already"))
    expect(page.get_by_label("Title of State")).to_have_value("town")
    page.get_by_label("Offer Street in filters and columns").uncheck()
    expect(page.get_by_role("row").filter(has=page.get_by_label("Title of Street"))).to_have_class("hidden")

    # Who has it is a link; the list speaks of the field by its new name, and offers no hidden one.
    page.get_by_role("row").filter(has=page.get_by_label("Title of Town")).get_by_role("link").click()
    expect(chips(page)).to_have_text([re.compile("Town is filled")])
    expect(count(page)).to_have_text(f"1 of {TOTAL}")
    page.get_by_role("button", name="+ Add condition").click()
    expect(panel(page).get_by_label("Find a field")).to_be_focused()
    page.keyboard.type("address")
    options = panel(page).get_by_role("option")
    expect(options.filter(has_text="Postcode")).to_have_count(1)
    expect(options.filter(has_text="Street")).to_have_count(0)
    expect(options.filter(has_text="Town")).to_have_count(1)


def test_a_narrow_window_has_room_for_both(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 1100, "height": 800})
    asked = {"all": [[f"contact.{field}", "empty"] for field in ("company", "street", "postcode", "state", "country")]}
    opened(page, f"{url}/?{urlencode({'f.name': 'person', 'where': json.dumps(asked)})}")
    expect(chips(page)).to_have_count(6)
    page.get_by_role("button", name="+ Add condition").click()
    expect(panel(page).get_by_label("Find a field")).to_be_focused()
    expect(panel(page).get_by_role("button", name="Copy link")).to_be_in_viewport(ratio=1)
    sideways = page.evaluate("""() => {
      const all = [document.documentElement, document.querySelector('[data-testid=stMain]')];
      return all.map((element) => element.scrollWidth - element.clientWidth);
    }""")
    assert sideways == [0, 0]
