"""A draft is saved while its form stays open, and autosaved beside it. No word is lost to another
device, a crash, a dead connection, a stopped server or an ended session."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import Error, expect

from tests.site import PASSWORD

from .conftest import let_in
from .editor import EDITABLE, IS_READY, expect_saved, fill_in, markup, open_new_item, save

SAVED = re.compile(r"^Saved \d\d:\d\d$")
OFFLINE = "Offline: kept in this browser. Trying again…"
IS_SAVE = re.compile(r"/newsitem/\d+/change/$")
END_SESSION = """
from django.contrib.sessions.models import Session
Session.objects.filter(session_key="%s").delete()
"""
# Where the cursor is: in which word, and how far the page is scrolled.
CURSOR = "() => [getSelection().anchorNode.data, getSelection().anchorOffset, scrollY]"


def line(page):
    return page.locator("#save-state")


def write(page, words):
    page.locator(EDITABLE).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def write_new(page, title):
    open_new_item(page)
    fill_in(page, title)
    write(page, "First words.")


@contextmanager
def autosave_of(page, words):
    """Wait at the end until a text that has these words is autosaved."""

    def has_words(answer):
        return "/autosave" in answer.url and words in (answer.request.post_data or "")

    with page.expect_response(has_words):
        yield
    # Until the page has read the answer, the line says that it is saving.
    expect(line(page)).to_have_text(SAVED)


@contextmanager
def held_save(page):
    """Hold what saves the draft back; gives a function that waits for it and returns its route."""
    routes = []

    def first():
        while not routes:
            page.wait_for_timeout(50)
        return routes[0]

    page.route(IS_SAVE, lambda route: routes.append(route), times=1)
    yield first


@contextmanager
def stopped(site):
    """Stop the site inside this block."""
    site.__exit__()
    try:
        yield
    finally:
        site.__enter__()


def open_again(page, address):
    page.goto(address)
    page.wait_for_function(IS_READY)


def test_saving_by_key_leaves_the_cursor_where_it_is_unless_it_is_switched_off(page, log_in):
    log_in("ann")
    write_new(page, "Saved by key")
    expect(line(page)).to_have_text("Unsaved changes")
    before = page.evaluate(CURSOR)
    page.keyboard.press("Control+s")
    expect_saved(page)
    expect(line(page)).to_have_text(SAVED)
    assert page.evaluate(CURSOR) == before
    expect(page).to_have_url(re.compile(r"/newsitem/\d+/change/$"))
    page.keyboard.type(" Typed on.")
    page.keyboard.press("Control+s")
    expect_saved(page)
    page.reload()
    assert markup(page) == "<p>First words. Typed on.</p>"

    with autosave_of(page, "?Saved by key"):
        # In a text it is a character.
        page.locator("#id_title").press("?")
        expect(page.locator("#id_title")).to_have_value("?Saved by key")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        page.get_by_role("checkbox", name="Save draft").uncheck()
        page.get_by_role("checkbox", name="Show this list").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.locator("dialog.shortcuts")).to_be_hidden()
        # The browser's own, which has no effect here.
        page.keyboard.press("Control+s")
    page.reload()
    # It was autosaved, and not saved.
    expect(page.locator("#id_title")).to_have_value("Saved by key")
    page.evaluate("localStorage.clear()")


def test_what_was_typed_elsewhere_or_before_a_crash_is_offered_once(
    page, log_in, browser, base_url, sessions
):
    log_in("ann")
    write_new(page, "Typed on two devices")
    save(page)
    address = page.url
    with autosave_of(page, "On the first device."):
        write(page, " On the first device.")

    elsewhere = browser.new_context(base_url=base_url)
    elsewhere.add_cookies(sessions["ann"])
    second = elsewhere.new_page()
    sent = []
    second.on("request", lambda request: sent.append((request.method, request.url)))
    open_again(second, address)
    offer = second.locator(".kept-offer")
    expect(offer).to_have_count(1)
    expect(offer).to_contain_text("You have unsaved changes from")
    offer.get_by_role("link", name="Continue").click()
    second.wait_for_function(IS_READY)
    assert markup(second) == "<p>First words. On the first device.</p>"
    # Nothing was typed here.
    assert [url for method, url in sent if method == "POST" and "autosave" in url] == []
    elsewhere.close()

    with autosave_of(page, "Then it crashed."):
        write(page, " Then it crashed.")
    third = page.context.new_page()
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    open_again(third, address)
    expect(third.locator(".kept-offer")).to_have_count(1)
    third.locator(".kept-offer").get_by_role("button", name="Continue").click()
    expect(third.locator(EDITABLE)).to_contain_text("Then it crashed.")
    save(third)
    third.reload()
    third.wait_for_function(IS_READY)
    expect(third.locator(".kept-offer")).to_have_count(0)


def test_dead_connection_is_said_and_tried_again_without_a_click(page, log_in):
    log_in("ann")
    write_new(page, "Through the tunnel")
    page.context.set_offline(True)
    expect(line(page)).to_have_text(OFFLINE)
    page.keyboard.press("Control+s")
    expect(line(page)).to_have_text(OFFLINE)
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.type(" Typed in the dark.")
    page.context.set_offline(False)
    expect_saved(page)
    expect(page).to_have_url(re.compile(r"/newsitem/\d+/change/$"))
    page.reload()
    assert markup(page) == "<p>First words. Typed in the dark.</p>"

    # The server saves, and its answer gets lost. Nobody has to choose between that and the rest.
    with held_save(page) as held:
        write(page, " Saved.")
        page.keyboard.press("Control+s")
        held().fetch()
        page.keyboard.type(" Typed on.")
        held().abort()
    expect_saved(page)
    page.reload()
    assert markup(page) == "<p>First words. Typed in the dark. Saved. Typed on.</p>"

    # The server is slow, and someone presses again.
    with held_save(page) as held:
        write(page, " Slow.")
        page.keyboard.press("Control+s")
        held()
        page.keyboard.type(" Quick.")
        page.get_by_role("button", name="Submit").click()
        held().continue_()
    page.wait_for_url(re.compile(r"/submit/$"))
    open_again(page, page.url.replace("/submit/", "/change/"))
    assert markup(page).endswith("Slow. Quick.</p>")
    expect(page.locator(".kept-offer")).to_have_count(0)


def test_ended_session_asks_in_the_line_and_not_over_the_words(page, site):
    let_in(page, site, "ann")
    write_new(page, "Written late")
    [key] = [each["value"] for each in page.context.cookies() if each["name"] == "sessionid"]
    site.shell(END_SESSION % key)
    page.keyboard.type(" Typed")
    button = line(page).get_by_role("button", name="Log in to save")
    expect(button).to_be_visible()
    page.keyboard.type(" on.")
    assert page.locator("dialog").count() == 0
    button.click()
    frame = page.frame_locator("dialog.small-log-in iframe")
    frame.locator("#id_login").fill("ann")
    frame.locator("#id_password").fill(PASSWORD)
    frame.get_by_role("button", name="Log in", exact=True).click()
    expect(line(page)).to_have_text(SAVED)
    assert markup(page) == "<p>First words. Typed on.</p>"


def test_errors_are_listed_with_links_to_their_fields(page, log_in):
    log_in("ann")
    open_new_item(page)
    fill_in(page, "With errors")
    page.locator("#id_summary").fill("s" * 161)
    page.locator("[name=sources-0-title]").fill("t" * 201)
    page.keyboard.press("Control+s")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(line(page)).to_have_text("Not saved. Fix what is listed above.")
    summary.get_by_role("link", name="The summary has 161 characters").click()
    field = page.locator("#id_summary")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_attribute("aria-describedby", re.compile("id_summary_error"))
    page.keyboard.press("Backspace")
    summary.get_by_role("link", name="Source 1").click()
    expect(page.locator("[name=sources-0-title]")).to_be_focused()
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+s")
    expect_saved(page)
    expect(summary).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_what_was_mended_is_no_longer_said_beside_its_field(page, log_in):
    log_in("ann")
    open_new_item(page)
    fill_in(page, "With hints")
    page.locator("#id_summary").fill("[[Say it]]")
    write(page, "[[Who said it]]")
    save(page)
    page.reload()
    summary, text = (page.locator(f".field-{name} .finding") for name in ("summary", "body"))
    expect(summary).to_have_count(1)
    expect(text).to_have_count(1)
    page.locator("#id_summary").fill("Said.")
    save(page)
    expect(summary).to_have_count(0)
    expect(text).to_have_count(1)


def test_stopped_server_gets_the_words_once_it_runs_again(page, log_in, site):
    log_in("ann")
    open_new_item(page)
    fill_in(page, "Before it stopped")
    save(page)
    with stopped(site):
        write(page, "While it was stopped.")
        page.keyboard.press("Control+s")
        expect(line(page)).to_have_text(OFFLINE)
    expect_saved(page)
    page.reload()
    assert markup(page) == "<p>While it was stopped.</p>"
