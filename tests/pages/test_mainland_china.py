"""What the law of mainland China asks for: filing numbers, a privacy page, pages without
contacts."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import strip_tags

from pages import content_checks
from pages.models import Page
from tests.factories import (
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    make_term,
)
from tests.reading import text_of
from tests.tianhe_site.publishing.pictures import status_of
from tianhe_site.publishing import clock, kept
from tianhe_site.publishing import content_checks as checks
from tianhe_site.publishing.models import FOREVER

pytestmark = pytest.mark.django_db

PART = r'<h2 id="(privacy_\w+)">(.*?)</h2>\s*(.*?)\s*(?=<h2|<p class|</div>)'
ICP, PSB = "鲁ICP备12345678号-1", "鲁公网安备37010202000001号"
CONTACTS = {
    "about": "A company in Jinan.",
    "contact_name": "A. Speaker",
    "contact_phone": "+1 212 555 0100",
    "patients_email": "families@example.org",
}
PRIVACY = {
    "privacy_handler": "Tianhe Inc., privacy@example.org",
    "privacy_purpose": "To answer you.",
    "privacy_kinds": "Your address.",
    "privacy_method": "On our server.",
    "privacy_retention": "30 days.",
    "privacy_rights": "Write to us.\n\nWe answer within 15 days.",
}


def footer_of(client, path):
    return client.get(path).content.decode().partition("<footer")[2]


def messages_for(draft, code):
    found = checks.examine(draft, clock.now())
    return [(each.field, each.message) for each in found if each.code == code]


def test_home_page_shows_filing_numbers_at_its_bottom_with_links_to_the_registers(client, publish):
    publish(make_page("", title="Home", layout="home"))
    publish(make_page("about"))
    details = publish(make_site_details())
    assert "filings" not in client.get("/").content.decode()
    details.icp_number, details.psb_number = ICP, PSB
    details.picture = make_image("Badge", description="", size=(36, 40), decorative=True)
    details.save()
    publish(details)
    shown = footer_of(client, "/").partition('filings">')[2]
    links = re.findall('<a href="(.*?)">(.*?)</a>', shown)
    assert [(address, strip_tags(number)) for address, number in links] == [
        ("https://beian.miit.gov.cn/", ICP),
        ("https://beian.mps.gov.cn/#/query/webSearch?code=37010202000001", PSB),
    ]
    [badge] = re.findall('<img src="(.*?)" alt="" width="18"\\s+height="20"', shown)
    assert status_of(client, badge) == 200
    assert "filings" not in client.get("/about/").content.decode()


def test_filing_number_that_looks_wrong_is_asked_about_and_not_linked(client, publish):
    publish(make_page("", title="Home", layout="home"))
    details = publish(make_site_details(icp_number="12345678", psb_number="鲁公网安备1号"))
    found = [each.code for each in content_checks.filing_numbers(details, clock.now())]
    assert found == ["icp-number", "psb-number"]
    assert "鲁公网安备1号" in strip_tags(footer_of(client, "/"))
    assert "webSearch" not in footer_of(client, "/")
    details.icp_number, details.psb_number = "京ICP证030173号", PSB
    assert list(content_checks.filing_numbers(details, clock.now())) == []


def test_privacy_page_answers_each_question_of_the_law_and_is_a_reminder_until_it_does(
    client, publish, publisher
):
    page = publish(make_page("privacy", layout="privacy", privacy_purpose="To answer you."))
    [(field, message)] = messages_for(page, "privacy-parts")
    assert field == "privacy_handler"
    missing = "Still empty: who is responsible, kinds of data, method, retention, rights."
    assert message.endswith(missing)
    client.force_login(publisher)
    assert f"Privacy pages to complete (1) Page privacy {missing}" in text_of(client.get("/admin/"))
    for name, text in PRIVACY.items():
        setattr(page, name, text)
    page.save()
    publish(page)
    assert "Privacy pages" not in text_of(client.get("/admin/"))
    assert messages_for(page, "privacy-parts") == []
    main = client.get("/privacy/").content.decode().partition("<main")[2].partition("</main>")[0]
    parts = re.findall(PART, main, re.DOTALL)
    assert [name for name, _heading, _text in parts] == list(PRIVACY)
    assert parts[0][1:] == (
        "Who is responsible and how to reach us",
        "<p>Tianhe Inc., privacy@example.org</p>",
    )
    assert parts[5][2] == "<p>Write to us.</p>\n\n<p>We answer within 15 days.</p>"


def test_link_leads_to_a_part_of_a_privacy_page_that_is_written(noon):
    link = '<p><a href="#privacy_rights">your rights</a></p>'
    written = make_page("privacy", body=link, layout="privacy", privacy_rights="Write to us.")
    empty = make_page("empty", body=link, layout="privacy")
    other = make_page("other", body=link, privacy_rights="Write to us.")
    pages = {"written": written, "empty": empty, "other": other}
    findings = {name: messages_for(page, "missing-heading") for name, page in pages.items()}
    assert {name: len(found) for name, found in findings.items()} == {
        "written": 0,
        "empty": 1,
        "other": 1,
    }


@pytest.fixture
def contacts(publish):
    """Publish site details with contacts, and pages that lead to them in menu and footer."""
    publish(make_site_details(**CONTACTS))
    publish(make_page("", title="Home", layout="home"))
    contact = publish(make_page("contact", title="Contact", layout="contact", in_footer=True))
    publish(make_page("press", title="Press", layout="press", in_footer=True))
    publish(make_page("about", title="About"))
    return contact


# What leads to the company: its texts and the pages that show them.
LEADS = [*CONTACTS.values(), "/contact/", "/press/", "tel:+12125550100", "contactPoint"]


def leads_on(client, path):
    page = unescape(client.get(path).content.decode())
    return [each for each in LEADS if each in page]


@pytest.mark.parametrize(
    ("find", "path"),
    [
        (lambda: Page.objects.get(slug=""), "/"),
        (lambda: Page.objects.get(slug="press"), "/press/"),
        (lambda: Page.objects.get(slug="contact"), "/contact/"),
        (make_news_item, "/news/2026/grant/"),
        (make_term, "/glossary/islet-cells/"),
    ],
)
def test_page_that_hides_contacts_leads_to_none(client, contacts, publish, find, path):
    draft = find()
    draft.hide_contacts = True
    draft.save()
    publish(draft)
    # Menu and footer are kept for all pages.
    with kept.within(kept.PublicState(clock.now(), FOREVER)):
        assert {"/contact/", "/press/"} <= set(leads_on(client, "/about/"))
        # Its own address is in its head.
        assert leads_on(client, path) == [path] * (path in LEADS)
    draft.hide_contacts = False
    draft.save()
    publish(draft)
    assert {"/contact/", "/press/"} <= set(leads_on(client, path))


def test_contacts_in_the_text_of_a_page_that_hides_them_are_asked_about(contacts):
    body = (
        f'<p>Call +86 531 5555 0100 or 13800138000, <a href="item:{contacts.pk}">ask us</a>, '
        '<a href="mailto:a@example.org?subject=x">write</a> to b@example.org by 2026-03-02.</p>'
    )
    page = make_page("cells", body=body)
    assert messages_for(page, "contact") == []
    page.hide_contacts = True
    named = [message.partition("has one: ")[2] for _field, message in messages_for(page, "contact")]
    assert sorted(named) == sorted(
        f"{each}. Remove it."
        for each in (
            "+86 531 5555 0100",
            "13800138000",
            "a@example.org",
            "ask us",
            "b@example.org",
        )
    )


def test_chinese_page_is_shared_by_its_own_title_with_a_square_picture(client, publish):
    publish(make_site_details(language="zh-hans"))
    publish(make_page("", language="zh-hans", title="首页", layout="home"))
    publish(make_page("study", language="zh-hans", title="疗法研究", illustration="lineage"))
    response = client.get("/zh-hans/study/")
    head = response.content.decode().partition("</head>")[0]
    assert response.headers["Content-Language"] == "zh-Hans"
    assert "<title>疗法研究 · Tianhe</title>" in head
    shared = dict(re.findall('<meta (?:name|property)="(.*?)" content="(.*?)">', head))
    assert {
        "description": "A page.",
        "applicable-device": "pc,mobile",
        "og:title": "疗法研究",
        "og:image": f"{settings.SITE_URL}{static('img/share/square/lineage.png')}",
        "og:image:width": "600",
        "og:image:height": "600",
        "twitter:card": "summary",
    }.items() <= shared.items()
