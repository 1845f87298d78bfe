"""The endless chat: where it opens, that nothing jumps, and the Details of what is in view."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import HOTEL_SESSIONS, MESSAGES_EACH, PETS

HOTEL = HOTEL_SESSIONS * MESSAGES_EACH
DRIFT_PX = 1.0


def log(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages")


def messages(page: Page) -> Locator:
    return log(page).get_by_role("article")


def details(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Details")


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    expect(messages(page).first).to_be_attached()
    return page


def chat_address(app_url: str, dmitri_id: str, campaign: str = "hotel", more: str = "") -> str:
    return f"{app_url}/?customer={dmitri_id}&tab=communications&campaign={campaign}{more}"


def from_bottom(page: Page) -> float:
    distance: float = log(page).evaluate("(it) => it.scrollHeight - it.clientHeight - it.scrollTop")
    return distance


def first_visible(page: Page) -> dict[str, Any]:
    """The first message in sight: its ID and its place in the window."""
    found: dict[str, Any] = log(page).evaluate("""(it) => {
      const top = it.getBoundingClientRect().top;
      const first = [...it.querySelectorAll("article")].find((one) => one.getBoundingClientRect().bottom > top);
      return { id: first.dataset.id, top: first.getBoundingClientRect().top };
    }""")
    return found


def top_of(page: Page, message_id: str) -> float:
    top: float = log(page).locator(f'[data-id="{message_id}"]').evaluate("(it) => it.getBoundingClientRect().top")
    return top


def scroll(page: Page, top: float) -> None:
    log(page).evaluate("(it, top) => { it.scrollTop = top; }", top)


def loaded_ids(page: Page) -> list[str]:
    ids: list[str] = log(page).evaluate("(it) => [...it.querySelectorAll('article')].map((one) => one.dataset.id)")
    return ids


def test_opens_at_the_newest(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id))
    expect(messages(page).last).to_contain_text("Visit 11 line 29")
    expect(messages(page).last).to_be_in_viewport()
    assert from_bottom(page) < 2
    expect(page.get_by_role("button", name="Newest")).not_to_be_visible()


def test_scrolling_up_reaches_the_oldest_without_a_jump(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id))
    drifts = []
    while len(loaded_ids(page)) < HOTEL:
        before = len(loaded_ids(page))
        # One task: what stands where right after the scroll, before anything that was asked for can come.
        at = log(page).evaluate("""(it) => {
          it.scrollTop = 320;
          const top = it.getBoundingClientRect().top;
          const first = [...it.querySelectorAll("article")].find((one) => one.getBoundingClientRect().bottom > top);
          return { id: first.dataset.id, top: first.getBoundingClientRect().top };
        }""")
        expect(messages(page).nth(before)).to_be_attached()
        drifts.append(abs(top_of(page, at["id"]) - at["top"]))
    assert max(drifts) <= DRIFT_PX
    assert loaded_ids(page) == [f"star-{i:02}:{j}" for i in range(HOTEL_SESSIONS) for j in range(MESSAGES_EACH)]


def test_dividers_tell_time_channel_and_agent(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id))
    last = log(page).get_by_role("separator").last
    expect(last).to_have_text("12 May 2020, 10:00 · Web · Hotel assistant · active now")
    expect(last).to_have_attribute("title", "12 May 2020, 10:00:00 Europe/Warsaw (UTC+02:00)")
    call = log(page).get_by_role("separator").filter(has_text="Call, 30 min")
    expect(call.first).to_contain_text("11 May 2020, 10:00 · Call, 30 min · Hotel assistant")
    expect(messages(page).filter(has_text="1:56 · Gustavo Bianchi").first).to_be_attached()


def test_unknown_time_says_so(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id, "trip"))
    expect(log(page).get_by_role("separator")).to_have_text("time unknown · Telegram")
    expect(messages(page)).to_have_count(1)
    expect(messages(page)).to_have_attribute("title", "The source does not say when.")


def test_link_opens_at_its_message_and_both_directions_scroll(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id, more="&message=star-03:4&find=pets"))
    pets = messages(page).filter(has_text="Are pets")
    expect(pets).to_be_in_viewport()
    expect(pets).to_have_class("message customer anchor")
    assert pets.locator("mark").all_inner_texts() == ["pets", "Pets"]
    assert pets.locator(".text").inner_text() == PETS
    middle = pets.evaluate("(it) => it.getBoundingClientRect().top + it.offsetHeight / 2")
    bounds = log(page).bounding_box()
    assert bounds is not None
    assert abs(middle - (bounds["y"] + bounds["height"] / 2)) < 40
    expect(details(page)).to_contain_text("Summary of visit 3")
    for edge, found in (("it.scrollHeight", "star-11:29"), ("0", "star-00:0")):
        page.wait_for_function(
            f"""(id) => {{
              const host = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".chat"));
              const it = host.shadowRoot.querySelector("[role=log]");
              it.scrollTop = {edge};
              return it.querySelector(`[data-id="${{id}}"]`) !== null;
            }}""",
            arg=found,
            polling=50,
        )
    assert loaded_ids(page) == [f"star-{i:02}:{j}" for i in range(HOTEL_SESSIONS) for j in range(MESSAGES_EACH)]


def test_newest_from_far_back(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id, more="&message=star-00:3"))
    expect(details(page)).to_contain_text("Summary of visit 0")
    page.get_by_role("button", name="Newest").click()
    expect(messages(page).last).to_contain_text("Visit 11 line 29")
    expect(messages(page).last).to_be_in_viewport()
    expect(details(page)).to_contain_text("Summary of visit 11")


def test_message_of_another_chat_is_said(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id, more="&message=mail-0:0"))
    expect(page.get_by_text("The message of this link is not in this chat")).to_be_visible()
    assert from_bottom(page) < 2


def test_details_follow_what_is_in_view(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id))
    panel = details(page)
    expect(panel).to_contain_text("Summary: Summary of visit 11")
    expect(panel.get_by_role("img", name="Active now")).to_be_visible()
    expect(panel).to_contain_text("Hotel assistant")
    expect(panel).to_contain_text("+44 7700 900587")
    expect(panel.get_by_role("img", name="Web")).to_be_visible()
    expect(panel).to_contain_text("Responsible: Hotel assistant, AI agent")
    expect(panel.locator("dt")).to_have_text(["language", "visit", "Hotel name"])
    expect(panel).not_to_contain_text("not shown")
    log(page).locator('[data-session="star-10"]').evaluate(
        "(it) => { const log = it.closest('[role=log]'); log.scrollTop += it.getBoundingClientRect().top - 300; }"
    )
    expect(panel).to_contain_text("Summary of visit 10")
    expect(panel).to_contain_text("Responsible: Gustavo Bianchi, operator")
    expect(panel).to_contain_text("No parameters found.")
    expect(panel).to_contain_text("No results found.")
    expect(panel.get_by_role("img", name="Active now")).to_have_count(0)


def test_go_to_session_opens_beside_and_keeps_the_place(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id))
    scroll(page, 900)
    at = first_visible(page)
    with page.context.expect_page() as beside:
        details(page).get_by_role("link", name="Go to session").click()
    assert "/session?id=star-" in beside.value.url
    assert abs(top_of(page, at["id"]) - at["top"]) <= DRIFT_PX


@pytest.mark.parametrize("place", [1200, None], ids=["in the middle", "at the bottom"])
def test_closing_details_widens_the_chat_and_keeps_the_line(
    page: Page, app_url: str, dmitri_id: str, place: int | None
) -> None:
    opened(page, chat_address(app_url, dmitri_id))
    if place is not None:
        scroll(page, place)
    at = first_visible(page)
    width = log(page).bounding_box()
    page.get_by_role("button", name="Hide details").click()
    expect(details(page)).not_to_be_visible()
    wider = log(page).bounding_box()
    assert width is not None
    assert wider is not None
    assert wider["width"] > width["width"] + 200
    if place is None:
        assert from_bottom(page) < 2
    else:
        assert abs(top_of(page, at["id"]) - at["top"]) <= DRIFT_PX
    page.get_by_role("button", name="Details", exact=True).click()
    expect(details(page)).to_be_visible()


def test_campaigns_by_tabs_and_as_links(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, f"{app_url}/?customer={dmitri_id}&tab=communications")
    left = page.get_by_role("complementary", name="Campaigns")
    names = left.locator("a b > span:first-child")
    expect(names).to_have_text(["Everything", "hotel", "Customer Service", "trip"])
    expect(left.locator('[aria-current="true"]')).to_contain_text("Everything")
    expect(log(page).get_by_role("separator").last).to_contain_text("hotel · Web")
    left.get_by_role("tab", name="Campaigns").click()
    expect(names).to_have_text(["hotel", "trip"])
    left.get_by_role("tab", name="Other").click()
    expect(names).to_have_text(["Customer Service"])
    left.get_by_role("link", name="Customer Service").click()
    expect(messages(page)).to_have_count(2)
    expect(messages(page).first).to_contain_text("Letter 0")
    expect(messages(page).first).to_contain_text("<b>bold</b> question")
    assert "campaign=customer+service" in page.url
    expect(left.get_by_role("tab", name="Other")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(messages(page).last).to_contain_text("Visit 11 line 29")


GOING = """([selector, first]) => {
  const inside = (part) => [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(part)).shadowRoot;
  const scroller = inside(".chat").querySelector("[role=log]");
  const link = inside(selector).querySelector(selector);
  if (first === "link") link.click();
  scroller.scrollTop = 300;
  scroller.dispatchEvent(new Event("scroll"));
  if (first === "scroll") link.click();
}"""
"""Scrolls to where more is asked for, and goes elsewhere in the same moment, so that the server hears of both at once."""


@pytest.mark.parametrize("first", ["scroll", "link"])
def test_going_elsewhere_while_scrolling_shows_nothing_of_the_chat_before(
    page: Page, app_url: str, dmitri_id: str, first: str
) -> None:
    opened(page, chat_address(app_url, dmitri_id))
    page.evaluate(GOING, ['.chat a[href*="campaign=trip"]', first])
    expect(messages(page)).to_have_text(["When was this?"])
    assert "campaign=trip" in page.url
    page.go_back()
    expect(messages(page).last).to_contain_text("Visit 11 line 29")
    page.evaluate(GOING, ["header .neighbours a[href]", first])
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Dmitri Zielińska")
    expect(messages(page)).to_have_count(0)
    page.go_back()
    expect(messages(page).last).to_contain_text("Visit 11 line 29")
    page.evaluate(GOING, ['header [data-part="back"]', first])
    expect(page.get_by_role("grid", name="Customers")).to_be_visible()
    page.go_back()
    expect(messages(page).last).to_contain_text("Visit 11 line 29")


def test_theme_change_moves_nothing(page: Page, app_url: str, dmitri_id: str) -> None:
    opened(page, chat_address(app_url, dmitri_id))
    scroll(page, 1000)
    at = first_visible(page)
    light = messages(page).first.evaluate("(it) => getComputedStyle(it).backgroundColor")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        """(light) => {
          const host = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".chat"));
          return getComputedStyle(host.shadowRoot.querySelector("article")).backgroundColor !== light;
        }""",
        arg=light,
    )
    assert abs(top_of(page, at["id"]) - at["top"]) <= DRIFT_PX


def test_narrow_window_folds_the_side_panels(page: Page, app_url: str, dmitri_id: str) -> None:
    page.set_viewport_size({"width": 860, "height": 800})
    opened(page, chat_address(app_url, dmitri_id))
    expect(details(page)).not_to_be_visible()
    page.get_by_role("button", name="Details", exact=True).click()
    expect(details(page)).to_be_in_viewport()
    page.get_by_role("button", name="Hide details").click()
    assert from_bottom(page) < 2
