"""The load page: drop, see what was recognised, load in the background, report, undo."""

import csv
import gzip
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import Engine
from tests.browser.conftest import Serve

UPLOAD = """Nummer;Vorname;Note;Status
+447700900111;Ana;first;active
nope;Bob;second;pending
+447700900112;<b>Cem</b>;third;done
"""
JOB_MILLISECONDS = 60_000


@pytest.fixture
def load_url(fresh_engine: Engine, serve: Serve) -> str:
    return f"{serve(fresh_engine)}/load"


def drop(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)


def table(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name=name, exact=True)


def test_upload_is_mapped_loaded_reported_and_undone(page: Page, load_url: str, tmp_path: Path) -> None:
    file = tmp_path / "spring sale.csv"
    file.write_text(UPLOAD)
    page.goto(load_url)
    expect(page.get_by_text("There is no data yet")).to_be_visible()
    drop(page, file)
    expect(
        page.get_by_text("spring sale.csv · Campaign upload · UTF-8 · cells parted by semicolon · 4 columns")
    ).to_be_visible()
    expect(page.get_by_label("Name of the campaign")).to_have_value("spring sale")
    expect(page.get_by_text("Ana · Bob · <b>Cem</b>")).to_be_visible()
    load = page.get_by_role("button", name="Load this file")
    expect(load).to_be_disabled()
    page.get_by_role("combobox", name="Meaning of Nummer").click()
    page.get_by_role("option", name="Phone", exact=True).click()
    expect(load).to_be_enabled()
    load.click()

    rejected = table(page, "Rejected rows: 1")
    expect(rejected).to_be_visible(timeout=JOB_MILLISECONDS)
    expect(rejected.get_by_role("cell")).to_have_text(["3", "Nummer", "nope", re.compile("no identity key")])
    expect(table(page, "rows").get_by_role("cell")).to_have_text(["3", "2", "0", "0", "1", "0"])
    with page.expect_download() as download:
        page.get_by_role("button", name="Download rejected rows").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as rows:
        assert [row[:3] for row in csv.reader(rows)] == [["row", "field", "value"], ["3", "Nummer", "nope"]]

    page.get_by_role("button", name="All loads").click()
    line = table(page, "Loads").get_by_role("row").nth(1)
    expect(line).to_contain_text("spring sale.csv")
    expect(line).to_contain_text("done")
    line.get_by_role("link").click()
    page.get_by_role("button", name="Undo this load").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 new rows are taken out")
    dialog.get_by_role("button", name="Undo the load").click()
    expect(table(page, "documents")).to_be_visible(timeout=JOB_MILLISECONDS)
    page.get_by_role("button", name="All loads").click()
    expect(table(page, "Loads").get_by_role("row").nth(1)).to_contain_text("undone")


def test_log_and_agents_are_recognised_and_loaded(page: Page, load_url: str, tmp_path: Path) -> None:
    agents = tmp_path / "agents.json"
    agents.write_text('[{"id": "a", "name": "Ada", "result_fields": []}]')
    log = tmp_path / "log.jsonl.gz"
    line = {"session_id": "s1", "channel": "web", "customer": {"email": "a@example.org"}}
    log.write_bytes(gzip.compress(json.dumps(line).encode()))
    page.goto(load_url)
    drop(page, agents)
    expect(page.get_by_text("agents.json · Agent definitions")).to_be_visible()
    drop(page, log)
    expect(page.get_by_text("log.jsonl.gz · Conversations · UTF-8")).to_be_visible()
    expect(table(page, "First entries").get_by_role("cell").first).to_have_text("s1")
    page.get_by_role("button", name="Load this file").click()
    expect(page.get_by_role("heading", name="log.jsonl.gz", exact=True)).to_be_visible(timeout=JOB_MILLISECONDS)
    expect(table(page, "communications").get_by_role("cell")).to_have_text(["1", "1", "0", "0", "0", "0"])


def test_what_no_loader_reads_is_refused_in_a_sentence(page: Page, load_url: str, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    page.goto(load_url)
    drop(page, file)
    expect(page.get_by_text("Save it as CSV (UTF-8) and load that.")).to_be_visible()
    expect(page.get_by_role("button", name="Load this file")).to_have_count(0)


def test_unknown_loads_and_jobs_are_said(page: Page, load_url: str) -> None:
    page.goto(f"{load_url}?load=nope")
    expect(page.get_by_text("There is no load with this ID")).to_be_visible()
    page.goto(f"{load_url}?job=nope")
    expect(page.get_by_text("There is no job nope")).to_be_visible()
