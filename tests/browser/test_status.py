"""The status page."""

from playwright.sync_api import Page, expect

from engine import Engine
from tests.browser.conftest import Serve


def test_status_says_node_counts_indices_and_loads(page: Page, app_url: str, world: Engine) -> None:
    page.goto(f"{app_url}/status")
    expect(page.get_by_role("region", name="Node")).to_contain_text("3.6.0")
    expect(page.get_by_role("region", name="Node")).to_contain_text(world.url)
    stored = page.get_by_role("region", name="Stored")
    for words in ("Customers62", "Communications15", "Messages363"):
        expect(stored).to_contain_text(words)
    indices = page.get_by_role("table", name="Indices")
    expect(indices.get_by_role("row").filter(has_text=f"{world.prefix}-messages-v2")).to_contain_text("363")
    loads = page.get_by_role("table", name="Last loads")
    expect(loads.get_by_role("row")).to_have_count(4)
    loads.get_by_role("link", name="hotel.csv").click()
    expect(page.get_by_role("heading", name="hotel.csv")).to_be_visible()
    expect(page.get_by_role("table", name="rows").get_by_role("cell").first).to_have_text("62")


def test_with_no_data_the_sample_is_offered(page: Page, fresh_engine: Engine, serve: Serve) -> None:
    page.goto(f"{serve(fresh_engine)}/status")
    expect(page.get_by_text("There is no data yet")).to_be_visible()
    expect(page.get_by_text("not made yet").first).to_be_visible()
