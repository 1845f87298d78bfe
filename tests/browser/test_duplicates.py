"""The duplicates page: look, decide, undo, by mouse and by keyboard; who may not is told why."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import Engine
from tests.browser.conftest import Serve
from tests.loaders.support import documents, load_rows

SHARED = "+447700900333"
NASTY = "<img src=x onerror=alert(1)> Ban"
PEOPLE = [
    {"Customer ID": "1", "Name": "Zoë Marsh", "Birth date": "1990-05-01", "E-mail": "zoe@a.example", "City": "York"},
    {"Customer ID": "2", "Name": "Zoe Marsh", "Birth date": "1990-05-01", "E-mail": "zm@b.example", "City": "Leeds"},
    {"Customer ID": "3", "Name": "Jon Reed", "E-mail": "jonathan.reed@work.example"},
    {"Customer ID": "4", "Name": "John Reed", "E-mail": "jonathan.reed@home.example"},
    {"Customer ID": "5", "Name": NASTY, "Phone": SHARED},
    {"Customer ID": "6", "Name": "Nadia Quist", "Phone": SHARED},
]


@pytest.fixture
def people(fresh_engine: Engine) -> Engine:
    load_rows(fresh_engine, "spring", PEOPLE, "people.csv")
    return fresh_engine


def choices(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("list", name=name).get_by_role("link")


def ids(engine: Engine) -> dict[str, str]:
    return {number: id for id, c in documents(engine, "customers").items() for number in c["external_ids"]}


def whole(engine: Engine) -> dict[str, dict[str, object]]:
    found = documents(engine, "customers")
    return {id: {name: v for name, v in c.items() if name != "folded_at"} for id, c in found.items()}


def test_pairs_are_merged_and_kept_apart_and_both_undone_on_the_spot(page: Page, people: Engine, serve: Serve) -> None:
    before = whole(people)
    page.goto(f"{serve(people)}/duplicates")
    pairs = choices(page, "2 pairs")
    expect(pairs).to_have_count(2)
    expect(pairs.first).to_contain_text("same name and birth date")
    table = page.get_by_role("table", name="Side by side")
    expect(table.get_by_role("row", name=re.compile("^E-mail")).get_by_role("cell").last).to_have_text(
        re.compile(r"zoe@a\.example.*zm@b\.example|zm@b\.example.*zoe@a\.example")
    )
    page.get_by_role("button", name="Same person").click()
    expect(page.get_by_text("are one customer now.")).to_be_visible()
    expect(choices(page, "1 pair")).to_have_count(1)
    assert len(documents(people, "customers")) == 5
    page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(page.get_by_text("The decision is undone.")).to_be_visible()
    expect(choices(page, "2 pairs")).to_have_count(2)
    assert whole(people) == before

    # By keyboard alone: down to the second pair, open it, decide.
    pairs.first.focus()
    page.keyboard.press("ArrowDown")
    expect(pairs.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(table).to_contain_text("jonathan.reed@work.example")
    different = page.get_by_role("button", name="Different people")
    different.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("are held to be different people")).to_be_visible()
    expect(choices(page, "1 pair")).to_have_count(1)
    page.reload()
    expect(choices(page, "1 pair")).to_have_count(1)
    decision = page.locator(".o-decision")
    expect(decision).to_have_count(1)
    expect(decision).to_contain_text("Different people")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(choices(page, "2 pairs")).to_have_count(2)


def test_a_conflict_is_settled_by_a_click_that_later_loads_obey(page: Page, people: Engine, serve: Serve) -> None:
    page.goto(f"{serve(people)}/duplicates")
    expect(choices(page, "2 pairs")).to_have_count(2)
    page.get_by_role("radio", name="Conflicts").click()
    conflict = choices(page, "1 contested key")
    expect(conflict).to_contain_text("+44 7700 900333")
    expect(conflict).to_contain_text(NASTY)
    page.get_by_role("button", name="Different people").click()
    expect(page.get_by_text("No key is claimed by several customers.")).to_be_visible()
    assert load_rows(people, "next", [{"Phone": SHARED, "Name": "Nadia"}], "next.csv").conflicts == 0
    assert len(documents(people, "customers")) == 6


def test_from_one_customer_to_any_other(page: Page, people: Engine, serve: Serve) -> None:
    known = ids(people)
    page.goto(f"{serve(people)}/duplicates?customer={known['1']}")
    expect(page.get_by_role("heading", name="Who is Zoë Marsh?")).to_be_visible()
    keys = page.get_by_role("table", name="Why each key is theirs")
    expect(keys.get_by_role("row").nth(1)).to_contain_text("upload people.csv")
    expect(choices(page, "May be the same person")).to_have_count(1)
    box = page.get_by_role("textbox", name="Find the other customer")
    box.fill("reed")
    box.press("Enter")
    found = choices(page, "Found")
    expect(found).to_have_count(2)
    found.filter(has_text="John Reed").click()
    table = page.get_by_role("table", name="Side by side")
    expect(table.get_by_role("columnheader").nth(2)).to_contain_text("John Reed")
    page.get_by_role("button", name="Same person").click()
    expect(page.get_by_text("are one customer now.")).to_be_visible()
    decision = page.locator(".o-decision")
    expect(decision).to_contain_text("Same person")
    assert ids(people)["4"] == known["1"]
    page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(page.get_by_text("Nothing has been decided by hand.")).to_be_visible()
    assert ids(people) == known
    page.goto(page.url.partition("?")[0] + "?customer=nobody")
    expect(page.get_by_text("There is no customer with this ID")).to_be_visible()
