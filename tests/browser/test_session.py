"""The session page: facts, transcript, raw logs, and the way from it."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import Engine
from tests.browser.conftest import ROOT, Serve, environment_of

LINES = 1234
LONG = {"rows": ["x" * 50] * 200, "<b>": "not bold"}


@pytest.fixture(scope="session")
def logs_url(engine: Engine, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The app over one session with many log lines: every hundredth is an error, line 7 is long."""
    own = replace(engine, prefix=f"{engine.prefix}-logs")
    levels = ("info", "debug")
    conversation = {
        "session_id": "many/lines & more",
        "channel": "web",
        "customer": {"email": "a@example.org"},
        "started_at": "2020-05-13T13:00:00Z",
        "ended_at": "2020-05-13T13:20:34Z",
        "messages": [{"author": "customer", "text": f"Message {i}"} for i in range(40)],
        "logs": [
            {
                "at": f"2020-05-13T13:{i // 60:02}:{i % 60:02}Z",
                "level": levels[i % 2] if i % 100 else "error",
                "event": f"Step.{i}",
                "data": LONG if i == 7 else {"number": i},
            }
            for i in range(LINES)
        ],
    }
    file = tmp_path_factory.mktemp("logs") / "log.jsonl"
    file.write_text(json.dumps(conversation))
    command = [sys.executable, "-m", "loaders", "conversations", str(file)]
    subprocess.run(command, cwd=ROOT, env=environment_of(own), check=True, capture_output=True)
    return f"{serve(own)}/session?id=many%2Flines+%26+more"


def lines(page: Page) -> Locator:
    return page.get_by_role("list", name="Log lines, oldest first").locator(".row")


def note(page: Page) -> Locator:
    return page.get_by_role("region", name="Raw logs").get_by_role("status")


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_header_says_the_facts(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/session?id=star-01")
    heading = page.locator("header.heading")
    expect(heading.get_by_role("heading", name="star-01")).to_be_visible()
    expect(heading.get_by_label("Call")).to_be_visible()
    for words in ("closed", "2 May 2020, 10:00 – 10:30", "30 min", "30 messages", "campaign hotel"):
        expect(heading).to_contain_text(words)
    expect(heading).to_contain_text("responsible: operator Gustavo Bianchi")
    expect(heading).to_contain_text("agent Hotel assistant")
    expect(heading).to_contain_text("Summary: Summary of visit 1")
    expect(heading.locator("[title*='Europe/Warsaw']")).to_have_count(1)


def test_active_session_pulses(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/session?id=star-11")
    heading = page.locator("header.heading")
    expect(heading).to_contain_text("active")
    expect(heading).to_contain_text("since 12 May 2020, 10:00")
    expect(heading.locator(".live")).to_be_visible()


def test_results_are_what_the_agent_defines(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/session?id=star-11")
    expect(section(page, "Results")).to_contain_text("Shadyside Inn")
    expect(section(page, "Results")).to_contain_text("Hotel name")
    expect(section(page, "Results")).not_to_contain_text("unknown")
    expect(section(page, "Parameters")).to_contain_text("language")
    page.goto(f"{app_url}/session?id=star-10")
    expect(section(page, "Parameters")).to_contain_text("No parameters found.")
    expect(section(page, "Results")).to_contain_text("No results found.")


def test_transcript_marks_what_was_searched(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/session?id=star-03&find=pets")
    transcript = section(page, "Transcript")
    expect(transcript.locator(".row")).to_have_count(30)
    expect(transcript.locator("mark")).to_have_text(["pets", "Pets"])
    expect(transcript.locator("[aria-current=true]")).to_be_in_viewport()
    expect(transcript).to_contain_text("30 messages · 1 with “pets”")


def test_unknown_times_stay_unknown(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/session?id=trip-0")
    expect(page.locator("header.heading")).to_contain_text("time unknown")
    expect(section(page, "Transcript").locator(".row .at")).to_have_text(["—"])
    expect(section(page, "Raw logs")).to_contain_text("No logs found.")


def test_the_chat_and_the_customer_are_one_click_away(page: Page, app_url: str, dmitri_id: str) -> None:
    page.goto(f"{app_url}/session?id=star-03")
    page.get_by_role("link", name="Open in chat").click()
    expect(page.locator('[data-id="star-03:0"]').first).to_be_in_viewport()
    assert parameters(page)["customer"] == [dmitri_id]
    page.go_back()
    page.get_by_role("link", name="Dmitri Zielińska").click()
    expect(page.get_by_role("heading", name="Dmitri Zielińska")).to_be_visible()
    page.go_back()
    section(page, "Transcript").locator(".row .at").nth(4).click()
    expect(page.locator('[data-id="star-03:4"]').first).to_be_in_viewport()


def test_unknown_session_is_said(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/session?id=<b>nope</b>")
    expect(page.get_by_text("There is no session with the ID “<b>nope</b>”.")).to_be_visible()
    page.goto(f"{app_url}/session")
    expect(page.get_by_text("This address names no session.")).to_be_visible()


def test_logs_come_by_the_page(page: Page, logs_url: str) -> None:
    page.goto(logs_url)
    expect(note(page)).to_have_text("1,234 lines")
    expect(lines(page)).to_have_count(200)
    expect(lines(page).nth(1)).to_contain_text("+00:01.0")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("201–400 of 1,234")).to_be_visible()
    expect(lines(page).first).to_contain_text("Step.200")
    assert parameters(page)["logs"] == ["2"]
    page.go_back()
    expect(lines(page).first).to_contain_text("Step.0")


def test_logs_are_found_by_level_and_text(page: Page, logs_url: str) -> None:
    page.goto(logs_url)
    page.get_by_role("button", name="error 13").click()
    expect(note(page)).to_have_text("13 of 1,234 lines")
    page.get_by_role("searchbox", name="Search logs").fill("STEP.9")
    expect(note(page)).to_have_text("1 of 1,234 lines")
    expect(lines(page).locator("mark")).to_have_text("Step.9")
    assert (parameters(page)["level"], parameters(page)["log"]) == (["error"], ["STEP.9"])
    page.reload()
    expect(note(page)).to_have_text("1 of 1,234 lines")
    page.get_by_role("searchbox", name="Search logs").fill("nothing is like this")
    expect(page.get_by_text("No line is like that.")).to_be_visible()


def test_json_unfolds_on_demand_and_leaves_the_rest_where_it_is(page: Page, logs_url: str) -> None:
    page.goto(logs_url)
    transcript = page.get_by_role("list", name="Messages, oldest first")
    transcript.evaluate("list => { list.scrollTop = 200 }")
    expect(page.locator("pre.whole")).to_have_count(0)
    fold = lines(page).nth(7).get_by_role("button")
    fold.click()
    whole = lines(page).nth(7).locator("pre.whole")
    expect(whole).to_contain_text('"<b>": "not bold"')
    assert json.loads(whole.inner_text()) == LONG
    expect(fold).to_have_attribute("aria-expanded", "true")
    lines(page).nth(6).get_by_role("button").click()
    expect(lines(page).nth(6).locator("pre.whole")).to_have_text(re.compile(r'^\{\s+"number": 6\s+\}$'))
    expect(whole).to_be_visible()
    assert transcript.evaluate("list => list.scrollTop") == 200
    fold.click()
    expect(whole).to_have_count(0)
