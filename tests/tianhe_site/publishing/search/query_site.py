"""The site that the queries of query_table.txt are asked of: the starter content and more."""

from datetime import date

from pages.models import Page
from tests.factories import make_category, make_news_item, make_page
from tianhe_site.operations import starter_content
from tianhe_site.publishing import workflow

# Names of the table, and where these items are.
PATHS = {
    "home": "/",
    "therapy": "/therapy/",
    "company": "/company/",
    "china": "/china-division/",
    "contact": "/contact/",
    "glossary": "/glossary/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "cb-scs": "/glossary/cb-scs/",
    "t1d": "/glossary/type-1-diabetes/",
    "t2d": "/glossary/type-2-diabetes/",
    "trial-news": "/news/2013/clinical-trial-children-type-1-diabetes/",
    "alliance": "/news/2014/juvenile-diabetes-cure-alliance-assessment/",
    "patent": "/news/2014/european-patent-cord-blood-stem-cells/",
    "partnership": "/news/2014/partnership-with-corduse/",
    "people": "/people/",
    "effects": "/effects/",
    "approval": "/approval/",
    "trials": "/trials/",
    "taking-part": "/taking-part/",
    "diabetes": "/diabetes/",
    "lecture": "/news/2014/lecture/",
    "phase-two": "/news/2015/phase-two/",
    "t2d-news": "/news/2016/type-two/",
    "cells-news": "/news/2016/cells/",
    "draft": "/draft/",
    "visit": "/visit/",
}

PAGES = [
    {
        "slug": "people",
        "title": "Dr. Yong Zhao",
        "summary": "Dr. Yong Zhao developed the therapy.",
    },
    {
        "slug": "effects",
        "title": "Adverse events",
        "summary": "What has been reported, and to whom you can report more.",
        "also_found_by": "side effects, risks, safe, safety",
    },
    {
        "slug": "approval",
        "title": "Approval status",
        "summary": "The therapy is investigational. It has not been approved by the FDA.",
    },
    {
        "slug": "trials",
        "title": "Clinical trials",
        "summary": "Trials of the therapy, with their numbers.",
        "body": "<p>The first one is registered as NCT01234567.</p>",
        "also_found_by": "join, participate, volunteers",
    },
    {
        "slug": "taking-part",
        "title": "Taking part",
        "summary": "What those who take part should know.",
        "also_found_by": "cost, price, insurance, money",
    },
    {
        "slug": "diabetes",
        "title": "What is diabetes?",
        "summary": "Its two main types, in plain words.",
        "also_found_by": "sugar disease, juvenile diabetes",
    },
]
NEWS = [
    {
        "slug": "lecture",
        "date": date(2014, 5, 14),
        "title": "A lecture on auto-immune diseases",
        "summary": "Dr. Müller spoke of stem-cell research.",
        "body": "<p>The lecture, 干细胞治疗糖尿病, was given in Jinan (济南).</p>",
    },
    {
        "slug": "phase-two",
        "date": date(2015, 6, 2),
        "title": "Phase II trial begins in Changsha",
        "summary": "The trial has 12 patients.",
    },
    {
        "slug": "type-two",
        "date": date(2016, 1, 10),
        "title": "Type 2 diabetes: a study is published",
        "summary": "The study had 1 arm.",
    },
    {
        "slug": "cells",
        "date": date(2016, 2, 2),
        "title": "More laboratories receive CB-SCs",
        "summary": "They come with the patent EP 1,234,567.",
    },
]


def make(publish):
    """Make the site; `publish` publishes a draft."""
    starter_content.load()
    for values in PAGES:
        publish(make_page(**values))
    for values in NEWS:
        publish(make_news_item(category=make_category("Research", "research"), **values))
    contact = Page.objects.get(language="en", slug="contact")
    contact.also_found_by = "phone, email, address"
    contact.save()
    publish(contact)
    make_page("draft", title="Quokka")
    visit = make_page("visit", title="Wilhelmina")
    publish(visit)
    workflow.withdraw(visit, by=workflow.COMMAND_LINE, note="For a test.")
