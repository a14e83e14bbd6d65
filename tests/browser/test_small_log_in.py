"""A session that ended while a form was open: the log-in comes to the form, and nothing is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import document_upload
from tests.site import PASSWORD

from . import axe
from .conftest import enter, let_in
from .editor import EDITABLE, expect_saved, fill_in, markup, open_new_item

END = """
from django.contrib.sessions.models import Session
Session.objects.filter(session_key="%s").delete()
"""
ADD_PICTURE = """
from django.contrib.auth.models import User
from tests.factories import picture_upload
from tianhe_site.media_library import library
from tianhe_site.media_library.models import Image
library.add(picture_upload("Over the form"), by=User.objects.get(username="paul"), model=Image)
"""
STATE = "**/admin/account/session/"


@pytest.fixture
def ann(page, site, third_parties):
    """A page of someone whose session is nobody else's."""
    let_in(page, site, "ann")
    return page


@pytest.fixture
def end_session(page, site):
    """Return a function that ends the session of the page, on the server."""

    def end_session():
        [key] = [each["value"] for each in page.context.cookies() if each["name"] == "sessionid"]
        site.shell(END % key)

    return end_session


def dialog_of(page):
    return page.locator("dialog.small-log-in")


def save(page):
    page.get_by_role("button", name="Save draft", exact=True).click()


def log_in(page, name):
    frame = page.frame_locator("dialog.small-log-in iframe")
    frame.locator("#id_login").fill(name)
    frame.locator("#id_password").fill(PASSWORD)
    frame.get_by_role("button", name="Log in", exact=True).click()


def test_a_form_is_saved_as_it_is_after_a_log_in_over_it(ann, site, end_session):
    site.shell(ADD_PICTURE)
    open_new_item(ann)
    fill_in(ann, "Saved in spite of it")
    ann.locator(EDITABLE).click()
    ann.keyboard.type("Words with care.")
    ann.get_by_role("button", name="Choose a picture…").click()
    ann.locator(".media-picker .media-card-link", has_text="Over the form").click()
    ann.locator(".media-picker-later").click()
    picture = ann.locator("#id_picture").input_value()
    end_session()

    save(ann)
    expect(dialog_of(ann).get_by_role("heading", name="Log in to continue")).to_be_visible()
    log_in(ann, "ann")
    expect_saved(ann)
    expect(ann).to_have_url(re.compile(r"/newsitem/\d+/change/$"))
    assert ann.locator("#id_title").input_value() == "Saved in spite of it"
    assert ann.locator("#id_picture").input_value() == picture
    assert markup(ann) == "<p>Words with care.</p>"


def test_a_file_that_is_uploaded_too_late_goes_on_after_the_log_in(ann, end_session):
    upload = document_upload("Kept over the log-in")
    file = {"name": upload.name, "mimeType": "application/pdf", "buffer": upload.read()}
    ann.goto("/admin/media_library/document/upload/")
    end_session()
    ann.locator("[type=file]").set_input_files(file)
    expect(dialog_of(ann)).to_be_visible()
    log_in(ann, "ann")
    expect(dialog_of(ann)).to_have_count(0)
    expect(ann.get_by_text("Kept over the log-in").first).to_be_visible()


def test_whoever_goes_back_to_the_form_finds_it_as_it_was_and_can_send_it_later(ann, end_session):
    open_new_item(ann)
    fill_in(ann, "Not yet")
    end_session()
    button = ann.get_by_role("button", name="Save draft", exact=True)
    button.click()
    expect(dialog_of(ann)).to_be_visible()
    expect(ann.frame_locator("dialog.small-log-in iframe").locator("#id_login")).to_be_focused()
    ann.frame_locator("dialog.small-log-in iframe").locator("#id_login").press("Escape")
    dialog_of(ann).get_by_role("button", name="Back to the form").click()
    expect(dialog_of(ann)).to_have_count(0)
    expect(button).to_be_focused()
    expect(ann.get_by_label("Title:")).to_have_value("Not yet")
    button.click()
    log_in(ann, "ann")
    expect_saved(ann)


def test_a_form_is_not_sent_for_somebody_else(ann, end_session):
    open_new_item(ann)
    fill_in(ann, "Ann's own")
    end_session()
    save(ann)
    log_in(ann, "paul")
    dialog = dialog_of(ann)
    expect(dialog.get_by_role("heading", name="Someone else is logged in")).to_be_visible()
    expect(dialog).to_contain_text("paul is logged in in this browser now.")
    expect(ann).to_have_url(re.compile("/newsitem/add/"))
    dialog.get_by_role("button", name="Log in as ann").click()
    expect(dialog.get_by_role("heading", name="Log in to continue")).to_be_visible()
    log_in(ann, "ann")
    expect_saved(ann)


def test_a_log_in_in_another_tab_is_enough(ann, end_session):
    open_new_item(ann)
    fill_in(ann, "By another tab")
    end_session()
    save(ann)
    with ann.context.expect_page() as opened:
        dialog_of(ann).get_by_role("link", name="Log in in another tab").click()
    tab = opened.value
    tab.fill("#id_login", "ann")
    tab.fill("#id_password", PASSWORD)
    tab.get_by_role("button", name="Log in", exact=True).click()
    expect(tab.get_by_text("You're logged in. Go back")).to_be_visible()
    tab.close()
    ann.bring_to_front()
    ann.evaluate("window.dispatchEvent(new Event('focus'))")
    expect_saved(ann)


def test_without_a_connection_the_form_of_an_action_stays_and_says_so(ann):
    open_new_item(ann)
    fill_in(ann, "Through the tunnel")
    save(ann)
    expect_saved(ann)
    ann.get_by_role("link", name="Move to trash…").click()
    ann.route(STATE, lambda route: route.abort())
    ann.get_by_role("button", name="Move to trash").click()
    dialog = dialog_of(ann)
    expect(dialog.get_by_role("heading", name="Not sent yet")).to_be_visible()
    dialog.get_by_role("button", name="Try again").click()
    expect(dialog).to_be_visible()
    ann.unroute(STATE)
    dialog.get_by_role("button", name="Try again").click()
    expect(ann.locator(".messagelist .success")).to_be_visible()


def test_a_server_that_is_too_busy_to_say_gets_the_form(ann):
    open_new_item(ann)
    fill_in(ann, "To a busy server")
    ann.route(STATE, lambda route: route.fulfill(status=503))
    save(ann)
    expect_saved(ann)


def test_a_form_whose_token_became_old_by_a_log_in_elsewhere_is_saved(ann):
    open_new_item(ann)
    fill_in(ann, "With a new token")
    tab = ann.context.new_page()
    enter(tab, "ann")
    save(ann)
    expect_saved(ann)


def test_the_small_log_in_is_for_everyone(ann, end_session):
    open_new_item(ann)
    fill_in(ann, "Seen by all")
    end_session()
    save(ann)
    field = ann.frame_locator("dialog.small-log-in iframe").locator("#id_login")
    expect(field).to_be_focused()
    for width in (360, 768, 1440):
        ann.set_viewport_size({"width": width, "height": 900})
        assert ann.evaluate("document.documentElement.scrollWidth") <= width
    assert list(axe.findings_in_each_scheme(ann, [360, 1440])) == []
