"""Lists: an action for several items, and the same list on a phone."""

import re

from playwright.sync_api import expect

TWO_DRAFTS = """
from news.models import Category, NewsItem
from django.contrib.auth.models import User
from tianhe_site.publishing import workflow
for title in ("First of two", "Second of two"):
    item = NewsItem(title=title, slug=title.lower().replace(" ", "-"), summary="A summary.")
    item.category = Category.objects.get(slug="patent")
    workflow.write(item, by=User.objects.get(username="ann"))
"""


def test_several_items_get_a_category_and_the_page_says_what_became_of_each(page, log_in, site):
    site.shell(TWO_DRAFTS)
    log_in("ann")
    page.goto("/admin/")
    page.get_by_role("link", name="News", exact=True).click()
    page.get_by_role("link", name="Mine", exact=True).click()
    button = page.get_by_role("button", name="Set category…")
    expect(button).to_be_hidden()
    page.get_by_label("Select First of two").check()
    page.get_by_label("Select Second of two").check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    button.click()
    page.get_by_label("Category").select_option(label="Clinical trial")
    page.get_by_role("button", name="Set category").click()
    expect(page.get_by_role("heading", name="2 items done")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    expect(page).to_have_url(re.compile("show=mine"))
    expect(page.locator("#result_list").get_by_text("Clinical trial")).to_have_count(2)


def test_list_fits_a_phone_and_a_view_is_saved_there(page, log_in):
    page.set_viewport_size({"width": 390, "height": 844})
    log_in("paul")
    page.goto("/admin/")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("link", name="News", exact=True).click()
    page.get_by_role("link", name="Live", exact=True).click()
    rows = page.locator("#result_list tbody tr")
    expect(rows.first.get_by_text("Written by")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_text("Save this view…").click()
    page.get_by_label("Name of this view").fill("Public")
    # As slowly as people press: the counter below the name goes meanwhile.
    page.get_by_role("button", name="Save view").hover()
    page.mouse.down()
    page.evaluate("new Promise((on) => requestAnimationFrame(() => requestAnimationFrame(on)))")
    page.mouse.up()
    expect(page.get_by_role("link", name="Public", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
