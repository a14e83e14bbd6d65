"""Drafts and forms for tests, with what a test doesn't care about filled in."""

from datetime import date

from news.models import Category, NewsItem
from pages.models import Page, SiteDetails
from tianhe_site.publishing import checks, clock, workflow


def make_news_item(slug="grant", **values):
    category, _made = Category.objects.get_or_create(slug="patent", defaults={"name": "Patent"})
    defaults = {
        "title": "A patent is granted",
        "summary": "The office has granted a patent.",
        "date": date(2026, 3, 2),
        "dateline_place": "Jinan, China",
        "body": "<p>The text of the item.</p>",
        "company_announcement": True,
        "category": category,
    }
    return NewsItem.objects.create(slug=slug, **{**defaults, **values})


def make_page(slug="about", **values):
    defaults = {"title": f"Page {slug}", "summary": "A page.", "body": "<p>The text.</p>"}
    return Page.objects.create(slug=slug, **{**defaults, **values})


def make_site_details(**values):
    return SiteDetails.objects.create(**{"name": "Tianhe", "legal_name": "Tianhe Inc.", **values})


def reasons_for(content):
    """Return a reason for each warning about a text, as an editor gives them."""
    return {finding.key: "For a test." for finding in checks.examine(content, clock.now())}


def publish_with_reasons(draft, *, by, **kwargs):
    """Publish a draft as an editor does who has a reason for each warning."""
    reasons = reasons_for(draft)
    return workflow.publish_draft(draft, by=by, correction="", reasons=reasons, **kwargs)


def news_form(**values):
    """Return what the form of a news item sends."""
    defaults = {
        "title": "Sent by form",
        "slug": "sent-by-form",
        "summary": "Short.",
        "date": "2026-03-02",
        "dateline_place": "Jinan, China",
        "category": make_news_item("for-category").category_id,
        "body": "<p>Text</p>",
        "company_announcement": "on",
    }
    return {**defaults, **values}


def change(item, verb="change"):
    """Return the address in the admin at which a verb is done to a draft."""
    return f"/admin/{item._meta.app_label}/{item._meta.model_name}/{item.pk}/{verb}/"
