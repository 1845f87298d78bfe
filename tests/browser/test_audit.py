"""The audit page, as an administrator uses it."""

from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, expect

from domain.access import Principal, Role
from engine import Engine
from indexing import audit
from indexing.scan import refresh

LEAD = Principal("lea@example.org", Role.SUPERVISOR)
FORGED = "[Sign in again](https://evil.example) https://evil.example www.evil.example a@evil.example :red[x]"
NASTY = "<img src=x onerror=alert(1)>"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_log_is_narrowed_down_unfolded_and_followed(
    page: Page, app_url: str, world: Engine, dmitri_id: str
) -> None:
    changes = {"contact.city": {"before": ["Zurich"], "after": [NASTY]}}
    audit.note(world, LEAD, "edit", "customer", "Edited a customer: City.", customer_id=dmitri_id, details=changes)
    refresh(world, "audit")

    page.goto(f"{app_url}/audit?{urlencode({'from': FORGED})}")
    problem = page.get_by_test_id("stAlert")
    expect(problem).to_contain_text("[Sign in again](https")
    expect(problem).to_contain_text("was left out")
    expect(problem.get_by_role("link")).to_have_count(0)

    page.goto(f"{app_url}/status")
    expect(page.get_by_role("region", name="Access")).to_contain_text("from this machine alone")
    expect(page.locator(".o-foot")).to_contain_text("localAdministratorthis machine alone")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Audit").click()
    entries = page.get_by_role("list", name="Entries, newest first").get_by_role("listitem")
    expect(entries.first).to_contain_text("Edited a customer: City.")
    expect(entries.filter(has_text="A load of kind campaign ended (done).")).to_have_count(1)

    page.get_by_label("Who").select_option(LEAD.identity)
    expect(entries).to_have_count(1)
    expect(page.get_by_role("status").first).to_have_text("1 entry")
    assert asked(page) == {"by": [LEAD.identity]}
    page.get_by_label("Words or an ID").fill("nothing like it")
    expect(entries).to_have_count(0)
    page.get_by_label("Words or an ID").fill("edit cit")
    expect(entries).to_have_count(1)
    assert asked(page)["q"] == ["edit cit"]
    page.get_by_label("Words or an ID").fill("merged")
    expect(page.get_by_text("Nothing in the log fits all of these. Clear one.")).to_be_visible()
    expect(entries).to_have_count(0)

    page.goto(f"{app_url}/audit?by=lea%40example.org&customer={dmitri_id}&from=2020-01-01")
    expect(page.get_by_label("From day")).to_have_value("2020-01-01")
    expect(page.get_by_label("Who")).to_have_value(LEAD.identity)
    row = entries.get_by_role("button", expanded=False)
    row.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Changes").get_by_role("cell")).to_have_text(
        ["contact.city", "Zurich", NASTY]
    )
    page.get_by_role("link", name="Customer", exact=True).click()
    expect(page.get_by_role("heading", name="Dmitri Zielińska")).to_be_visible()
    page.go_back()
    expect(entries).to_have_count(1)
    page.get_by_role("button", name="Clear all").click()
    expect(entries.filter(has_text="began")).not_to_have_count(0)
    assert asked(page) == {}
    entries.filter(has_text="kind campaign ended").get_by_role("link", name="Load").click()
    expect(page.get_by_role("heading", name="hotel.csv")).to_be_visible()
