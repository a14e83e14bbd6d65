"""The languages of the site: addresses, links between them, and what machines are told."""

import re

import pytest
from django.urls import resolve
from lxml import etree, html

from pages.models import Page, SiteDetails
from tests.factories import make_news_item, make_page, make_site_details, make_term
from tests.validity import SITE
from tianhe_site import languages
from tianhe_site.admin_pages import url_of
from tianhe_site.operations.sitemaps import NAMESPACE, XHTML
from tianhe_site.publishing import translations, workflow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_site")]


@pytest.fixture
def site(noon):
    """Publish a small site in two languages, of which some pages are in one alone."""

    def publish(draft):
        workflow.import_edition(draft, by=workflow.COMMAND_LINE, live_from=noon)
        return draft

    def both(make, english, chinese):
        first = publish(make(**english))
        key = first.translation_key
        return first, publish(make(**chinese, language="zh-hans", translation_key=key))

    both(make_site_details, {}, {"name": "天合"})
    both(make_page, {"slug": "", "title": "Home"}, {"slug": "", "title": "首页"})
    above = both(make_page, {"slug": "therapy"}, {"slug": "liaofa", "title": "疗法"})
    publish(make_page("trials", parent=above[0]))
    both(make_news_item, {}, {"slug": "zhuanli", "title": "专利"})
    publish(make_news_item("old", date="2020-01-01"))
    publish(make_page("glossary"))
    publish(make_term())


def page_at(client, path):
    response = client.get(path)
    return response, html.fromstring(response.content)


def links_of(page):
    """Return (href, hreflang, lang, whether there is a note) of the links to other languages."""
    return [
        (
            item.find("a").get("href"),
            item.find("a").get("hreflang"),
            item.get("lang"),
            bool(item.xpath("span")),
        )
        for item in page.xpath("//header//nav[contains(@class, 'site-languages')]//li")
    ]


def alternates_of(page):
    links = page.xpath("//link[@rel='alternate'][@hreflang]")
    return {link.get("hreflang"): link.get("href").removeprefix(SITE) for link in links}


def test_each_language_answers_at_its_addresses_and_leads_to_the_other(client, site):
    pairs = {
        "/": "/zh-hans/",
        "/therapy/": "/zh-hans/liaofa/",
        "/news/": "/zh-hans/news/",
        "/news/2026/": "/zh-hans/news/2026/",
        "/news/category/patent/": "/zh-hans/news/category/patent/",
        "/news/2026/grant/": "/zh-hans/news/2026/zhuanli/",
    }
    for english, chinese in pairs.items():
        told = {"en": english, "zh-Hans": chinese, "x-default": english}
        for path, other, tag, name in (
            (english, chinese, "en", "zh-Hans"),
            (chinese, english, "zh-Hans", "en"),
        ):
            response, page = page_at(client, path)
            assert response.status_code == 200
            assert page.get("lang") == response.headers["Content-Language"] == tag
            assert alternates_of(page) == told, path
            assert links_of(page) == [(other, name, name, False)]
            assert not response.cookies
            assert "Vary" not in response.headers


@pytest.mark.parametrize(
    ("path", "years"), [("/news/", ["2026", "2020"]), ("/zh-hans/news/", ["2026年"])]
)
def test_list_names_years_as_its_language_does(client, site, path, years):
    _response, page = page_at(client, path)
    headings = page.xpath("//h2[@class='rows-heading']")
    assert [heading.text_content() for heading in headings] == years


def test_what_has_no_translation_leads_to_the_nearest_that_has_and_says_so(client, site):
    for path, target in {
        "/therapy/trials/": "/zh-hans/liaofa/",
        "/news/2020/old/": "/zh-hans/news/category/patent/",
        "/news/2020/": "/zh-hans/news/",
        "/glossary/": "/zh-hans/",
        "/glossary/islet-cells/": "/zh-hans/",
    }.items():
        _response, page = page_at(client, path)
        assert links_of(page) == [(target, "zh-Hans", "zh-Hans", True)], path
        assert alternates_of(page) == {}


def test_sitemaps_name_the_translations_that_pages_name(client, site):
    in_pages, in_sitemaps = {}, {}
    names = {"s": NAMESPACE, "x": XHTML}
    for part in ("pages-0", "news-0", "news-lists-0", "glossary-0"):
        found = etree.fromstring(client.get(f"/sitemap-{part}.xml").content)
        for url in found.xpath("//s:url", namespaces=names):
            path = url.findtext("s:loc", namespaces=names).removeprefix(SITE)
            in_sitemaps[path] = {
                link.get("hreflang"): link.get("href").removeprefix(SITE)
                for link in url.xpath("x:link", namespaces=names)
            }
            in_pages[path] = alternates_of(page_at(client, path)[1])
    assert in_sitemaps == in_pages
    # Each page that another one names, names the same pages.
    for links in in_pages.values():
        assert {path for path in links.values() if in_pages[path] != links} == set()
    assert sum(bool(links) for links in in_pages.values()) == 12


def test_search_errors_and_feeds_are_in_the_language_of_their_address(client, site):
    response, page = page_at(client, "/zh-hans/search/?q=专利")
    assert "/zh-hans/news/2026/zhuanli/" in page.xpath("//ol//a/@href")
    assert "/news/2026/grant/" not in page.xpath("//ol//a/@href")
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert links_of(page) == [("/search/", "en", "en", False)]
    for path in ("/zh-hans/nothing/", "/zh-hans/news/1999/", "/zh-hans/therapy/"):
        response, page = page_at(client, path)
        assert (response.status_code, page.get("lang")) == (404, "zh-Hans")
        assert response.headers["Content-Language"] == "zh-Hans"
        assert links_of(page) == [("/", "en", "en", False)]
        assert page.xpath("//form/@action") == ["/zh-hans/search/"]
    feed = client.get("/zh-hans/news/feed/").content.decode()
    assert re.findall('<link href="([^"]*)" rel="alternate"', feed) == [
        f"{SITE}/zh-hans/news/",
        f"{SITE}/zh-hans/news/2026/zhuanli/",
    ]
    assert 'xml:lang="zh-Hans"' in feed
    assert client.get("/zh-hans/site.webmanifest").json()["start_url"] == "/zh-hans/"
    assert client.get("/zh-hans/robots.txt").status_code == 404


def test_language_without_a_home_page_answers_404_and_nothing_leads_there(client, publish, noon):
    publish(make_page(""))
    draft = make_news_item("zhuanli", language="zh-hans")
    workflow.import_edition(draft, by=workflow.COMMAND_LINE, live_from=noon)
    _response, page = page_at(client, "/")
    assert (links_of(page), alternates_of(page)) == ([], {})
    for path in ("", "news/", "news/2026/zhuanli/", "news/feed/", "search/", "site.webmanifest"):
        assert client.get(f"/zh-hans/{path}").status_code == 404, path


def test_site_of_one_language_has_no_other(client, site, settings):
    settings.LANGUAGES = [("en", "English")]
    _response, page = page_at(client, "/")
    assert (links_of(page), alternates_of(page)) == ([], {})
    # Nor has one that had another before.
    answers = [client.get(path).status_code for path in ("/zh-hans/", "/zh-hans/liaofa/")]
    assert answers == [404, 404]
    of_details = [each.language for each in SiteDetails.in_language("en")]
    of_pages = {each.language for each in translations.only_in(Page.objects.all(), "en")}
    assert (of_details, of_pages) == (["en"], {"en"})


def test_address_names_its_language_whichever_is_active():
    for path, language in {"/": "en", "/zh-hans/": "zh-hans", "/zh-hans": "zh-hans"}.items():
        assert languages.language_of(path) == language
    assert languages.language_of("/zh-hansard/") == "en"
    for active in ("en", "zh-hans"):
        assert languages.reverse_in(active, "news:list") == languages.root(active) + "news/"
        with languages.override(active):
            assert resolve("/zh-hans/news/").url_name == resolve("/news/").url_name == "list"


def test_tags_are_as_browsers_know_them():
    tags = [languages.tag_of(code) for code in ("en", "zh-hans", "pt-br", "de")]
    assert tags == ["en", "zh-Hans", "pt-BR", "de"]


def test_language_without_site_details_has_those_of_the_default_language(client, noon):
    def publish(draft):
        workflow.import_edition(draft, by=workflow.COMMAND_LINE, live_from=noon)

    def frame():
        _response, page = page_at(client, "/zh-hans/")
        parts = page.xpath("//a[@class='wordmark']/span | //footer/div/div")
        return [(each.get("lang"), " ".join(each.text_content().split())) for each in parts]

    publish(make_page("", title="首页", language="zh-hans"))
    publish(make_site_details(footer_note="Information only."))
    assert frame() == [("en", "Tianhe"), ("en", "Tianhe Inc. Information only.")]
    publish(make_site_details(name="天合", legal_name="Tianhe", language="zh-hans"))
    assert frame() == [(None, "天合"), (None, "Tianhe")]


def test_publisher_learns_whether_readers_get_a_language_yet(client, publisher, noon):
    client.force_login(publisher)
    draft = make_news_item("zhuanli", language="zh-hans")
    sentence = "Readers can&#x27;t see it yet: the home page in 简体中文 isn&#x27;t live."
    page = url_of(draft, "publish", draft.pk)
    assert sentence in client.get(page).content.decode()
    home = make_page("", language="zh-hans")
    assert sentence not in client.get(url_of(home, "publish", home.pk)).content.decode()
    workflow.import_edition(home, by=workflow.COMMAND_LINE, live_from=noon)
    assert sentence not in client.get(page).content.decode()
