"""The approval statement, on each page that names a product, for people and for machines."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from pages.models import SiteDetails
from tests.factories import (
    approved,
    change,
    make_category,
    make_news_item,
    make_page,
    make_site_details,
    make_term,
    reasons_for,
)
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.content_checks import examine
from tianhe_site.publishing.models import WatchedWord

pytestmark = pytest.mark.django_db

STATEMENT = "The Educator is investigational. It has not been approved by the FDA."
NAMED = {"body": "<p>It is about the Educator.</p>"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def product(noon):
    return WatchedWord.objects.create(kind="product", word="Educator", phrases="not been approved")


@pytest.fixture
def stated(product, publish):
    """A site whose details have the statement."""
    return publish(make_site_details(approval_statement=STATEMENT))


def main_of(client, path):
    """Return what readers see of a page between header and footer, on the screen and on paper."""
    text = client.get(path).content.decode()
    return text.partition('<main id="main"')[2].partition("</main>")[0]


def published(publish):
    """Publish one item of each section that names the product; return their paths."""
    publish(make_page("", layout="home", title="Welcome", **NAMED))
    publish(make_page("therapy", **NAMED))
    publish(make_page("glossary", layout="glossary", in_menu=False))
    publish(make_term("Islet cells", summary="What the Educator meets."))
    publish(make_news_item(**NAMED))
    return ["/", "/therapy/", "/glossary/islet-cells/", "/news/2026/grant/"]


@pytest.mark.postgresql
def test_each_page_that_names_a_product_says_once_whether_it_is_approved(client, stated, publish):
    paths = published(publish)
    assert [main_of(client, path).count(STATEMENT) for path in paths] == [1, 1, 1, 1]


def test_it_comes_before_the_text(client, stated, publish):
    for path in published(publish):
        before, _statement, after = main_of(client, path).partition(STATEMENT)
        assert "</h1>" in before
        if path != "/glossary/islet-cells/":
            assert "It is about" not in before
            assert "It is about" in after


def test_lists_of_what_names_a_product_say_it_too(client, stated, publish):
    publish(make_page("", layout="home", title="Welcome"))
    publish(make_page("glossary", layout="glossary", in_menu=False))
    paths = ["/", "/news/", "/news/2026/", "/glossary/"]
    assert [STATEMENT in main_of(client, path) for path in paths] == [False] * 4
    publish(make_news_item(title="The Educator in the news"))
    publish(make_term("Islet cells", summary="What the Educator meets."))
    assert [STATEMENT in main_of(client, path) for path in paths] == [True] * 4


def _news_that_names_it(publish, slug="named"):
    return publish(make_news_item(slug, title="The Educator in the news"))


def test_page_of_an_item_says_it_for_the_items_that_it_leads_on_to(client, stated, publish):
    publish(make_news_item())
    assert STATEMENT not in main_of(client, "/news/2026/grant/")
    _news_that_names_it(publish)
    assert STATEMENT in main_of(client, "/news/2026/grant/")


@pytest.mark.postgresql
def test_page_says_it_for_the_pages_above_and_below(client, stated, publish):
    top = publish(make_page("top"))
    publish(make_page("therapy", parent=top, menu_title="Educator"))
    publish(make_page("trials", parent=top.children.get()))
    paths = ["/top/", "/top/therapy/trials/"]
    assert [STATEMENT in main_of(client, path) for path in paths] == [True, True]


@pytest.mark.parametrize(
    "values",
    [{"layout": "press"}, {"body": '<p data-style="latest-news"></p>'}, {}],
    ids=["press", "text", "no news"],
)
def test_page_says_it_for_the_news_that_it_lists(client, stated, publish, values):
    publish(make_page("press", **values))
    _news_that_names_it(publish)
    assert (STATEMENT in main_of(client, "/press/")) is bool(values)


@pytest.mark.postgresql
def test_list_of_a_category_that_is_named_so_says_it(client, stated, publish):
    publish(make_news_item(category=make_category("Educator", "educator")))
    paths = ["/news/category/educator/", "/news/"]
    assert [STATEMENT in main_of(client, path) for path in paths] == [True, True]


@pytest.mark.postgresql
def test_list_whose_filter_names_it_says_it(client, stated, publish):
    publish(make_news_item(category=make_category("Educator", "educator")))
    publish(make_news_item("other", date=date(2020, 1, 1)))
    assert STATEMENT in main_of(client, "/news/2020/")


@pytest.mark.postgresql
@pytest.mark.parametrize("place", ["in_menu", "in_footer"])
def test_page_in_menu_or_footer_that_is_named_so_lets_each_page_say_it(
    client, stated, publish, place
):
    values = {"in_menu": False, place: True}
    publish(make_page("therapy", menu_title="The Educator", **values))
    publish(make_page("jobs"))
    publish(make_news_item())
    paths = ["/jobs/", "/news/", "/news/2026/grant/", "/search/", "/search/?q=page", "/missing/"]
    assert [main_of(client, path).count(STATEMENT) for path in paths] == [1] * len(paths)
    # These have no menu around them.
    assert STATEMENT not in client.get("/news/feed/").content.decode()
    assert STATEMENT not in client.get("/jobs/").content.decode().partition("</head>")[0]


def test_earlier_correction_that_names_it_counts_on_the_page_and_in_feeds(
    client, stated, publish, publisher
):
    item = publish(make_news_item())
    for minutes, correction in ((1, "We wrote Educator."), (2, "We wrote grant.")):
        with clock.set_to(clock.now() + minutes * MINUTE):
            item.summary = f"The office has granted {minutes}."
            item.save()
            reasons = reasons_for(item)
            edition = approved(item, by=publisher, correction=correction, reasons=reasons)
            workflow.publish(edition, by=publisher)
    with clock.set_to(clock.now() + 5 * MINUTE):
        assert STATEMENT in main_of(client, "/news/2026/grant/")
        assert STATEMENT in client.get("/news/feed/").content.decode()


def test_page_that_is_gone_says_it_if_the_reason_names_it(client, stated, publish, publisher):
    stated.withdrawal_sentences = "The Educator is studied anew.\nIt was wrong."
    stated.save()
    publish(stated)
    for slug, reason in zip("ab", stated.withdrawal_sentences.splitlines(), strict=True):
        item = publish(make_news_item(slug))
        workflow.withdraw(item, by=publisher, reason=reason)
    gone = [client.get(f"/news/2026/{slug}/").content.decode() for slug in "ab"]
    assert [STATEMENT in page for page in gone] == [True, False]


def test_results_of_a_search_say_it(client, stated, publish):
    publish(make_news_item(title="The Stem Cell Educator in the news"))
    publish(make_page("jobs", title="Jobs for cells"))
    shown = [STATEMENT in main_of(client, f"/search/?q={word}") for word in ("educator", "jobs")]
    assert shown == [True, False]


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Educator"},
        {"summary": "The educators."},
        {"summary": "An EDUCATOR® in it."},
        {"sources": [{"title": "The Educator in mice"}]},
        {"also_found_by": "educator"},
        {"category": "Educator"},
    ],
    ids=str,
)
def test_product_counts_wherever_the_item_names_it(client, stated, publish, values):
    if "category" in values:
        values = {"category": make_category("Educator", "educator")}
    publish(make_news_item(**values))
    is_named = values.get("summary") != "The educators."
    assert (STATEMENT in main_of(client, "/news/2026/grant/")) is is_named


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("the STEM-CELL&nbsp;educator<sup>1</sup>", True),
        ("Stem <strong>Cell Edu</strong>cator’s", True),
        ("StemCell Educator", True),
        ("the StemCellEducator", True),
        ("Stem Cell Educators", False),
        ("stem cells educate", False),
    ],
)
def test_name_counts_however_it_is_written(client, noon, publish, text, is_named):
    WatchedWord.objects.create(kind="product", word="SCE, Stem Cell Educator", phrases="not")
    publish(make_site_details(approval_statement=STATEMENT))
    publish(make_page("jobs", body=f"<p>It is about {text}.</p>"))
    assert (STATEMENT in main_of(client, "/jobs/")) is is_named


def test_statement_of_another_language_does_not_count(stated):
    words = {"language": "zh-hans", "kind": "product", "word": "Educator", "phrases": "尚未获得"}
    WatchedWord.objects.create(**words)
    english, chinese = make_news_item(**NAMED), make_news_item("b", language="zh-hans", **NAMED)
    assert [
        "product-without-statement" in {finding.code for finding in examine(item, clock.now())}
        for item in (english, chinese)
    ] == [False, True]


def test_page_that_names_no_product_doesnt_say_it(client, stated, publish):
    publish(make_page("jobs"))
    assert STATEMENT not in client.get("/jobs/").content.decode()


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("about", ["item", "press"]),
        ("cautionary_text", ["item"]),
        ("footer_note", ["item", "list", "missing", "page", "press"]),
    ],
)
def test_product_counts_in_what_a_page_shows_of_the_site_details(
    client, product, publish, name, where
):
    values = {name: "We make the Educator."}
    publish(make_site_details(approval_statement=STATEMENT, **values))
    publish(make_news_item())
    publish(make_page("jobs"))
    publish(make_page("press", layout="press"))
    paths = {
        "item": "/news/2026/grant/",
        "list": "/news/",
        "missing": "/missing/",
        "page": "/jobs/",
        "press": "/press/",
    }
    assert [key for key, path in paths.items() if STATEMENT in main_of(client, path)] == where


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "asked", ["is it approved?", "FDA approval", "FDA zebra", "investigational"]
)
def test_search_that_asks_for_it_finds_it(client, stated, publish, asked):
    publish(make_page("jobs", title="Jobs for cells"))
    found = client.get("/search/", {"q": asked}).content.decode().partition("<main")[2]
    assert found.count(STATEMENT) == 1


def test_form_shows_it_as_search_and_sharing_do(client, stated, author):
    drafts = [make_news_item(**NAMED), make_news_item("other")]
    client.force_login(author)
    shown = [
        client.get(change(draft))
        .content.decode()
        .partition('data-statement="')[2]
        .partition('"')[0]
        for draft in drafts
    ]
    assert shown == [STATEMENT, ""]


def test_page_with_a_status_says_it_without_naming_a_product(client, stated, publish):
    publish(make_page("therapy", status="A trial has been initiated"))
    box = main_of(client, "/therapy/").partition('<section class="status"')[2]
    assert STATEMENT in box.partition("</section>")[0]


def test_statement_of_a_page_wins_over_that_of_the_site(client, stated, publish):
    publish(make_page("therapy", approval_statement="Nobody has approved it.", **NAMED))
    main = main_of(client, "/therapy/")
    assert STATEMENT not in main
    assert main.count("Nobody has approved it.") == 1


def test_without_a_statement_nothing_is_said(client, product, publish):
    publish(make_site_details())
    publish(make_news_item(**NAMED))
    assert 'class="approval"' not in client.get("/news/2026/grant/").content.decode()


@pytest.mark.parametrize("kind", ["", "rss/", "json/"])
def test_feeds_have_it_in_the_text_of_the_item(client, stated, publish, kind):
    publish(make_news_item(**NAMED))
    publish(make_news_item("other"))
    feed = client.get(f"/news/feed/{kind}").content.decode()
    assert feed.count(STATEMENT) == 1
    if kind == "json/":
        texts = {item["title"]: item["content_html"] for item in json.loads(feed)["items"]}
        assert f"<p>{STATEMENT}</p><p>It is about" in "".join(texts.values())


@pytest.mark.parametrize(
    ("summary", "shown"),
    [
        ("A short one.", f"A short one. {STATEMENT}"),
        ("A long one. " * 12, f"{STATEMENT} {('A long one. ' * 12).strip()}"),
    ],
)
def test_description_for_search_and_sharing_holds_it_where_it_isnt_cut_off(
    client, stated, publish, summary, shown
):
    publish(make_news_item(summary=summary.strip(), **NAMED))
    head = client.get("/news/2026/grant/").content.decode().partition("</head>")[0]
    assert f'<meta name="description" content="{shown}">' in head
    assert f'<meta property="og:description" content="{shown}">' in head


def test_preview_of_a_draft_shows_it(client, stated, author):
    item = make_news_item(**NAMED)
    client.force_login(author)
    for verb in ("preview", "live-preview"):
        assert main_of(client, change(item, verb)).count(STATEMENT) == 1


@pytest.mark.postgresql
def test_site_as_of_a_date_shows_what_was_stated_and_watched_then(client, publish, publisher, noon):
    """The words that are watched leave no editions, but entries in the audit log."""
    publish(make_news_item(**NAMED))
    shown = {}

    def at(minutes):
        return noon + minutes * MINUTE

    with clock.set_to(at(1)):
        publish(make_site_details(approval_statement=STATEMENT))
    with clock.set_to(at(2)):
        word = WatchedWord.objects.create(kind="product", word="Educator", phrases="not")
    with clock.set_to(at(4)):
        word.word = "Teacher"
        word.save()
    with clock.set_to(at(6)):
        word.word = "Educator"
        word.save()
    with clock.set_to(at(8)):
        word.delete()
    client.force_login(publisher)
    for minutes in (1, 3, 5, 7, 9):
        moment = f"{at(minutes):%Y-%m-%dT%H:%MZ}"
        with clock.set_to(at(20)):
            page = main_of(client, f"/admin/as-of/{moment}/news/2026/grant/")
        shown[minutes] = STATEMENT in page
    assert shown == {1: False, 3: True, 5: False, 7: True, 9: False}


def test_check_asks_for_no_statement_that_the_site_makes(stated, noon):
    assert examine(make_news_item(**NAMED), clock.now()) == []


@pytest.mark.parametrize(
    "make", [make_news_item, make_page, make_term], ids=["news", "page", "term"]
)
def test_check_asks_for_it_while_the_site_makes_none(product, make):
    draft = make(**NAMED)
    assert [each.code for each in examine(draft, clock.now())] == ["product-without-statement"]


def test_own_statement_of_a_page_has_to_say_it(stated):
    page = make_page(approval_statement="All is well.", **NAMED)
    assert [each.code for each in examine(page, clock.now())] == ["product-without-statement"]


def test_site_details_are_asked_about_their_own_statement(stated):
    stated.approval_statement = ""
    stated.about = "We make the Educator."
    assert [each.code for each in examine(stated, clock.now())] == ["product-without-statement"]


@pytest.mark.postgresql
def test_placeholder_of_the_standard_statement_blocks(noon):
    details = make_site_details(approval_statement="[Product] is investigational.")
    assert [each.code for each in examine(details, clock.now())] == ["pattern-text"]


@pytest.mark.postgresql
def test_starter_content_makes_none_up(client, noon):
    call_command("load_starter_content", verbosity=0)
    assert [each.approval_statement for each in SiteDetails.objects.all()] == ["", ""]
