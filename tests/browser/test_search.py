"""Searching as readers do: with and without script, by keyboard, while typing."""

import re

import pytest
from playwright.sync_api import expect

# Other tests may have published something about one.
PARTLY = re.compile("^No page has all of your words. [0-9]+ pages? (has|have) some of them.$")
PATENTS = re.compile("^[0-9]+ results for “patents?”.$")


@pytest.fixture
def box(page, third_parties):
    """The box to type in, on the page of the search."""
    page.goto("/search/")
    return page.get_by_role("searchbox", name="Search this site")


def test_results_come_while_typing_and_can_be_reached_by_keyboard(page, box):
    status, results = page.get_by_role("status"), page.locator("#search-results ol h2")
    box.press_sequentially("patents")
    expect(status).to_have_text(PATENTS)
    expect(results.filter(has_text="European patent")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/search/\?q=patents$"))
    expect(page).to_have_title("Search: patents · Tianhe")
    box.press_sequentially(" zebra")
    expect(status).to_have_text(PARTLY)
    expect(page.get_by_text("Missing: zebra")).to_have_count(results.count())
    box.fill("zebra")
    expect(status).to_have_text("No results for “zebra”.")
    expect(results).to_have_count(0)
    box.fill("cord:use")
    expect(results.first).to_contain_text("CORD:USE")
    for _step in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#search-results h2 a')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("CORD:USE")
    # The way back leads to what was found.
    page.go_back()
    expect(box).to_have_value("cord:use")


KEEP_WHAT_IS_SAID = """() => {
  window.said = [];
  const status = document.querySelector("[role=status]");
  new MutationObserver(() => said.push(status.textContent)).observe(status, {childList: true});
}"""


def test_screen_readers_hear_once_what_is_found_when_nobody_types_any_more(clocked_page):
    page = clocked_page
    page.goto("/search/")
    page.evaluate(KEEP_WHAT_IS_SAID)
    box, count = page.get_by_role("searchbox"), page.locator("#search-count")
    for letters in ("cord", ":use", "zebra"):
        box.press_sequentially(letters)
        page.clock.run_for(300)
        expect(count).to_contain_text(f"{letters}”.")
    page.clock.run_for(1000)
    expect(page.get_by_role("status")).to_have_text("No results for “cord:usezebra”.")
    # Typed and taken back: nothing new was found.
    box.press_sequentially("s")
    page.keyboard.press("Backspace")
    page.clock.run_for(2000)
    assert page.evaluate("said") == ["No results for “cord:usezebra”."]


def test_word_that_was_meant_is_read_aloud_and_is_one_step_away(clocked_page):
    page = clocked_page
    page.goto("/search/")
    page.get_by_role("searchbox").press_sequentially("diabtes")
    page.clock.run_for(300)
    link = page.get_by_role("link", name="diabetes", exact=True)
    expect(link).to_be_visible()
    page.clock.run_for(1000)
    said = "No results for “diabtes”. Did you mean diabetes?"
    expect(page.get_by_role("status")).to_have_text(said)
    link.click()
    expect(page.locator("#search-count")).to_contain_text("results for “diabetes”.")
    expect(page.get_by_role("searchbox")).to_have_value("diabetes")


def test_statement_that_answers_a_question_is_read_aloud(page, box):
    def with_statement(route):
        response = route.fetch()
        statement = '<div class="approval"><p>Nobody has approved it.</p></div>'
        body = response.text().replace("data-miss>", f"data-miss>{statement}")
        route.fulfill(response=response, body=body)

    page.route("**/search/?**", with_statement)
    box.fill("zebra")
    said = "No results for “zebra”. Nobody has approved it."
    expect(page.get_by_role("status")).to_have_text(said)


def test_answer_that_was_overtaken_changes_nothing(page, box):
    held = []

    def hold(route):
        held.append(route) if "zebra" in route.request.url else route.continue_()

    page.route("**/search/?**", hold)
    with page.expect_request("**/search/?q=zebra"):
        box.fill("zebra")
    box.fill("patent")
    status = page.get_by_role("status")
    expect(status).to_have_text(PATENTS)
    for route in held:
        route.abort()
    expect(status).to_have_text(PATENTS)


def test_page_does_all_of_it_without_script(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site.url)
    page = context.new_page()
    page.goto("/nothing-here/")
    page.get_by_role("searchbox").fill("patents")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(PATENTS)
    page.get_by_role("link", name=re.compile("^News [0-9]+ results?$")).click()
    expect(page.locator("#search-results ol .row-meta")).to_contain_text(["News"])
    expect(page.locator("#search-results ol")).not_to_contain_text("Pages")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_that_were_found_can_be_read_in_forced_colours(page, third_parties, scheme):
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    page.goto("/search/?q=diabetes")
    colour = "each => getComputedStyle(each).color"
    word = page.locator(".search .row-text p mark").first
    assert word.evaluate(colour) == page.locator(".search .row-text p").first.evaluate(colour)
