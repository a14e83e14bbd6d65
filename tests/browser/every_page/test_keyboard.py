"""Whole journeys by keyboard alone, and an order that follows the page."""

import pytest
from playwright.sync_api import expect

MAX_STOPS = 200
FOCUSABLE = """[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility())
    .map((each) => [...document.querySelectorAll('*')].indexOf(each))"""
FOCUSED = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
FOCUSED_WORDS = "document.activeElement.innerText?.trim() || document.activeElement.ariaLabel"


@pytest.fixture
def go(page):
    """Return a function that goes on with Tab to what bears these words, and presses Enter."""

    def go(words):
        for _stop in range(MAX_STOPS):
            page.keyboard.press("Tab")
            if page.evaluate(FOCUSED_WORDS) == words:
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return
        pytest.fail(f"Tab never came to '{words}' on {page.url}")

    return go


def test_skip_link_shows_itself_and_leads_past_the_menu(page):
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main a:focus")).to_have_count(1)


def test_reader_goes_from_the_menu_to_a_page_below_another_and_back(page, full_site, go):
    page.goto("/")
    go("Company")
    go("Rooms")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where we work")
    go("Company")
    expect(page).to_have_url(f"{full_site.url}/company/")


def test_reader_filters_the_news_and_turns_the_pages(page, full_site, go):
    page.goto("/")
    go("News")
    go("Patent")
    expect(page.get_by_role("heading", level=1)).to_have_text("News: Patent")
    go("All")
    go("Older")
    expect(page).to_have_url(f"{full_site.url}/news/?page=2")
    go("Newer")
    expect(page).to_have_url(f"{full_site.url}/news/")
    go("Everything that an item can hold")
    go("All news")
    expect(page).to_have_url(f"{full_site.url}/news/")


def test_reader_of_a_claim_reaches_its_source(page, full_site):
    page.goto("/news/2015/everything-an-item-can-hold/")
    reference = page.locator(".references a").first
    reference.focus()
    page.keyboard.press("Enter")
    expect(page.locator("li:target")).to_contain_text("Register of the study")
    page.keyboard.press("Tab")
    expect(page.locator("li:target a").first).to_be_focused()


def test_tab_visits_all_that_can_be_used_in_the_order_of_the_page_and_leaves(page, kinds):
    for path in kinds:
        page.goto(path)
        stops = list(_stops(page))
        assert stops == sorted(stops), path
        assert set(page.evaluate(FOCUSABLE)) <= set(stops), path


def _stops(page):
    """Press Tab until it leaves the page, or begins at its top again; yield the place in the
    page of each stop."""
    body = page.evaluate("[...document.querySelectorAll('*')].indexOf(document.body)")
    ends = {body}
    for _stop in range(MAX_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop in ends:
            return
        yield stop
        if len(ends) == 1:
            ends.add(stop)
    pytest.fail(f"Tab never leaves {page.url}")
