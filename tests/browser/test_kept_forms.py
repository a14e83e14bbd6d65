"""Nothing that was typed is lost: a closed tab, a session that ended, a colleague, a full store."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from .conftest import let_in, stay_when_asked
from .editor import EDITABLE, choose_from_menu, fill_in, markup, open_new_item, open_preview, save

ADD = "/admin/news/newsitem/add/"
IS_KEEPING = "() => document.querySelector('form[data-keeping]')"
KEPT = """() => Object.entries(localStorage).filter(([key]) => key.startsWith("kept:"))
    .map(([, text]) => JSON.parse(text))"""
HAS_KEPT = f"words => ({KEPT})().some(kept => JSON.stringify(kept.values).includes(words))"
ADD_PICTURE = """
from django.contrib.auth.models import User
from tests.factories import picture_upload
from tianhe_site.media_library import library
from tianhe_site.media_library.models import Image
library.add(picture_upload("Kept"), by=User.objects.get(username="paul"), model=Image)
"""
SUBMIT = """
from django.contrib.auth.models import User
from tests.factories import make_news_item, reasons_for
from tianhe_site.publishing import workflow
item = make_news_item("to-be-reviewed", title="To be reviewed")
by = User.objects.get(username="ann")
workflow.submit(item, by=by, reasons=reasons_for(item), correction="")
"""
PUT_AWAY = """
from django.contrib.auth.models import User
from news.models import NewsItem
from tianhe_site.publishing import workflow
by = User.objects.get(username="paul")
workflow.archive(NewsItem.objects.get(pk=%s), by=by)
"""
DESTROY = """
from django.contrib.auth.models import User
from news.models import NewsItem
from tianhe_site.publishing import workflow
workflow.empty_trash(NewsItem, by=User.objects.get(username="paul"))
"""
APPROVE_TWO = """
from django.contrib.auth.models import User
from tests.factories import make_news_item, reasons_for
from tianhe_site.publishing import workflow
for slug in ("one", "two"):
    item = make_news_item(f"together-{slug}", title=f"Together {slug}")
    by = User.objects.get(username="ann")
    edition = workflow.submit(item, by=by, reasons=reasons_for(item), correction="")
    workflow.approve(edition, by=User.objects.get(username="rita"))
"""
MAKE_OVERDUE = """
from datetime import date, timedelta
from django.contrib.auth.models import User
from tests.factories import make_page, reasons_for
from tianhe_site.publishing import workflow
soon = date.today() + timedelta(days=45)
page = make_page("read-again", title="Read again soon", next_review=soon)
by = User.objects.get(username="ann")
edition = workflow.submit(page, by=by, reasons=reasons_for(page), correction="")
workflow.approve(edition, by=User.objects.get(username="rita"))
"""
CLAIM = '<p><mark data-sources="5">It balances the immune system.</mark></p>'
MAKE_OLD = """() => {
  const days = 24 * 3600 * 1000;
  for (const key of Object.keys(localStorage).filter(key => key.startsWith("kept:"))) {
    const kept = JSON.parse(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify({...kept, at: Date.now() - 15 * days}));
  }
}"""
STORE_IS_FULL = """Storage.prototype.setItem = () => {
  throw new DOMException("full", "QuotaExceededError");
}"""


def open_form(page, path=ADD):
    page.goto(path)
    page.wait_for_function(IS_KEEPING)


def offers(page):
    return page.locator(".kept-offer")


def send_without_asking(page):
    """Let the page send forms without a log-in over them, as it does to a busy server."""
    page.route("**/admin/account/session/", lambda route: route.fulfill(status=503))


def restore(page):
    count = offers(page).count()
    offers(page).first.get_by_role("button", name="Continue").click()
    # The editor has its text by then.
    expect(offers(page)).to_have_count(count - 1)


def wait_until_kept(page, words):
    page.wait_for_function(HAS_KEPT, arg=words)


def type_title(page, title):
    page.get_by_label("Title:").fill(title)
    wait_until_kept(page, title)


def expect_nothing_kept(page):
    page.wait_for_function(f"() => ({KEPT})().length === 0")


@pytest.fixture
def ann(page, log_in):
    log_in("ann")
    return page


@pytest.fixture
def draft(ann):
    """The page of a draft that was saved, at its form."""
    open_new_item(ann)
    fill_in(ann, "A saved draft")
    save(ann)
    ann.wait_for_function(IS_KEEPING)
    return ann


def test_closed_tab_loses_nothing_that_was_typed_or_refused(ann):
    open_form(ann)
    type_title(ann, "The first words")
    ann.get_by_label("Summary:").fill("s" * 161)
    ann.get_by_role("button", name="Save draft", exact=True).click()
    expect(ann.locator(".error-summary")).to_be_focused()
    context = ann.context
    ann.close()
    page = context.new_page()
    open_form(page)
    expect(offers(page)).to_contain_text("You have unsaved changes from")
    restore(page)
    expect(page.get_by_label("Title:")).to_have_value("The first words")
    expect(offers(page)).to_have_count(0)
    # It is kept still, now of this form.
    assert len(page.evaluate(KEPT)) == 1

    # A page that is left before any pause.
    page.get_by_label("Title:").fill("Left at once")
    page.goto("/admin/")
    open_form(page)
    restore(page)
    expect(page.get_by_label("Title:")).to_have_value("Left at once")


def test_text_is_kept_while_the_page_is_loading_and_without_an_editor(ann):
    ann.route("**/ckeditor/ckeditor/ckeditor*.js", lambda route: route.abort())
    ann.goto(ADD, wait_until="commit")
    # By force: otherwise it waits for the page.
    ann.locator("#id_title").fill("Typed early", force=True)
    wait_until_kept(ann, "Typed early")


def test_form_with_all_that_scripts_add_comes_back_after_the_session_ended(ann, site):
    site.shell(ADD_PICTURE)
    open_new_item(ann)
    ann.wait_for_function(IS_KEEPING)
    fill_in(ann, "Sent too late")
    ann.locator("#id_slug").fill("another-address")
    for number in range(5):
        if number:
            ann.get_by_role("button", name="Add source").click()
        ann.locator(f"[name=sources-{number}-title]").fill(f"Source number {number + 1}")
    ann.locator("[name=sources-4-identifier]").fill("NCT01234567")
    ann.evaluate("markup => CKEDITOR.instances.id_body.setData(markup)", CLAIM)
    ann.get_by_role("button", name="Choose a picture…").click()
    ann.locator(".media-picker .media-card-link", has_text="Kept").click()
    ann.get_by_role("button", name="Leave it for later").or_(
        ann.locator(".media-picker-later")
    ).first.click()
    picture = ann.locator("#id_picture").input_value()
    ann.get_by_label("Date:").fill("2026-02-03")
    send_without_asking(ann)
    ann.context.clear_cookies(name="sessionid")
    ann.get_by_role("button", name="Save draft", exact=True).click()
    expect(ann).to_have_url(re.compile("/admin/login/"))

    ann.fill("#id_login", "ann")
    ann.fill("#id_password", "only for the tests")
    ann.click("[type=submit]")
    ann.wait_for_function(IS_KEEPING)
    restore(ann)
    expect(ann.locator(".asset-field-shown strong")).to_have_text("Kept")
    ann.get_by_label("Title:").focus()
    save(ann)
    values = ["#id_title", "#id_slug", "#id_date", "#id_picture", "[name=sources-4-identifier]"]
    assert [ann.locator(each).input_value() for each in values] == [
        "Sent too late",
        "another-address",
        "2026-02-03",
        picture,
        "NCT01234567",
    ]
    titles = [ann.locator(f"[name=sources-{number}-title]") for number in range(5)]
    assert [each.input_value() for each in titles] == [f"Source number {n}" for n in range(1, 6)]
    assert markup(ann) == CLAIM
    expect(ann.locator("#id_category option:checked")).to_have_text("Patent")
    expect_nothing_kept(ann)


def test_kept_text_is_looked_at_before_it_is_chosen(draft):
    path = draft.url
    draft.get_by_label("Summary:").fill("Another summary.")
    draft.get_by_role("button", name="Add source").click()
    draft.locator("[name=sources-1-title]").fill("The second")
    draft.locator(EDITABLE).click()
    draft.keyboard.type("Written <here>.")
    wait_until_kept(draft, "Written")
    open_form(draft, path)
    offers(draft).get_by_role("button", name="View").click()
    shown = draft.locator(".kept-look")
    assert shown.locator("dt").all_text_contents() == ["Summary", "Text", "Source 2: Title"]
    assert shown.locator("dd").all_text_contents() == [
        "Another summary.",
        "Written <here>.",
        "The second",
    ]
    expect(draft.get_by_label("Summary:")).to_have_value("Short.")
    offers(draft).get_by_role("button", name="Discard").click()
    expect_nothing_kept(draft)


def test_two_tabs_of_one_draft_keep_each_their_text(draft):
    path = draft.url
    second = draft.context.new_page()
    open_form(second, path)
    draft.get_by_label("Summary:").fill("Of the first tab.")
    second.get_by_label("Summary:").fill("Of the second tab.")
    for page, words in ((draft, "Of the first tab."), (second, "Of the second tab.")):
        wait_until_kept(page, words)
    second.close()
    open_form(draft, path)
    expect(offers(draft)).to_have_count(2)
    draft.get_by_text("Older unsaved changes (1)").click()
    for at, words in enumerate(("Of the second tab.", "Of the first tab.")):
        offer = offers(draft).nth(at)
        offer.get_by_role("button", name="View").click()
        expect(offer.locator("dd")).to_have_text(words)


def test_what_the_server_has_is_kept_no_longer_and_what_it_has_not_stays(draft):
    path = draft.url
    other = draft.context.new_page()
    open_form(other)
    type_title(other, "Not sent")
    draft.get_by_label("Summary:").fill("Sent to be seen.")
    wait_until_kept(draft, "Sent to be seen.")
    open_preview(draft)
    expect(draft.get_by_text("Preview of the draft.")).to_be_visible()
    open_form(draft, path)
    expect(draft.get_by_label("Summary:")).to_have_value("Sent to be seen.")
    expect(offers(draft)).to_have_count(0)
    titles = [dict(kept["values"])["title"] for kept in draft.evaluate(KEPT)]
    assert titles == ["Not sent"]
    other.get_by_label("Title:").fill("")
    expect_nothing_kept(other)


def test_kept_text_of_an_older_version_overwrites_nobody(draft, browser, site):
    path = draft.url
    draft.get_by_label("Summary:").fill("Kept of the older version.")
    wait_until_kept(draft, "Kept of the older version.")
    draft.goto("/admin/")
    colleague = browser.new_context().new_page()
    let_in(colleague, site, "paul", path)
    colleague.get_by_label("Title:").fill("Paul's title")
    save(colleague)
    colleague.context.close()

    open_form(draft, path)
    restore(draft)
    draft.get_by_role("button", name="Save draft", exact=True).click()
    expect(draft.locator(".conflict")).to_contain_text("paul saved this draft at")
    draft.locator("[name=choice-summary][value=mine]").check()
    draft.locator("[name=choice-title][value=theirs]").check()
    draft.get_by_role("button", name="Save draft", exact=True).click()
    expect(draft.get_by_label("Title:")).to_have_value("Paul's title")
    expect(draft.get_by_label("Summary:")).to_have_value("Kept of the older version.")


def test_log_out_asks_before_it_deletes_what_is_kept(ann, sessions):
    open_form(ann)
    type_title(ann, "Of nobody's concern")
    log_out = ann.locator("#logout-form button")
    ann.locator(".account-menu-button").click()
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        (dialog.dismiss if len(asked) == 1 else dialog.accept)()

    ann.on("dialog", answer)
    log_out.click()
    expect(ann.get_by_label("Title:")).to_have_value("Of nobody's concern")
    assert len(ann.evaluate(KEPT)) == 1
    sessions.pop("ann")
    log_out.click()
    expect(ann.get_by_role("heading", name="Log in")).to_be_visible()
    assert ann.evaluate(KEPT) == []
    assert asked == ["You have unsaved text in this browser. Log out and delete it?"] * 2


def test_what_somebody_typed_is_offered_to_nobody_else_on_this_computer_and_stays(ann, log_in):
    open_form(ann)
    type_title(ann, "Ann's secret")
    ann.goto("/admin/")
    log_in("paul")
    open_form(ann)
    expect(offers(ann)).to_have_count(0)
    log_in("ann")
    open_form(ann)
    restore(ann)
    expect(ann.get_by_label("Title:")).to_have_value("Ann's secret")
    # It goes after two weeks, no matter who is there.
    ann.goto("/admin/")
    ann.evaluate(MAKE_OLD)
    log_in("paul")
    ann.goto("/admin/")
    expect_nothing_kept(ann)


def test_what_is_typed_while_the_server_is_slow_is_kept_too(draft):
    path = draft.url

    def type_on(route):
        draft.get_by_label("Summary:").fill("Sent. Typed on.")
        route.continue_()

    draft.get_by_label("Summary:").fill("Sent.")
    draft.route("**/change/", type_on)
    draft.get_by_role("button", name="Save draft", exact=True).click()
    expect(draft.locator("#save-state")).to_have_text("Unsaved changes")
    draft.unroute("**/change/")
    expect(draft.get_by_label("Summary:")).to_have_value("Sent. Typed on.")
    wait_until_kept(draft, "Typed on.")
    open_form(draft, path)
    expect(draft.get_by_label("Summary:")).to_have_value("Sent.")
    restore(draft)
    save(draft)
    draft.reload()
    expect(draft.get_by_label("Summary:")).to_have_value("Sent. Typed on.")


def test_text_of_a_draft_that_was_archived_is_shown_and_of_a_destroyed_one_makes_a_new_one(
    draft, site
):
    tab = draft.context.new_page()
    open_form(tab, draft.url)
    draft.get_by_label("Title:").fill("Long work")
    site.shell(PUT_AWAY % re.search(r"/(\d+)/change/", draft.url)[1])
    draft.get_by_role("button", name="Save draft", exact=True).click()
    expect(draft.locator(".messagelist .error")).to_contain_text("someone archived this draft")
    draft.wait_for_function(IS_KEEPING)
    expect(offers(draft).get_by_role("button")).to_have_text(["View", "Discard"])
    offers(draft).get_by_role("button", name="View").click()
    expect(draft.locator(".kept-look dt")).to_have_count(1)
    expect(draft.locator(".kept-look dd").first).to_have_text("Long work")
    offers(draft).get_by_role("button", name="Discard").click()

    site.shell(DESTROY)
    tab.get_by_label("Title:").fill("Longer work")
    tab.get_by_role("button", name="Save draft", exact=True).click()
    expect(tab.locator(".messagelist .error")).to_contain_text("Someone deleted this")
    tab.wait_for_function(IS_KEEPING)
    restore(tab)
    expect(tab.get_by_label("Title:")).to_have_value("Longer work")
    save(tab)
    expect_nothing_kept(tab)


def test_full_store_is_said_and_leaving_is_asked_about_only_if_nobody_has_the_text(ann):
    ann.add_init_script(STORE_IS_FULL)
    open_new_item(ann)
    ann.route("**/autosave/", lambda route: route.abort())
    asked = stay_when_asked(ann)
    fill_in(ann, "Too much")
    expect(ann.locator(".kept-full")).to_contain_text("This browser can't keep unsaved text.")
    line = ann.locator("#save-state")
    expect(line).to_have_text("Offline. Keep this page open. Trying again…")
    with ann.expect_event("dialog"):
        ann.get_by_role("link", name="View site").click(no_wait_after=True)
    expect(ann.get_by_label("Title:")).to_have_value("Too much")
    assert asked == ["beforeunload"]
    ann.unroute("**/autosave/")
    expect(line).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    ann.goto("/admin/")
    assert asked == ["beforeunload"]


def test_form_for_a_new_draft_that_was_saved_is_that_of_the_draft_also_when_loaded_again(draft):
    address = re.compile(r"/newsitem/\d+/change/$")
    expect(draft).to_have_url(address)
    draft.goto("/admin/")
    draft.go_back()
    draft.wait_for_function(IS_KEEPING)
    expect(draft.get_by_label("Title:")).to_have_value("A saved draft")
    expect(draft).to_have_url(address)


def test_answer_of_a_reviewer_comes_back_after_the_session_ended(page, log_in, site):
    site.shell(SUBMIT)
    log_in("rita")
    page.goto("/admin/")
    page.get_by_role("link", name="To be reviewed").first.click()
    page.wait_for_function(IS_KEEPING)
    page.locator(".review-note summary").click()
    page.get_by_label("Your note").fill("The date is wrong.")
    send_without_asking(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Request changes", exact=True).click()
    expect(page).to_have_url(re.compile("/admin/login/"))
    page.fill("#id_login", "rita")
    page.fill("#id_password", "only for the tests")
    page.click("[type=submit]")
    page.wait_for_function(IS_KEEPING)
    restore(page)
    # The part of the page that the note is in was closed again.
    expect(page.get_by_label("Your note")).to_be_visible()
    expect(page.get_by_label("Your note")).to_have_value("The date is wrong.")
    page.get_by_role("button", name="Request changes", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect_nothing_kept(page)


def test_items_ticked_for_publishing_together_come_back_as_they_were(page, log_in, site):
    site.shell(APPROVE_TWO)
    log_in("paul")
    page.goto("/admin/")
    page.get_by_role("link", name="Publish several…").click()
    page.wait_for_function(IS_KEEPING)
    path = page.url.removeprefix(site.url)
    one, two = (page.get_by_label(f"Include Together {number}") for number in ("one", "two"))
    one.uncheck()
    page.get_by_label("Internal note").fill("With the press release.")
    send_without_asking(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Publish selected").click()
    expect(page.get_by_role("heading", name="This form was open for too long")).to_be_visible()
    let_in(page, site, "paul", path)
    page.wait_for_function(IS_KEEPING)
    restore(page)
    expect(page.get_by_label("Internal note")).to_have_value("With the press release.")
    assert [tick.is_checked() for tick in (one, two)] == [False, True]


def test_reason_that_the_form_asks_for_later_is_shown_and_kept_on(page, log_in, site):
    site.shell(MAKE_OVERDUE)
    log_in("paul")
    page.goto("/admin/pages/page/")
    page.get_by_role("link", name="Read again soon").click()
    choose_from_menu(page, "Schedule approved version…")
    path = page.url
    page.get_by_label("Goes live at").fill(f"{date.today() + timedelta(days=60)}T09:00")
    page.get_by_role("button", name=re.compile("^Schedule")).click()
    page.wait_for_function(IS_KEEPING)
    page.locator("[name^='reason:review-due']").fill("Read this week.")
    wait_until_kept(page, "Read this week.")
    open_form(page, path)
    restore(page)
    expect(page.locator(".kept-look dd")).to_have_text("Read this week.")
    wait_until_kept(page, "Read this week.")
