"""The lists of sessions, as people see them."""

import pytest
from playwright.sync_api import expect

from tests.site import PASSWORD

from . import axe
from .conftest import enter

# Of their own: others' sessions serve other tests.
PEOPLE = f"""
from django.contrib.auth.models import Group, User
sam = User.objects.create_user("sam", password="{PASSWORD}", is_staff=True)
sam.groups.add(Group.objects.get(name="Authors"))
User.objects.create_superuser("boss", password="{PASSWORD}")
"""


@pytest.fixture(autouse=True, scope="module")
def _people(site):
    site.shell(PEOPLE)


def check(page):
    found = list(axe.findings_in_each_scheme(page, [360, 1440]))
    assert (page.url, found) == (page.url, [])
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_people_find_their_own_sessions_and_end_one_elsewhere(page, browser, base_url):
    elsewhere = browser.new_context(base_url=base_url).new_page()
    enter(elsewhere, "sam")
    enter(page, "sam")
    page.locator(".account-menu-button").click()
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Sessions", exact=True).click()
    check(page)
    expect(page.locator(".sessions").get_by_text("This device")).to_have_count(1)
    page.get_by_role("button", name="End all other sessions").click()
    expect(page.locator(".messagelist .success")).to_contain_text("ended.")
    expect(page.get_by_role("button", name="End")).to_have_count(0)
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", name="Log in")).to_be_visible()
    elsewhere.context.close()


def test_administrators_end_the_sessions_of_a_person(page, browser, base_url):
    theirs = browser.new_context(base_url=base_url).new_page()
    enter(theirs, "sam")
    enter(page, "boss", to="/admin/auth/user/")
    page.get_by_role("link", name="sam").first.click()
    page.get_by_role("link", name="Sessions", exact=True).click()
    check(page)
    page.get_by_role("button", name="End all sessions").click()
    expect(page.get_by_text("sam isn't logged in anywhere.")).to_be_visible()
    check(page)
    theirs.reload()
    expect(theirs.get_by_role("heading", name="Log in")).to_be_visible()
    theirs.context.close()
