"""From an author's first word to the reader, through the real forms."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import load_until_shown
from .editor import EDITABLE, fill_in, open_new_item, open_preview, save

# Each process of the server sees a change within a second: eight answers at once ask them all.
ASK_ALL = """
const askAll = async path => {
  const answers = await Promise.all([...Array(8)].map(() => fetch(path, {cache: "no-store"})));
  return Promise.all(answers.map(answer => answer.text()));
};
const menuOf = text => [...new DOMParser().parseFromString(text, "text/html")
  .querySelectorAll(".menu a")].map(link => link.textContent).join();
"""
SAYS = f"async ([path, words]) => {{ {ASK_ALL} "
SAYS += "return (await askAll(path)).every(text => text.includes(words)); }"
MENU_IS = f"async names => {{ {ASK_ALL} "
MENU_IS += "return (await askAll('/news/')).every(text => menuOf(text) === names.join()); }"


def write_news_item(page, title):
    open_new_item(page)
    fill_in(page, title)
    page.get_by_label("Place:").fill("Jinan, China")
    page.get_by_label("Company announcement only").check()
    page.locator(EDITABLE).click()
    page.keyboard.type("Written in the editor.")


def test_author_writes_publisher_publishes_reader_reads(page, browser, base_url, log_in):
    log_in("ann")
    write_news_item(page, "在济南获批")
    expect(page.locator("#id_slug")).to_have_value("zai-ji-nan-huo-pi")
    page.get_by_label("Title:").fill("Granted in Jinan")
    expect(page.locator("#id_slug")).to_have_value("granted-in-jinan")
    expect(page.get_by_role("button", name="publish")).to_have_count(0)
    save(page)
    hint = "Readers see no change until it is published."
    expect(page.locator("#save-state")).to_have_attribute("title", hint)

    log_in("paul")
    page.goto("/admin/news/newsitem/")
    page.get_by_role("link", name="Granted in Jinan").click()
    page.get_by_role("button", name="Publish…").click()
    publish = page.get_by_role("button", name="Publish now")
    expect(publish).to_be_visible()
    year = re.search(r"/news/(\d{4})/granted-in-jinan/", page.content())[1]
    publish.click()
    expect(page.locator("#draft-status .state").first).to_have_text("Live")

    reader = browser.new_context(base_url=base_url).new_page()
    reader.goto("/")
    reader.wait_for_function(SAYS, arg=["/", "Granted in Jinan"], polling=100)
    load_until_shown(reader, "/", reader.get_by_role("link", name="Granted in Jinan")).click()
    expect(reader).to_have_url(f"{base_url}/news/{year}/granted-in-jinan/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Granted in Jinan")
    expect(reader.get_by_text("Written in the editor.")).to_be_visible()
    reader.wait_for_function(SAYS, arg=["/news/feed/", f"/news/{year}/granted-in-jinan/"])
    assert reader.context.cookies() == []


def test_preview_leads_back_to_the_form(page, log_in):
    log_in("ann")
    write_news_item(page, "Only a draft")
    open_preview(page)
    expect(page.get_by_text("Preview of the draft.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Only a draft")
    page.get_by_role("link", name="Back to editing").click()
    expect(page.locator("#id_title")).to_have_value("Only a draft")


def expect_menu(page, *names):
    """Wait until readers get a menu of these names."""
    expect(page.get_by_text("Page order saved.")).to_be_visible()
    page.wait_for_function(MENU_IS, arg=[*names], polling=100)


@pytest.fixture
def order_page(page, log_in):
    """The page that orders the menu, reached as people reach it."""
    log_in("paul")
    page.goto("/admin/")
    page.get_by_role("link", name="Pages", exact=True).click()
    page.get_by_role("link", name="Menu order").click()
    expect(page.get_by_role("heading", name="Menu order")).to_be_visible()
    return page


def test_menu_is_ordered_by_keyboard(order_page):
    up = order_page.get_by_role("button", name="Move China division up")
    up.focus()
    order_page.keyboard.press("Enter")
    expect_menu(order_page, "Home", "Therapy", "China division", "Company", "News")
    order_page.goto("/admin/pages/page/order/")
    order_page.get_by_role("button", name="Move China division down").press("Enter")
    expect_menu(order_page, "Home", "Therapy", "Company", "China division", "News")


def test_menu_is_ordered_by_dragging(order_page):
    rows = order_page.locator("[data-page]")
    rows.nth(3).drag_to(rows.nth(1))
    expect_menu(order_page, "Home", "China division", "Therapy", "Company", "News")
    order_page.goto("/admin/pages/page/order/")
    rows.nth(1).drag_to(rows.nth(3))
    expect_menu(order_page, "Home", "Therapy", "Company", "China division", "News")


def test_time_is_said_as_both_offices_read_it_while_it_is_typed(page, log_in):
    log_in("paul")
    page.goto("/admin/as-of/")
    said = page.locator("output")
    page.get_by_label("Date and time").fill("2026-11-24T09:00")
    expect(said).to_have_text("24 November 2026 09:00 (New York), 22:00 (Jinan)")
    page.get_by_label("Time zone").select_option(label="Jinan")
    expect(said).to_have_text("23 November 2026 20:00 (New York), 24 November 2026 09:00 (Jinan)")
    page.get_by_label("Time zone").select_option(label="New York")
    page.get_by_label("Date and time").fill("2025-11-02T01:30")
    expect(said).to_contain_text("That hour happens twice: clocks go back that night.")
    page.get_by_label("Date and time").fill("2026-03-08T02:30")
    expect(said).to_contain_text("That time doesn't exist: clocks go forward that night.")
    page.get_by_label("Date and time").fill("2025-11-02T01:30")
    page.get_by_role("button", name="Show site").click()
    page.get_by_label("The second time: 2 November 2025 01:30 (New York)").check()
    page.get_by_role("button", name="Show site").click()
    expect(page).to_have_url(re.compile("/admin/as-of/2025-11-02T06:30Z/"))
