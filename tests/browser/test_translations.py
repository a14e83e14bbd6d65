"""A translation from its first word until it is withdrawn, through the real forms."""

import re

from playwright.sync_api import expect

from .editor import IS_READY

SOURCE = """
from django.contrib.auth.models import User
from news.models import NewsItem
from tests.factories import make_news_item
from tianhe_site.publishing import workflow
paul = User.objects.get(username="paul")
found = NewsItem.objects.filter(slug="office", language="en")
item = found.first() or make_news_item("office")
item.title = "{}"
workflow.write(item, by=paul)
workflow.publish_draft(item, by=paul, correction={!r})
"""
CHINESE = "济南办公室开业"


def open_item(page, title):
    page.goto("/admin/news/newsitem/")
    page.get_by_role("link", name=title, exact=True).click()
    page.wait_for_function(IS_READY)


def translate(page):
    """Translate the item, and submit that."""
    open_item(page, "An office opens")
    page.get_by_role("link", name=re.compile("Translate….*简体中文")).click()
    page.get_by_role("button", name="Translate").click()
    page.wait_for_function(IS_READY)
    beside = page.locator(".field-title .source-words")
    expect(beside).to_be_visible()
    expect(beside).to_have_text("An office opens")
    expect(beside).to_have_attribute("lang", "en")
    page.get_by_label("Title:", exact=True).fill(CHINESE)
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_label("Internal note").fill("The names are as in English.")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted for review.")).to_be_visible()


def mend(page):
    """See what changed in the source, bring the translation up to date and publish it."""
    page.goto("/admin/")
    page.get_by_role("link", name=CHINESE).first.click()
    page.wait_for_function(IS_READY)
    expect(page.get_by_role("heading", name="The English version has changed")).to_be_visible()
    expect(page.locator(".behind ins")).to_have_text("A second ")
    page.get_by_label("Title:", exact=True).fill(f"{CHINESE}（第二处）")
    page.get_by_label("This draft now says the same").check()
    page.get_by_role("button", name="Publish…").click()
    page.get_by_label("Minor edit").check()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".languages .state")).to_have_text("Up to date")


def test_translation_is_reviewed_published_mended_and_withdrawn(page, site, log_in):
    site.shell(SOURCE.format("An office opens", None))
    log_in("ann")
    translate(page)
    log_in("rita")
    page.goto("/admin/")
    page.get_by_role("main").get_by_role("link", name=CHINESE).click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved.")).to_be_visible()
    log_in("paul")
    open_item(page, CHINESE)
    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".languages .state")).to_have_text("Up to date")

    site.shell(SOURCE.format("A second office opens", ""))
    mend(page)

    page.get_by_role("link", name=re.compile("Open.*English")).click()
    page.wait_for_function(IS_READY)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Withdraw…").click()
    page.get_by_label(CHINESE).select_option(label="Withdraw it too, without a message")
    page.get_by_label("Internal note").fill("The office closed.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".publication .state").first).to_have_text("Withdrawn")
    page.get_by_role("link", name=re.compile("Open.*简体中文")).click()
    expect(page.locator(".publication .state").first).to_have_text("Withdrawn")
