"""Whole tasks, each from the dashboard by what a person clicks, types and reads, and how much of
that it takes."""

import pytest
from playwright.sync_api import expect

from tests.factories import picture_upload

from .conftest import let_in, load_until_shown
from .editor import EDITABLE, IS_READY
from .steps import Steps

TITLE = "First patient treated in Jinan"
IS_WHOLE = """() => {
  const frame = document.querySelector(".review-page");
  const root = frame.contentDocument.documentElement;
  return frame.style.height && root.scrollHeight - frame.clientHeight <= 2;
}"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def come_in(browser, site):
    """Return a function that lets a member of staff in with a browser of their own, at the
    dashboard; it returns the steps taken there."""
    contexts = []

    def come_in(name, **options):
        context = browser.new_context(base_url=site.url, **options)
        contexts.append(context)
        page = context.new_page()
        let_in(page, site, name, "/admin/")
        return Steps(page)

    yield come_in
    for context in contexts:
        context.close()


def tool(page, name):
    return page.get_by_role("button", name=name, exact=True)


def write_text(steps):
    """Write a text with a heading, a list, a quote, a link to a page and a picture, by mouse."""
    page = steps.page
    steps.write("The trial began this week.", "")
    steps.click(page.get_by_role("button", name="Normal, Format"))
    steps.click(
        page.frame_locator("iframe.cke_panel_frame").get_by_role("option", name="Heading 2")
    )
    steps.write("What happens next", "")
    steps.click(tool(page, "Insert/Remove Bulleted List"))
    steps.write("One hospital takes part.", "Results come in two years.", "", "")
    steps.click(tool(page, "Block Quote"))
    steps.write("It went as planned.", "", "")
    steps.write("More about our therapy")
    steps.press("Control+Shift+ArrowLeft")
    steps.click(tool(page, "Link"))
    steps.write("educator")
    dialog = page.locator("dialog.editor-dialog")
    steps.click(
        dialog.get_by_role("option", name="Stem Cell Educator therapy Live Page · /therapy/")
    )
    expect(dialog).to_be_hidden()
    steps.press("End")
    steps.press("Enter")
    add_picture(steps)


def add_picture(steps):
    page, upload = steps.page, picture_upload("Ward", size=(700, 500))
    steps.click(tool(page, "Picture"))
    dialog = page.get_by_role("dialog", name="Choose a picture")
    file = {"name": upload.name, "mimeType": upload.content_type, "buffer": upload.read()}
    steps.upload(dialog.get_by_label("Upload a file"), file)
    steps.fill(dialog.get_by_label("Description"), "A nurse beside a bed.")
    steps.click(dialog.get_by_role("button", name="Insert picture"))
    expect(dialog).to_be_hidden()


def write_release(steps):
    page = steps.page
    steps.click(page.get_by_role("main").get_by_role("link", name="Write news").first)
    page.wait_for_function(IS_READY)
    # The cursor is in the title.
    steps.fields += 3
    steps.write(TITLE)
    steps.press("Tab")
    steps.write("One person was treated in a trial.")
    steps.press("Tab")
    write_text(steps)
    steps.fill(
        page.get_by_role("group", name="Source 1").get_by_label("Title"), "Register of trials"
    )
    steps.click(page.get_by_role("button", name="Add source"))
    steps.fields += 1
    steps.write("Data of the company")
    steps.fill(page.get_by_label("Place:"), "Jinan, China")
    steps.choose(page.get_by_label("Category:"), "Partnership")


def submit(steps):
    page = steps.page
    steps.click(page.get_by_role("button", name="Submit for review"))
    steps.fill(page.get_by_label("Internal note"), "Please today.")
    steps.click(page.get_by_role("button", name="Submit for review"))
    expect(page.get_by_text("Submitted for review.")).to_be_visible()


def read(page):
    """Find the release on the home page, and what was written, as readers do."""
    load_until_shown(page, "/", page.get_by_role("link", name=TITLE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("heading", name="What happens next")).to_be_visible()
    expect(page.get_by_role("listitem").get_by_text("Results come in two years.")).to_be_visible()
    expect(page.locator("blockquote")).to_contain_text("It went as planned.")
    expect(page.get_by_role("link", name="therapy", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="A nurse beside a bed.")).to_be_visible()
    expect(page.get_by_text("Register of trials")).to_be_visible()
    expect(page.get_by_text("Data of the company")).to_be_visible()


def approve_on_a_phone(steps):
    """Read a release and approve it; return how many screens of scrolling that takes."""
    page = steps.page
    waiting = page.get_by_role("main").get_by_role("link", name=TITLE).first
    expect(waiting).to_be_in_viewport()
    steps.tap(waiting)
    # The focus is there, and scrolls nothing.
    expect(page.get_by_role("heading", name=f"Review: {TITLE}")).to_be_in_viewport(ratio=1)
    approve = page.get_by_role("button", name="Approve")
    expect(approve).to_be_in_viewport(ratio=1)
    text = page.frame_locator(".review-page")
    expect(text.get_by_text("It went as planned.")).to_be_visible()
    # The frame is as high as the text once that is there with its picture.
    page.wait_for_load_state("networkidle")
    page.wait_for_function(IS_WHOLE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    screens = page.evaluate("document.documentElement.scrollHeight / innerHeight - 1")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(approve).to_be_in_viewport(ratio=1)
    steps.tap(approve)
    expect(page.get_by_text("Approved. Publishers will see it")).to_be_visible()
    return screens


def publish(steps):
    page = steps.page
    steps.click(page.get_by_role("main").get_by_role("link", name=TITLE).first)
    steps.click(page.get_by_role("link", name="Publish…").first)
    # The last look says who approved it.
    expect(page.get_by_text("Approved", exact=True)).to_be_visible()
    steps.click(page.get_by_role("button", name="Publish now"))
    expect(page.locator(".publication .state").first).to_have_text("Live")


def test_release_goes_from_its_author_by_way_of_a_phone_to_its_readers(come_in):
    author = come_in("ann")
    write_release(author)
    submit(author)
    author.expect_at_most(clicks=13, fields=9, loads=3)

    reviewer = come_in("rita", **PHONE)
    assert approve_on_a_phone(reviewer) < 2.5
    reviewer.expect_at_most(clicks=2, fields=0, loads=2)

    publisher = come_in("paul")
    publish(publisher)
    publisher.expect_at_most(clicks=3, fields=0, loads=3)

    publisher.page.context.clear_cookies()
    read(publisher.page)


def test_release_is_written_and_submitted_by_keyboard_alone(come_in):
    steps = come_in("ann")
    page = steps.page
    to_write = steps.tab_to(page.get_by_role("link", name="Write news").first)
    steps.press("Enter")
    page.wait_for_function(IS_READY)
    steps.write("Typed without a mouse")
    summary = steps.tab_to(page.get_by_label("Summary:"))
    steps.write("Nobody clicked.")
    to_text = summary + steps.tab_to(page.locator(EDITABLE))
    steps.write("## What happens next", "- One", "Two", "", "> Quoted.", "", "Our therapy")
    steps.press("Control+Shift+ArrowLeft")
    steps.press("Control+K")
    steps.write("educator")
    dialog = page.locator("dialog.editor-dialog")
    expect(dialog.get_by_role("option").nth(1)).to_be_visible()
    steps.press("ArrowDown")
    steps.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(f"{EDITABLE} a")).to_have_text("therapy")
    steps.tab_to(page.get_by_role("group", name="Source 1").get_by_label("Title"))
    steps.write("Register of trials")
    steps.tab_to(page.get_by_role("button", name="Add source"))
    steps.press("Enter")
    steps.write("Data of the company")
    steps.tab_to(page.get_by_label("Place:"))
    steps.write("Jinan, China")
    steps.tab_to(page.get_by_label("Category:"))
    steps.write("Partnership")
    steps.press("Control+Enter")
    expect(page.get_by_label("Internal note")).to_be_visible()
    to_submit = steps.tab_to(page.get_by_label("As soon as possible"))
    steps.press("Enter")
    expect(page.get_by_text("Submitted for review.")).to_be_visible()
    assert (to_write, to_text, to_submit) == (3, 2, 1)
    steps.expect_at_most(clicks=0, tabs=24, loads=3)


WHO_LEAVES = """
from django.contrib.auth.models import Group, User
from tests.factories import make_news_item
from tianhe_site.publishing import workflow
User.objects.create_superuser("hanna")
vera = User.objects.create_user("vera", first_name="Vera", last_name="Lund", is_staff=True)
vera.groups.add(Group.objects.get(name="Authors"))
item = make_news_item("left-behind", title="A draft left behind")
workflow.submit(item, by=vera)
"""


def test_draft_of_someone_who_leaves_is_handed_over(come_in, site):
    site.shell(WHO_LEAVES)
    steps = come_in("hanna")
    page = steps.page
    menu = page.get_by_role("navigation", name="Main menu")
    steps.click(menu.get_by_role("link", name="People"))
    steps.click(page.get_by_role("link", name="Vera Lund"))
    steps.click(page.get_by_role("link", name="Deactivate…"))
    expect(page.get_by_text("A draft left behind")).to_be_visible()
    steps.choose(page.get_by_label("Hand over to:"), "ann")
    steps.click(page.get_by_role("button", name="Deactivate"))
    expect(page.get_by_text("Vera Lund is deactivated.")).to_be_visible()
    steps.expect_at_most(clicks=4, fields=1, loads=4)
    theirs = come_in("ann").page.get_by_role("main")
    # It is a draft of hers now, and waits for a review.
    expect(theirs.get_by_role("link", name="A draft left behind")).to_have_count(2)
