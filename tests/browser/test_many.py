"""Adding customers, and changing many at once: previews, jobs and their reports. The data are this file's own."""

import csv
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import Engine
from tests.browser.conftest import ROOT, Serve, environment_of

FEW = ("Ada Byron", "Bob Noyce", "Cyd Charisse", "Dmitri Zielińska", "Eva Green", "Fay Wray")


@pytest.fixture(scope="module")
def few_url(engine: Engine, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    own = replace(engine, prefix=f"{engine.prefix}-few")
    path = tmp_path_factory.mktemp("few") / "hotel.csv"
    lines = [f"{i},{name},+44 7700 90060{i},someone{i}@example.org,pending" for i, name in enumerate(FEW)]
    path.write_text("\n".join(["Customer ID,Full name,Phone,E-mail,Status", *lines]) + "\n")
    command = [sys.executable, "-m", "loaders", "campaign", str(path), "--name", "hotel"]
    done = subprocess.run(command, cwd=ROOT, env=environment_of(own), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return serve(own)


def row(page: Page, text: str) -> Locator:
    return page.locator("[role=grid] tbody tr").filter(has_text=text)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.get_by_role("grid", name="Customers")).to_be_visible()
    return page


def choose(dialog: Locator, label: str, text: str) -> None:
    box = dialog.get_by_role("combobox", name=re.compile(label))
    box.fill(text)
    box.press("Enter")


def test_somebody_new_beside_who_is_alike(page: Page, few_url: str) -> None:
    opened(page, few_url)
    page.get_by_role("button", name="Add customer").first.click()
    form = page.get_by_role("dialog")
    name, phone, email = (form.get_by_label(label, exact=True) for label in ("Name", "Phone", "E-mail"))
    expect(name).to_be_focused()
    name.fill("Dimitri Zielinska")
    expect(form.get_by_text("similar name")).to_be_visible()
    expect(form.get_by_role("link", name="Dmitri Zielińska")).to_have_attribute("href", re.compile("customer="))
    email.fill("nobody@")
    email.press("Tab")
    expect(form.get_by_text("is not an e-mail address")).to_be_visible()
    phone.fill("07700 900603")
    expect(form.get_by_text("same phone")).to_be_visible()
    email.fill("dimitri@example.net")
    expect(form.get_by_text("is not an e-mail address")).to_be_hidden()
    form.get_by_role("button", name="Add customer").click()
    expect(form.get_by_role("alert")).to_contain_text("belongs to")
    phone.fill("+44 7700 900688")
    expect(form.get_by_text("same phone")).to_be_hidden()
    form.get_by_label("Phone 2").fill("+44 7700 900689")
    form.get_by_role("button", name="Add customer").click()
    expect(page.get_by_role("heading", name="Dimitri Zielinska")).to_be_visible()
    expect(page.get_by_text("+44 7700 900689")).to_be_visible()


def test_selected_ones_join_a_campaign(page: Page, few_url: str) -> None:
    opened(page, few_url)
    row(page, "Ada Byron").click()
    row(page, "Cyd Charisse").click(modifiers=["Shift"])
    page.get_by_role("button", name="Add to campaign").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("3 customers will be in the campaign")).to_be_visible()
    expect(dialog.get_by_role("button", name="Add 3 customers")).to_be_disabled()
    choose(dialog, "Campaign", "spring")
    choose(dialog, "Status", "invited")
    dialog.get_by_role("button", name="Add 3 customers").click()
    expect(dialog.get_by_text("3 customers changed.")).to_be_visible(timeout=60_000)
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_be_hidden()
    expect(row(page, "Bob Noyce")).to_contain_text("spring")
    expect(page.locator("footer strong")).to_have_text("3 selected")


def test_deletion_says_how_many_asks_for_the_number_and_proves_it(page: Page, few_url: str) -> None:
    opened(page, f"{few_url}/?f.participation.campaign=nobody-is-in-it")
    expect(page.get_by_text("Nobody matches")).to_be_visible()
    opened(page, f"{few_url}/?f.phones=90060")
    row(page, "Fay Wray").click()
    row(page, "Fay Wray").press("Control+Space")
    expect(page.locator("footer strong")).to_have_text("1 selected")
    row(page, "Eva Green").or_(row(page, "Ada Byron")).first.click(modifiers=["Control"])
    expect(page.locator("footer strong")).to_have_text("2 selected")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("2 customers with 0 linked sessions and communications")).to_be_visible()
    delete = dialog.get_by_role("button", name="Delete 2 customers")
    delete.click()
    expect(dialog.get_by_text("Nothing was deleted")).to_be_visible()
    dialog.get_by_label("Type 2 to confirm").fill("2")
    delete.click()
    expect(dialog.get_by_text("Deleted: 2 customers")).to_be_visible(timeout=60_000)
    expect(dialog.get_by_text("0 remain")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row(page, "Fay Wray")).to_have_count(0)
    expect(page.locator("footer strong")).to_have_text("")


@pytest.mark.parametrize("way", ["of the selected", "of all that match"])
def test_export_is_written_in_the_background_and_downloaded(page: Page, few_url: str, way: str) -> None:
    opened(page, f"{few_url}/?f.emails=example.org&sort=-name")
    if way == "of the selected":
        row(page, "Bob Noyce").click()
        row(page, "Cyd Charisse").click(modifiers=["Control"])
        page.get_by_role("button", name="Export", exact=True).click()
    else:
        page.get_by_role("button", name=re.compile(r"^Export \d")).click()
    dialog = page.get_by_role("dialog")
    said = dialog.get_by_text("will be in the file").inner_text()
    dialog.get_by_role("button", name=re.compile("^Export .* customers")).click()
    with page.expect_download(timeout=60_000) as download:
        dialog.get_by_role("link", name="Download").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    names = [next(csv.reader([line]))[0] for line in lines]
    assert names[0] == "Name"
    chosen = ["Cyd Charisse", "Bob Noyce"]  # nobody else here changes or deletes them
    if way == "of the selected":
        assert sorted(names[1:], reverse=True) == chosen
    else:
        assert [name for name in names if name in chosen] == chosen  # in the list's order
        assert said == f"{len(names) - 1} customers will be in the file."
