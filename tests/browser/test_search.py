"""The search page, as a person uses it, and the way from a hit into the chat and back."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import Engine
from tests.browser.conftest import Serve


def box(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search messages")


def results(page: Page) -> Locator:
    return page.get_by_role("region", name="Results")


def hits(page: Page) -> Locator:
    return results(page).locator("a.hit")


def totals(page: Page) -> Locator:
    return page.locator(".hits .totals")


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def steps(page: Page) -> int:
    count: int = page.evaluate("history.length")
    return count


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(box(page)).to_be_visible()
    return page


def focused_hit(page: Page) -> Locator:
    return results(page).locator("a.hit:focus")


def test_words_are_found_marked_and_counted(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search")
    expect(page.get_by_text("Every message ever exchanged")).to_be_visible()
    before = steps(page)
    box(page).fill("PETS calm")
    box(page).press("Enter")
    expect(totals(page)).to_have_text("1 message · 1 communication · 1 customer")
    assert parameters(page) == {"q": ["PETS calm"]}
    assert steps(page) == before + 1
    expect(hits(page)).to_have_count(1)
    # An emoji stands before the second match: positions count in UTF-16 units in the browser.
    assert hits(page).locator("mark").all_inner_texts() == ["pets", "Pets", "calm"]
    expect(results(page).get_by_role("link", name="Dmitri Zielińska", exact=True)).to_be_visible()
    expect(results(page).get_by_label("WhatsApp")).to_have_count(1)


def test_quoted_words_are_found_only_as_they_stand(page: Page, app_url: str) -> None:
    opened(page, f'{app_url}/search?q="pets calm"')
    expect(page.get_by_text("No message has all of these words.")).to_be_visible()
    box(page).fill('"pet are"')
    box(page).press("Enter")
    expect(page.get_by_text("No message has all of these words.")).to_be_visible()
    box(page).fill('"my pets are"')
    box(page).press("Enter")
    expect(totals(page)).to_have_text("1 message · 1 communication · 1 customer")
    assert hits(page).locator("mark").all_inner_texts() == ["My Pets are"]


def test_words_typed_while_an_answer_is_on_its_way_stay(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search?q=nowhere")
    expect(page.get_by_text("No message has all of these words.")).to_be_visible()
    box(page).fill("calm")
    box(page).press("Enter")
    box(page).fill("calm pets")
    expect(totals(page)).to_have_text("1 message · 1 communication · 1 customer")
    expect(box(page)).to_have_value("calm pets")
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"q=calm\+pets"))
    page.go_back()
    expect(box(page)).to_have_value("calm")


def test_a_search_says_what_it_could_not_understand_and_searches_the_rest(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search?q=customer:(pets+OR+nothing*)+-working+channel:fax")
    note = results(page).get_by_role("note")
    expect(note).to_contain_text("There is no channel “fax”")
    expect(note.locator("mark")).to_have_text("channel:fax")
    expect(totals(page)).to_have_text("1 message · 1 communication · 1 customer")
    box(page).fill("customer:pets -calm")
    box(page).press("Enter")
    expect(totals(page)).to_have_text("0 messages · 0 communications · 0 customers")
    expect(note).to_have_count(0)


def test_hit_opens_the_chat_at_its_message_and_back_brings_the_results(
    page: Page, app_url: str, dmitri_id: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 460})
    opened(page, f"{app_url}/search?q=line&sort=oldest")
    expect(hits(page).first).to_be_visible()
    wanted = hits(page).nth(7)
    name = wanted.get_attribute("data-id")
    assert name is not None
    wanted.scroll_into_view_if_needed()
    place = results(page).evaluate("panel => panel.scrollTop")
    assert place > 0
    before = steps(page)
    wanted.click()
    expect(page.get_by_role("log")).to_be_visible()
    expect(page.get_by_role("log").locator(f'[data-id="{name}"]')).to_be_in_viewport()
    assert urlsplit(page.url).path == "/"
    assert parameters(page) == {
        "customer": [dmitri_id],
        "tab": ["communications"],
        "campaign": ["hotel"],
        "message": [name],
        "find": ["line"],
    }
    assert steps(page) == before + 1
    page.go_back()
    expect(focused_hit(page)).to_have_attribute("data-id", name)
    assert parameters(page) == {"q": ["line"], "sort": ["oldest"]}
    assert results(page).evaluate("panel => panel.scrollTop") == pytest.approx(place, abs=2)
    page.go_forward()
    expect(page.locator(f'[data-id="{name}"]').first).to_be_in_viewport()


def test_keys_move_from_hit_to_hit_and_open(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search?q=line&sort=oldest")
    expect(hits(page).first).to_be_visible()
    order = [hit.get_attribute("data-id") or "" for hit in hits(page).all()[:4]]
    box(page).press("ArrowDown")
    for key, at in (("n", 1), ("ArrowDown", 2), ("n", 3), ("p", 2), ("ArrowUp", 1)):
        page.keyboard.press(key)
        expect(focused_hit(page)).to_have_attribute("data-id", order[at])
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("n")
    expect(box(page)).to_have_value("n")  # it had the whole text selected
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/\?customer="))


def test_facets_filter_by_click_and_are_in_the_address(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search?q=visit")
    expect(totals(page)).to_have_text("359 messages · 12 communications · 1 customer")
    channel = page.get_by_role("region", name="Channel")
    expect(channel.get_by_role("link")).to_have_text(
        [re.compile(f"{name}120|{name}119") for name in ("Call", "Web", "WhatsApp")]
    )
    before = steps(page)
    channel.get_by_role("link", name="Call").click()
    expect(totals(page)).to_have_text("120 messages · 4 communications · 1 customer")
    page.get_by_role("region", name="Author").get_by_role("link", name="Operator").click()
    expect(totals(page)).to_have_text("60 messages · 4 communications · 1 customer")
    assert parameters(page) == {"q": ["visit"], "channel": ["voice"], "author": ["operator"]}
    assert steps(page) == before + 2
    page.get_by_label("Remove: by Call").click()
    expect(totals(page)).to_have_text(re.compile("^60 messages"))
    page.go_back()
    page.go_back()
    expect(totals(page)).to_have_text("120 messages · 4 communications · 1 customer")
    expect(channel.locator("[aria-current=true]")).to_have_text(re.compile("Call"))


def test_days_are_whole_days_of_the_reader(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search?q=visit")
    page.get_by_label("from", exact=True).fill("2020-05-04")
    expect(totals(page)).to_have_text(re.compile("^269 messages"))
    page.get_by_label("to", exact=True).fill("2020-05-04")
    expect(totals(page)).to_have_text("29 messages · 1 communication · 1 customer")
    assert parameters(page) == {"q": ["visit"], "from": ["2020-05-04"], "to": ["2020-05-04"]}
    page.get_by_label("Remove: from 4 May 2020").click()
    expect(totals(page)).to_have_text(re.compile("^119 messages"))


def test_copied_address_shows_the_same(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search?q=visit&campaign=hotel&channel=web&sort=newest&from=2020-05-02&to=2020-05-31")
    expect(totals(page)).to_have_text("120 messages · 4 communications · 1 customer")
    expect(box(page)).to_have_value("visit")
    expect(page.get_by_label("Order of results")).to_have_value("newest")
    expect(page.get_by_label("from", exact=True)).to_have_value("2020-05-02")
    expect(hits(page).first).to_contain_text("Visit 11")


def test_all_hits_of_one_customer_are_one_click_away(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, f"{app_url}/search?q=visit")
    expect(hits(page)).to_have_count(8)
    results(page).get_by_role("link", name="351 more of Dmitri Zielińska").click()
    expect(hits(page)).to_have_count(100)
    assert parameters(page) == {"q": ["visit"], "customer": [dmitri_id]}
    expect(page.get_by_label("Remove: with Dmitri Zielińska")).to_be_visible()


def test_what_people_wrote_is_text(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search?q=bold")
    expect(hits(page)).to_have_count(2)
    expect(hits(page).first).to_contain_text("<b>bold</b> question")
    assert hits(page).first.locator("b").count() == 0
    box(page).fill("<img src=x onerror=alert(1)>")
    box(page).press("Enter")
    expect(page.get_by_text("No message has all of these words.")).to_be_visible()


def test_what_an_address_gets_wrong_is_said(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/search?q=pets&from=soon&sort=price&page=0")
    expect(totals(page)).to_have_text(re.compile("^1 message "))
    for words in ("The date “soon”", "The order “price”", "The page “0”"):
        expect(page.get_by_text(words)).to_be_visible()
    opened(page, f"{app_url}/search?q=pets&page=900")
    expect(page.get_by_text("There is no such page")).to_be_visible()
    opened(page, f"{app_url}/search?q={'x' * 1001}")
    expect(page.get_by_text("1,000 characters at most")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 1100])
def test_nothing_is_wider_than_the_window(page: Page, app_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"{app_url}/search?q=visit&channel=voice")
    expect(hits(page).first).to_be_visible()
    for panel in ("[data-testid=stMain]", ".hits", ".results", ".filters"):
        assert page.locator(panel).first.evaluate("it => it.scrollWidth - it.clientWidth") <= 0, panel


def test_filters_fold_away_in_a_narrow_window(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 760, "height": 900})
    opened(page, f"{app_url}/search?q=visit")
    expect(page.get_by_role("region", name="Channel")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("region", name="Channel")).to_be_visible()


def test_with_no_data_the_sample_is_offered(page: Page, fresh_engine: Engine, serve: Serve) -> None:
    page.goto(f"{serve(fresh_engine)}/search")
    expect(page.get_by_text("There is nothing to search yet")).to_be_visible()
    expect(page.get_by_role("button", name="Load the sample")).to_be_visible()
