"""What readers don't find while they type, and what editors do about it."""

import re

import pytest
from playwright.sync_api import expect

MISSES = "/admin/searches/"


@pytest.fixture
def searched(page, log_in):
    """Return a function that tells which searches without results are listed."""

    def listed():
        log_in("paul")
        page.goto(MISSES)
        return page.locator("#content-main tbody tr td:first-child").all_inner_texts()

    return listed


def test_only_what_a_reader_stopped_at_is_counted(clocked_page, searched):
    page = clocked_page
    page.goto("/search/")
    box, count = page.get_by_role("searchbox"), page.locator("#search-count")
    for letters in ("quagga", " okapi"):
        box.press_sequentially(letters)
        page.clock.run_for(300)
        expect(count).to_contain_text(f"{letters}”.")
    with page.expect_response(lambda response: "q=quagga+okapi" in response.url):
        page.clock.run_for(1000)
    # It is counted after the response: a page that comes later has it.
    for _load in range(20):
        found = [text for text in searched() if "quagga" in text]
        if found:
            break
    assert [text.split("\n")[-1] for text in found] == ["quagga okapi"]


def test_a_result_is_pinned_from_a_search_that_found_nothing_by_keyboard(page, log_in):
    page.goto("/search/?q=wheelchair")
    log_in("paul")
    page.goto("/admin/")
    page.get_by_role("link", name="Searches without results").click()
    row = page.get_by_role("row").filter(has_text="wheelchair")
    expect(row).to_contain_text("Finds nothing")
    row.get_by_role("link", name="Pin a result… wheelchair").click()
    expect(page.get_by_label("Searches:")).to_have_value("wheelchair")
    field = page.get_by_role("combobox", name="First result:")
    options = page.get_by_role("listbox", name="Live items found").get_by_role("option")
    field.press_sequentially("china div")
    both = [re.compile("China division"), re.compile("中国事业部.*简体中文")]
    expect(options).to_have_text(both)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("/china-division/")
    expect(options).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=re.compile("Try it.*wheelchair")).click()
    expect(page.locator("#search-results h2")).to_have_text(["China division"])
    page.goto(MISSES)
    expect(row).to_contain_text("Finds something")


def test_a_click_on_save_counts_while_items_are_offered(page, log_in):
    log_in("paul")
    page.goto("/admin/publishing/pinnedresult/add/")
    page.get_by_label("Searches:").fill("armchair")
    page.get_by_role("combobox", name="First result:").press_sequentially("china div")
    expect(page.get_by_role("listbox", name="Live items found")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#error-summary")).to_contain_text("There is no page at 'china div'.")


def test_a_field_without_scripts_takes_an_address(browser, site, sessions, log_in):
    log_in("paul")
    context = browser.new_context(java_script_enabled=False, base_url=site.url)
    context.add_cookies(sessions["paul"])
    page = context.new_page()
    page.goto("/admin/publishing/pinnedresult/add/")
    page.get_by_label("Searches:").fill("parking")
    page.get_by_label("First result:").fill("/nothing-here/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#error-summary")).to_contain_text("There is no page at '/nothing-here/'.")
    page.get_by_label("First result:").fill(f"{site.url}/china-division/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list")).to_contain_text("parking")
    context.close()
