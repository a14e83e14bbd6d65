"""What readers meet: every width, both schemes, the keyboard alone, no script, no third party."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PATHS = [
    "/",
    "/therapy/",
    "/company/",
    "/china-division/",
    "/news/",
    "/news/2014/",
    "/news/category/patent/",
    "/news/2014/juvenile-diabetes-cure-alliance-assessment/",
    "/nothing-here/",
]


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_page_scrolls_sideways(page, third_parties, width):
    page.set_viewport_size({"width": width, "height": 900})
    for path in PATHS:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, third_parties, scheme):
    page.emulate_media(color_scheme=scheme)
    for path in PATHS:
        page.goto(path)
        found = Axe().run(page).response["violations"]
        assert [(path, each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_console_stays_quiet_on_public_pages(page, third_parties):
    messages = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    for path in PATHS[:-1]:
        page.goto(path)
    assert messages == []


def test_keyboard_reaches_the_content_first_and_shows_where_it_is(page, third_parties):
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.locator("main a:focus")
    expect(focused).to_have_count(1)
    assert focused.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"


def test_site_works_without_javascript(browser, base_url):
    page = browser.new_context(base_url=base_url, java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("link", name="All news").click()
    page.get_by_role("link", name="2013").click()
    page.get_by_role("link", name="New clinical trial").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("New clinical trial")


def test_public_pages_carry_no_script(page, third_parties):
    for path in PATHS:
        page.goto(path)
        assert page.locator("script").count() == 0
