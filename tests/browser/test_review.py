"""From an author's candidate to the reader, past a reviewer, on two days; and two people at one
form."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.site import RunningSite

from .conftest import PEOPLE, let_in
from .editor import choose_from_menu, expect_saved

OLD = "uses stem cells from human cord blood"
NEW = "The cells come from human cord blood"
WITH_ADDRESSES = """
for user in User.objects.all():
    user.email = f"{user.username}@example.org"
    user.save()
"""
MAKE_PAGE = """
from tests.factories import make_page
make_page("written-by-two", title="Written by two")
"""
TODAY, TOMORROW = datetime.now(UTC), datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def dated_site(tmp_path):
    """A site whose clock can be moved ahead by a restart."""
    variables = {"GUNICORN_CMD_ARGS": "--config python:tests.moved_clock", "HOURS_AHEAD": "0"}
    with RunningSite(tmp_path, **variables) as running:
        running.shell(PEOPLE + WITH_ADDRESSES)
        yield running


def open_therapy(page):
    page.goto("/admin/pages/page/?language=en")
    page.get_by_role("link", name="Stem Cell Educator therapy").click()


def open_from_dashboard(page):
    """Go to what waits for whoever has just come in; reminders stand below that."""
    page.locator(".dashboard-list").get_by_role(
        "link", name="Stem Cell Educator therapy"
    ).first.click()


def press(page, name):
    """Press the first button whose words begin so."""
    page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()


def submit(page, note, at=None):
    press(page, "Submit for review")
    # A form asks who is logged in before it is sent, so a click isn't yet the next page.
    expect(page.get_by_label("Internal note")).to_be_visible()
    for reason in page.locator("input[name^='reason:']").all():
        reason.fill("The company's own wording, with its source.")
    expect(page.get_by_label("Time zone")).to_be_hidden()
    if at:
        page.get_by_label("At a date and time").check()
        page.locator("#id_at").fill(f"{at:%Y-%m-%dT%H:%M}")
        page.get_by_label("Time zone").select_option("UTC")
    page.get_by_label("Internal note").fill(note)
    press(page, "Submit for review")
    expect(page.locator(".publication .state").nth(1)).to_have_text("In review")
    # Until something is typed, there is nothing to submit.
    expect(page.get_by_role("link", name="View review")).to_have_count(2)
    expect(page.get_by_role("button", name="Submit for review")).to_be_hidden()


def test_what_was_approved_goes_live_on_its_day_and_both_days_can_be_walked(browser, dated_site):
    page = browser.new_context(base_url=dated_site.url).new_page()
    let_in(page, dated_site, "ann", "/admin/")
    open_therapy(page)
    page.get_by_label("Summary:").fill(f"{NEW}, and effective.")
    submit(page, "A plainer summary.")

    let_in(page, dated_site, "rita", "/admin/")
    expect(page.locator(".dashboard-list blockquote")).to_have_text("A plainer summary.")
    open_from_dashboard(page)
    expect(page.locator(".compare ins").last).to_contain_text("effective")
    page.locator(".review-note summary").click()
    expect(page.get_by_label("Your note")).to_be_focused()
    press(page, "Request changes")
    expect(page.locator(".errornote")).to_contain_text("Say what should change.")
    page.get_by_label("Your note").fill("Leave out 'effective'.")
    press(page, "Request changes")
    expect(page.get_by_text("The author will see your note.")).to_be_visible()

    let_in(page, dated_site, "ann", "/admin/")
    expect(page.locator(".dashboard-list blockquote")).to_have_text("Leave out 'effective'.")
    open_therapy(page)
    expect(page.locator(".candidate")).to_contain_text("Leave out 'effective'.")
    page.get_by_label("Summary:").fill(f"{NEW}.")
    submit(page, "Mended.", at=TODAY + timedelta(hours=12))
    page.get_by_label("Menu title").fill("Written on, not approved")
    press(page, "Save draft")
    expect(page.locator(".candidate")).to_contain_text("changed since then: Menu title.")

    let_in(page, dated_site, "rita", "/admin/")
    open_from_dashboard(page)
    press(page, "Approve")
    expect(page.get_by_text("Publishers will see it")).to_be_visible()

    let_in(page, dated_site, "paul", "/admin/")
    open_from_dashboard(page)
    page.get_by_role("link", name="Schedule…").click()
    # The page starts with the time that the author asked for.
    expect(page.get_by_label("Goes live at")).not_to_have_value("")
    press(page, "Schedule")
    expect(page.get_by_text("A version is scheduled to go live on")).to_be_visible()
    page.goto("/therapy/")
    expect(page.locator(".standfirst")).to_contain_text(OLD)

    dated_site.restart(HOURS_AHEAD="24")
    page.goto("/therapy/")
    expect(page.locator(".standfirst")).to_have_text(f"{NEW}.")
    expect(page.locator(".menu")).not_to_contain_text("not approved")

    for day, words in ((TODAY, OLD), (TOMORROW, NEW)):
        page.goto(f"/admin/as-of/{day:%Y-%m-%dT%H:%MZ}/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Therapy").click()
        expect(page.locator(".standfirst")).to_contain_text(words)
        assert f"/admin/as-of/{day:%Y-%m-%dT%H:%MZ}/therapy/" in page.url
    # Nobody asked for it: a process of the server saw that the moment had come.
    dated_site.wait_for_output("Subject: Live: Stem Cell Educator therapy")


def test_stale_form_loses_nothing_and_both_texts_are_there_to_choose_from(
    page, browser, site, log_in
):
    # Of its own: other tests know the pages of a new site by their titles.
    site.shell(MAKE_PAGE)
    log_in("ann")
    page.goto("/admin/pages/page/")
    page.get_by_role("link", name="Written by two").click()
    page.get_by_label("Menu title").fill("Ann's menu title")
    page.get_by_label("Summary:").fill("Ann's summary.")

    second = browser.new_context(base_url=site.url).new_page()
    let_in(second, site, "paul", "/admin/pages/page/")
    second.get_by_role("link", name="Written by two").click()
    expect(second.locator("#open-forms")).to_contain_text("ann also has this open")
    second.get_by_label("Title:", exact=True).fill("Paul's title")
    second.get_by_label("Summary:").fill("Paul's summary.")
    press(second, "Save draft")
    expect_saved(second)
    second.context.close()

    press(page, "Save draft")
    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("paul saved this draft at")
    for words in ("Paul's title", "Paul's", "Ann's", "Ann's menu title"):
        expect(conflict).to_contain_text(words)
    # What only one of them changed is chosen already; both changed the summary.
    page.locator("[name=choice-summary][value=mine]").check()
    press(page, "Save draft")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    expect(page.get_by_label("Title:", exact=True)).to_have_value("Paul's title")
    expect(page.get_by_label("Summary:")).to_have_value("Ann's summary.")
    expect(page.get_by_label("Menu title")).to_have_value("Ann's menu title")


def test_preview_link_shows_one_edition_to_somebody_without_an_account(
    page, browser, base_url, log_in
):
    log_in("ann")
    page.goto("/admin/pages/page/")
    page.get_by_role("link", name="About Tianhe").click()
    page.get_by_label("Summary:").fill("Only for review.")
    submit(page, "x")
    choose_from_menu(page, "Preview links…")
    page.get_by_label("For whom").fill("Dr. Li")
    press(page, "Create link")
    address = page.get_by_label("Link for Dr. Li").input_value()
    guest = browser.new_context(base_url=base_url).new_page()
    answer = guest.goto(address)
    expect(guest.locator(".standfirst")).to_have_text("Only for review.")
    assert "no-store" in answer.headers["cache-control"]
    assert guest.context.cookies() == []
    guest.goto("/company/")
    expect(guest.locator(".standfirst")).not_to_have_text("Only for review.")
    press(page, "Close")
    expect(page.get_by_text("Preview link closed.")).to_be_visible()
    assert guest.goto(address).status == 404
    assert re.search("preview link has expired", guest.content())
