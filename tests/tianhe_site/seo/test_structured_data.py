"""The schema.org data of pages, complete and as sent."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    make_news_item,
    make_page,
    make_site_details,
    make_term,
    publish_with_reasons,
)
from tests.reading import HOSTILE
from tests.validity import SITE, structured_data
from tianhe_site.publishing import clock, workflow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_site")]

PUBLISHER = {"@id": f"{SITE}/#organization"}
ORGANIZATION = {
    "@type": "Organization",
    "@id": f"{SITE}/#organization",
    "name": "Tianhe Inc.",
    "alternateName": "Tianhe",
    "url": f"{SITE}/",
    "logo": f"{SITE}/static/img/icon-512.png",
}


def said(client, path):
    """Return the structured data of a page without its picture, which has its own test."""
    nodes = structured_data(client.get(path))
    for node in nodes.values():
        node.pop("image", None)
    return nodes


def step(position, name, path):
    return {"@type": "ListItem", "position": position, "name": name, "item": SITE + path}


def way(*steps):
    elements = [step(number, *each) for number, each in enumerate(steps, start=1)]
    return {"@type": "BreadcrumbList", "itemListElement": elements}


def live_from(draft):
    return draft.editions.live().get().live_from.isoformat()


def test_home_names_the_company_and_the_search(client, publish):
    home = publish(make_page("", layout="home", title="Welcome"))
    assert said(client, "/") == {
        "WebPage": {
            "@type": "WebPage",
            "name": "Welcome",
            "description": "A page.",
            "datePublished": live_from(home),
            "dateModified": live_from(home),
            "url": f"{SITE}/",
            "inLanguage": "en",
            "publisher": PUBLISHER,
        },
        "Organization": ORGANIZATION,
        "WebSite": {
            "@type": "WebSite",
            "@id": f"{SITE}/#website",
            "name": "Tianhe",
            "url": f"{SITE}/",
            "inLanguage": "en",
            "publisher": PUBLISHER,
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": SITE + "/search/?q={search_term_string}",
                },
                "query-input": "required name=search_term_string",
            },
        },
    }


def test_only_the_home_page_describes_the_company(client, noon, publisher):
    details = make_site_details(about="Who we are.", contact_name="Ann Li", contact_email="a@b.org")
    publish_with_reasons(details, by=publisher)
    for page in (make_page("", layout="home"), make_page()):
        publish_with_reasons(page, by=publisher)
    assert said(client, "/about/")["Organization"] == ORGANIZATION
    assert said(client, "/")["Organization"] == {
        **ORGANIZATION,
        "description": "Who we are.",
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "media",
            "name": "Ann Li",
            "email": "a@b.org",
        },
    }


def test_page_has_breadcrumbs(client, publish):
    above = publish(make_page("company", menu_title="Company"))
    below = publish(make_page("people", parent=above))
    assert said(client, "/company/people/") == {
        "WebPage": {
            "@type": "WebPage",
            "name": "Page people",
            "description": "A page.",
            "datePublished": live_from(below),
            "dateModified": live_from(below),
            "url": f"{SITE}/company/people/",
            "inLanguage": "en",
            "publisher": PUBLISHER,
        },
        "BreadcrumbList": way(
            ("Home", "/"), ("Company", "/company/"), ("Page people", "/company/people/")
        ),
        "Organization": ORGANIZATION,
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Dr. Ann Li", "Person"),
        ("Ann Li, MD", "Person"),
        ("李安主任医师，济南", "Person"),
        ("The scientific board", "Organization"),
        ("中国医师协会", "Organization"),
    ],
)
def test_medical_page_says_when_it_was_reviewed_and_by_whom(client, publish, name, kind):
    page = make_page(
        "therapy",
        medical=True,
        last_reviewed=date(2026, 2, 1),
        reviewed_by=name,
        sources=[{"title": "Register", "url": "https://r.example/1", "identifier": "EP 1"}],
    )
    publish(page)
    assert said(client, "/therapy/")["MedicalWebPage"] == {
        "@type": "MedicalWebPage",
        "name": "Page therapy",
        "description": "A page.",
        "datePublished": live_from(page),
        "dateModified": live_from(page),
        "lastReviewed": "2026-02-01",
        "reviewedBy": {"@type": kind, "name": name},
        "citation": [
            {
                "@type": "CreativeWork",
                "name": "Register",
                "url": "https://r.example/1",
                "identifier": "EP 1",
            }
        ],
        "url": f"{SITE}/therapy/",
        "inLanguage": "en",
        "publisher": PUBLISHER,
    }


def test_medical_page_without_review_mentions_none(client, publish):
    publish(make_page("therapy", medical=True))
    node = said(client, "/therapy/")["MedicalWebPage"]
    assert not {"lastReviewed", "reviewedBy", "citation"} & set(node)


def test_item_names_its_topic_and_its_corrections(client, publish, noon, publisher):
    item = publish(make_news_item(sources=[{"title": "By name alone"}]))
    item.body = "<p>Another text.</p>"
    item.save()
    with clock.set_to(noon + timedelta(days=1)):
        workflow.publish_draft(item, by=publisher, correction="The number was wrong.")
    with clock.set_to(noon + timedelta(days=2)):
        changed_at = live_from(item)
        nodes = said(client, "/news/2026/grant/")
    assert nodes == {
        "NewsArticle": {
            "@type": "NewsArticle",
            "headline": "A patent is granted",
            "description": "The office has granted a patent.",
            "datePublished": "2026-03-02",
            "dateModified": changed_at,
            "dateline": "Jinan, China",
            "articleSection": "Patent",
            "author": {"@type": "Organization", **PUBLISHER, "name": ORGANIZATION["name"]},
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "text": "The number was wrong.",
                    "datePublished": changed_at,
                }
            ],
            "citation": [{"@type": "CreativeWork", "name": "By name alone"}],
            "url": f"{SITE}/news/2026/grant/",
            "inLanguage": "en",
            "publisher": PUBLISHER,
        },
        "BreadcrumbList": way(
            ("Home", "/"), ("News", "/news/"), ("A patent is granted", "/news/2026/grant/")
        ),
        "Organization": ORGANIZATION,
    }


def test_unchanged_item_has_no_modification_date(client, publish):
    publish(make_news_item())
    node = said(client, "/news/2026/grant/")["NewsArticle"]
    assert not {"dateModified", "correction", "citation"} & set(node)


@pytest.mark.parametrize(
    ("path", "name", "description"),
    [
        ("/news/2026/", "News from 2026", "Announcements from 2026, newest first."),
        (
            "/news/category/patent/",
            "News: Patent",
            "Announcements in the category Patent, newest first.",
        ),
    ],
)
def test_list_is_a_collection(client, publish, path, name, description):
    publish(make_news_item())
    assert said(client, path) == {
        "CollectionPage": {
            "@type": "CollectionPage",
            "name": name,
            "description": description,
            "url": SITE + path,
            "inLanguage": "en",
            "publisher": PUBLISHER,
        },
        "BreadcrumbList": way(("Home", "/"), ("News", "/news/"), (name, path)),
        "Organization": ORGANIZATION,
    }


def test_questions_come_with_their_answers(client, publish):
    body = "<details><summary>Is it approved?</summary><p>No.</p></details>"
    publish(make_page(body=body))
    publish(make_term("Islets", body=body))
    for path in ("/about/", "/glossary/islets/"):
        assert said(client, path)["FAQPage"] == {
            "@type": "FAQPage",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": "Is it approved?",
                    "acceptedAnswer": {"@type": "Answer", "text": "No."},
                }
            ],
        }


def test_glossary_lists_its_terms_and_each_term_names_the_glossary(client, publish):
    publish(make_page("glossary", layout="glossary", title="Glossary"))
    publish(make_term("Islets", other_forms="islet", summary="Groups of cells."))
    term = {
        "@type": "DefinedTerm",
        "name": "Islets",
        "alternateName": ["islet"],
        "description": "Groups of cells.",
        "url": f"{SITE}/glossary/islets/",
        "inDefinedTermSet": f"{SITE}/glossary/",
    }
    assert said(client, "/glossary/")["DefinedTermSet"] == {
        "@type": "DefinedTermSet",
        "name": "Glossary",
        "url": f"{SITE}/glossary/",
        "hasDefinedTerm": [term],
    }
    nodes = said(client, "/glossary/islets/")
    assert nodes["DefinedTerm"] == term
    assert nodes["BreadcrumbList"] == way(
        ("Home", "/"), ("Glossary", "/glossary/"), ("Islets", "/glossary/islets/")
    )


def test_no_text_can_end_the_script(client, publish):
    publish(make_page(title=HOSTILE, summary="<!--<script> & -->"))
    response = client.get("/about/")
    assert said(client, "/about/")["WebPage"]["name"] == HOSTILE
    script = response.content.decode().partition("ld+json")[2].partition("</script>")[0]
    assert not set("<&") & set(script[2:])


def test_preview_has_no_structured_data(client, publish, author):
    item = make_news_item()
    client.force_login(author)
    text = client.get(f"/admin/news/newsitem/{item.pk}/preview/").content.decode()
    assert "A patent is granted" in text
    assert "ld+json" not in text
    assert "og:" not in text


def test_without_site_details_no_publisher_is_named(client, noon, publisher):
    publish_with_reasons(make_page(), by=publisher)
    assert list(said(client, "/about/")) == ["WebPage", "BreadcrumbList"]
    publish_with_reasons(make_news_item(), by=publisher)
    article = said(client, "/news/2026/grant/")["NewsArticle"]
    assert not {"author", "publisher"} & article.keys()
