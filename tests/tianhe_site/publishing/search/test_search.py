"""Search finds exactly what is live when the page is rendered."""

import re
from datetime import date, timedelta
from html import unescape
from io import StringIO
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    make_image,
    make_news_item,
    make_page,
    make_site_details,
    make_term,
    publish_with_reasons,
)
from tests.reading import ESCAPED, HOSTILE, text_of
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.search import edition_index, live_search, results_page
from tianhe_site.search import finding, index, questions
from tianhe_site.search.models import Row

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.usefixtures("noon")]

HOUR = timedelta(hours=1)


@pytest.fixture
def publish(publisher):
    """Return a function that publishes a draft and returns it."""

    def act(draft, **times):
        publish_with_reasons(draft, by=publisher, **times)
        return draft

    return act


@pytest.fixture
def search(client):
    """Return a function that searches for a text and returns the titles found with all words."""

    def ask(text, others="", root=""):
        response = client.get(f"{root}/search/?q={quote(text)}{others}")
        return [] if "No page has all of your words." in count(response) else titles(response)

    return ask


def titles(response):
    assert response.status_code == 200
    found = re.findall(r"<h2><a href=[^>]*>(.*?)</a></h2>", response.content.decode())
    return [unescape(re.sub("<[^>]*>", "", each)) for each in found]


def count(response):
    sentence = response.content.decode().partition('role="status">')[2].partition("</p>")[0]
    return unescape(sentence)


# Matching


def test_long_phrase_is_found_where_it_is_and_looked_for_in_a_bounded_number_of_texts(
    search, publish, monkeypatch
):
    phrase = "".join(chr(0x4E00 + number) for number in range(60))
    publish(make_page("a", title="It", body=f"<p>{phrase}</p>"))
    # It has nearly all pairs of the phrase.
    publish(make_page("b", title="Turned", body=f"<p>{phrase[30:]} {phrase[:30]}</p>"))
    assert search(phrase) == ["It"]
    monkeypatch.setattr(finding, "FIRST_BATCH", 1)
    monkeypatch.setattr(finding, "MAX_TO_LOOK_AT", 1)
    assert search(phrase) == ([] if connection.vendor == "postgresql" else ["It"])


def test_words_are_found_in_any_form_and_all_must_occur(search, publish):
    publish(
        make_page("a", title="A patent", body="<p>Dr. Müller’s <em>CB-SCs</em> 干细胞治疗。</p>")
    )
    publish(make_page("b", title="Two patents", body="<p>细胞 and 治疗, but apart.</p>"))
    assert search("patents") == search("PATENT") == ["Two patents", "A patent"]
    for text in ("muller", "MÜLLERS", "cb-sc", "SCs", "细胞治疗", "patent müller", '"dr muller"'):
        assert search(text) == ["A patent"], text
    for text in ('"细胞治疗" two', "dr cb-sc zebra", '"muller dr"'):
        assert search(text) == [], text


@pytest.mark.parametrize("number", ["NCT01234567", "EP 1,234,567"])
def test_number_is_found_in_any_notation_and_in_parts(search, publish, number):
    publish(make_page("a", title="Registered", body=f"<p>See {number}.</p>"))
    bare = re.sub("[ ,]", "", number)
    for text in (number, bare, bare.lower(), bare[-7:].lstrip("0") if "," in number else bare[3:]):
        assert search(text) == ["Registered"], text
    assert search(bare[:-1] + "9") == []


def test_everything_readers_see_of_an_item_is_searched(search, publish):
    image = make_image(description="A centrifuge.", caption="x")
    category = make_news_item("other").category
    item = make_news_item(
        title="Title",
        summary="Of the summary.",
        body=f'<p>Bodily</p><p><img src="/media-library/{image.pk}"></p>',
        sources=[{"title": "Gazette", "identifier": "WO 2013/045"}],
        picture=image,
        category=category,
    )
    publish(item)
    for text in ("title", "summary", "bodily", "gazette", "WO2013", "centrifuge", "patent jinan"):
        assert search(text) == ["Title"], text
    for markup in ("media", "src", "png", "lead", image.current.key):
        assert search(markup) == [], markup


def test_new_sections_are_searched_but_not_site_details(search, publish):
    publish(make_term("Islet", summary="Cells of the pancreas."))
    publish(make_site_details(footer_note="Pancreas."))
    assert search("pancreas") == ["Islet"]


def test_prefix_matches_if_there_is_no_such_word(client, search, publish):
    publish(make_page("a", title="Cellular"))
    publish(make_page("b", title="Cellulose"))
    assert search("cellular") == ["Cellular"]
    assert search("zebra cellul") == search("cellul zebra") == []
    response = client.get("/search/?q=cellul")
    assert titles(response) == ["Cellulose", "Cellular"]
    assert "These results have words that start with it." in text_of(response)


# Visibility


def test_scheduled_edition_is_found_from_its_time_until_its_end(search, publish, noon):
    publish(make_page("a", title="Zebra"), at=noon + HOUR, until=noon + 2 * HOUR)
    seen = {}
    for hours in (0.5, 1, 1.5, 2):
        with clock.set_to(noon + hours * HOUR):
            seen[hours] = search("zebra")
    assert seen == {0.5: [], 1: ["Zebra"], 1.5: ["Zebra"], 2: []}


def test_drafts_earlier_versions_and_withdrawn_items_are_not_found(search, publish, publisher):
    page = publish(make_page("a", title="Zebra"))
    page.title = "Quokka"
    page.save()
    make_page("b", title="Quokka, never published")
    workflow.freeze(make_page("c", title="Quokka, frozen"), by=publisher)
    assert (search("zebra"), search("quokka")) == (["Zebra"], [])
    publish(page)
    assert (search("zebra"), search("quokka")) == ([], ["Quokka"])
    workflow.withdraw(page, by=publisher, note="For a test.")
    assert search("quokka") == []


def test_imported_edition_is_found(search):
    item = make_news_item(title="Zebra", date=date(2014, 1, 1))
    long_ago = clock.now() - timedelta(days=4000)
    workflow.import_edition(item, by=workflow.COMMAND_LINE, live_from=long_ago)
    assert search("zebra") == ["Zebra"]


def test_site_as_of_a_date_searches_that_date(client, search, publish, administrator, noon):
    page = publish(make_page("a", title="Zebra"))
    with clock.set_to(noon + HOUR):
        page.title = "Quokka"
        page.save()
        publish(page)
    client.force_login(administrator)
    then = f"/admin/as-of/{noon + HOUR / 2:%Y-%m-%dT%H:%MZ}"
    with clock.set_to(noon + 2 * HOUR):
        assert search("zebra") == search("quokka", root=then) == []
        # Like a browser, with compression.
        compressed = {"accept-encoding": "gzip"}
        response = client.get(f"{then}/search/?q=zebra", headers=compressed)
    assert titles(response) == ["Zebra"]
    text = response.content.decode()
    assert f'href="{then}/a/"' in text
    assert f'action="{then}/search/"' in text


def test_redacted_words_are_gone_from_the_index(search, publish, person, noon):
    one, two = person("one", is_superuser=True), person("two", is_superuser=True)
    page = publish(make_page("a", title="Wilhelmina"))
    edition = page.editions.get()
    page.title = "Somebody"
    page.save()
    publish(page)
    assert indexed("wilhelmina")
    request = workflow.ask_redaction([edition], by=one, reason="A court order.")
    workflow.redact(request, by=two)
    assert not indexed("wilhelmina")
    assert Row.objects.count() == 1
    with clock.set_to(noon + HOUR):
        assert (search("wilhelmina"), search("somebody")) == ([], ["Somebody"])
    call_command("rebuild_search", stdout=StringIO())
    assert Row.objects.count() == 1


def test_command_merges_a_large_index(publish, publisher, monkeypatch, caplog):
    monkeypatch.setattr(index, "MAX_TO_MERGE_AT_ONCE", 0)
    edition = publish(make_page("a", title="Wilhelmina")).editions.get()
    publish(make_page("b"))
    edition_index.remove([edition])
    if connection.vendor == "sqlite":
        assert "Run manage.py rebuild_search" in caplog.text
        assert indexed("wilhelmina")
    call_command("rebuild_search", missing=True, stdout=StringIO())
    # The page is still live and found; only its former words are gone.
    edition_index.remove([edition])
    list(index.optimize())
    assert not indexed("wilhelmina")


def indexed(term):
    """Whether the index contains this term."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT words::text FROM search_words")
        else:
            cursor.execute(
                "SELECT block FROM search_words_data UNION ALL SELECT c0 FROM search_words_content"
            )
        return term.encode() in b"".join(
            each if isinstance(each, bytes) else each.encode() for (each,) in cursor.fetchall()
        )


def test_phrase_is_found_among_many_texts_with_its_words_apart(search, publish, monkeypatch):
    monkeypatch.setattr(finding, "FIRST_BATCH", 1)
    monkeypatch.setattr(finding, "GROWTH", 1)
    for number, words in enumerate(("Cord blood", "Blood, cord", "Blood of a cord", "Cord")):
        publish(make_page(f"p{number}", title=words))
    assert search('"cord blood"') == search("cord-blood") == ["Cord blood"]


def test_text_that_only_has_the_number_of_a_phrase_is_not_found(search, publish, monkeypatch):
    for module in (index, questions):
        monkeypatch.setattr(module, "pair_of", lambda terms: f"{index.PAIR}0")
    publish(make_page("apart", title="Blood of a cord"))
    publish(make_page("phrase", title="Cord blood"))
    assert search('"cord blood"') == ["Cord blood"]


# Order


def test_title_comes_before_summary_before_text_and_newer_before_older(
    search, publish, monkeypatch
):
    def item(title, year, **content):
        slug = title.lower().replace(" ", "-")
        publish(make_news_item(slug, title=title, date=date(year, 5, 1), **content))

    item("In the text 2014", 2014, body="<p>A zebra.</p>")
    item("In the summary", 2010, summary="A zebra.")
    item("Zebra 2013", 2013)
    item("In the text 2015", 2015, body="<p>Zebra zebra zebra.</p>")
    item("Zebra 2025", 2025)
    publish(make_page("page", title="Zebras, a page"))
    in_order = [
        "Zebras, a page",
        "Zebra 2025",
        "Zebra 2013",
        "In the summary",
        "In the text 2015",
        "In the text 2014",
    ]
    assert search("zebra") == in_order
    # Of more than are counted, only the first are read.
    monkeypatch.setattr(live_search, "MAX_FOUND", 5)
    monkeypatch.setattr(results_page, "RESULTS_PER_PAGE", 2)
    pages = [search("zebra", f"&page={number}") for number in (1, 2, 3)]
    assert pages == [in_order[:2], in_order[2:4], in_order[4:5]]
    assert search("zebra 2014") == ["In the text 2014"]


# The page itself


def test_result_shows_the_words_in_context(client, publish):
    publish(make_news_item(title="Of a grant", body="<p>First.</p><p>A <em>zebra</em> & more.</p>"))
    text = client.get("/search/?q=zebra").content.decode()
    assert '<h2><a href="/news/2026/grant/">Of a grant</a></h2>' in text
    assert "<p>A <mark>zebra</mark> &amp; more.</p>" in text
    assert '<time datetime="2026-03-02">2 March 2026</time> <span>News</span>' in " ".join(
        text.split()
    )


def test_words_are_marked_in_two_passages_too(client, publish):
    publish(make_news_item(body="<p>One zebra.</p><p>Between.</p><p>A quokka &amp; more.</p>"))
    text = client.get("/search/?q=zebra+quokka").content.decode()
    assert "<p>One <mark>zebra</mark>. A <mark>quokka</mark> &amp; more.</p>" in text


def test_summary_is_shown_before_other_texts_with_the_words(client, publish):
    publish(make_term("Islet", other_forms="islet cell", summary="A cell in an islet."))
    text = client.get("/search/?q=islet+cell").content.decode()
    assert "<p>A <mark>cell</mark> in an <mark>islet</mark>.</p>" in text


def test_other_form_of_a_term_counts_as_title_and_shows_the_definition(client, search, publish):
    publish(make_page("page", title="A page", summary="Of T1D, and T1D."))
    publish(make_term("Type 1 diabetes", other_forms="T1D", summary="A kind of diabetes."))
    assert search("T1D") == ["Type 1 diabetes", "A page"]
    assert "<p>A kind of diabetes.</p>" in client.get("/search/?q=T1D").content.decode()


def test_hostile_words_are_escaped(client, publish):
    publish(make_page("a", title=HOSTILE, summary=HOSTILE))
    for text in ("script", HOSTILE, '"><b>'):
        found = client.get(f"/search/?q={quote(text)}").content.decode()
        assert HOSTILE not in found
        assert "<b>" not in found
    assert ESCAPED in client.get(f"/search/?q={quote(HOSTILE)}").content.decode()


@pytest.mark.parametrize("mark", ["\u3099", "\u309b", "\u309c\u309c"])
def test_marks_that_are_no_letters_find_nothing(search, publish, mark):
    publish(make_page("a", title="Zebra"))
    assert search(mark) == []
    assert search(f"zebra {mark}") == ["Zebra"]


def test_results_are_narrowed_by_section_and_year_with_counts(client, search, publish):
    for slug, year in (("one", 2024), ("two", 2024), ("three", 2025)):
        publish(make_news_item(slug, title=f"Zebra {slug}", date=date(year, 1, 1)))
    publish(make_page("page", title="Zebra page"))
    response = client.get("/search/?q=zebra")
    assert count(response) == "4 results for “zebra”."
    words = text_of(response)
    assert "Section All sections News 3 Pages 1" in words
    assert "Year All years 2025 1 2024 2" in words
    assert 'aria-label="News 3 results">News' in response.content.decode()
    assert 'href="?q=zebra&amp;section=newsitem"' in response.content.decode()
    assert search("zebra", "&section=page") == ["Zebra page"]
    assert search("zebra", "&section=newsitem") == ["Zebra three", "Zebra two", "Zebra one"]
    assert search("zebra", "&year=2024") == ["Zebra two", "Zebra one"]
    assert search("zebra", "&year=2025&section=newsitem") == ["Zebra three"]
    assert len(search("zebra", "&year=x&section=sitedetails")) == 4
    nothing = client.get("/search/?q=zebra&year=2025&section=page")
    assert count(nothing) == "No results for “zebra”."
    assert '<a href="?q=zebra">Search all sections' in nothing.content.decode()


def test_page_says_so_if_there_are_too_many_results(client, search, publish, monkeypatch):
    monkeypatch.setattr(live_search, "MAX_FOUND", 2)
    monkeypatch.setattr(finding, "FIRST_BATCH", 2)
    monkeypatch.setattr(finding, "GROWTH", 1)
    for number in range(4):
        publish(make_news_item(f"n{number}", title="Zebra", date=date(2020 + number, 1, 1)))
    publish(make_page("page", title="Quokka", body="<p>A zebra.</p>"))
    response = client.get("/search/?q=zebra")
    assert count(response).startswith("More than 500 results")
    assert titles(response) == ["Zebra", "Zebra"]
    partly = count(client.get("/search/?q=zebra nothingatall"))
    assert partly == "No page has all of your words. More than 500 have some of them."
    assert "Year All years 2023 2022 2021 2020 " in text_of(response)
    assert search("zebra", "&year=2020") == ["Zebra"]
    assert search("zebra", "&section=page") == ["Quokka"]


def test_each_year_to_choose_from_is_one_step_down_an_index(publish):
    for year in (2020, 2021, 2023):
        publish(make_news_item(f"n{year}", title="Zebra", date=date(year, 1, 1)))
    with CaptureQueriesContext(connection) as queries:
        assert live_search.live_years("en", clock.now()) == [2023, 2021, 2020]
    # With two bounds, SQLite goes to the first one, and reads all that is before it.
    bounds = [each["sql"].count('"date" <') for each in queries]
    assert bounds == [0, 1, 1, 1]


def test_results_are_paginated_by_twenty(client, search, publish, monkeypatch):
    assert results_page.RESULTS_PER_PAGE == 20
    monkeypatch.setattr(results_page, "RESULTS_PER_PAGE", 2)
    for number in range(3):
        publish(make_page(f"p{number}", title=f"Zebra {number}"))
    assert search("zebra") == ["Zebra 2", "Zebra 1"]
    assert search("zebra", "&page=2") == search("zebra", "&page=999") == ["Zebra 0"]
    assert len(search("zebra", "&page=x")) == len(search("zebra", f"&page={'9' * 5000}")) == 2
    assert 'href="?q=zebra&amp;page=2"' in client.get("/search/?q=zebra").content.decode()
    response = client.get("/search/?q=zebra&page=2")
    assert "Page 2 of 2" in text_of(response)
    assert '<ol class="rows" start="3">' in response.content.decode()


def test_page_helps_if_there_are_no_results_or_no_query(client, publish):
    publish(make_page("therapy", title="Therapy"))
    publish(make_page("contact", title="Contact", in_menu=False, in_footer=True))
    nothing, unasked = client.get("/search/?q=zebra"), client.get("/search/")
    assert count(nothing) == "No results for “zebra”."
    assert count(unasked) == ""
    for response in (nothing, unasked):
        text = response.content.decode()
        main = text.partition("<main")[2].partition("</main>")[0]
        assert '<a href="/therapy/">Therapy</a>' in main
        assert '<a href="/contact/">Contact</a>' in main
        assert '<a href="/news/">All news by date</a>' in text


BAD = [
    "a\x00b",
    "x" * 10_000,
    "word " * 2_000,
    '"',
    '"a',
    "'; DROP TABLE search_words; --",
    "a AND",
    "NOT a OR (b NEAR c)",
    "title:a*",
    "-a ^b {c} + d",
    "!!! ???",
    "a & !b | <-> :*",
    "\\",
    "%s %(a)s",
    "†patent ‡a §en ¶",
    "细" * 5_000,
    "é" * 300,
    "🙂",
]


@pytest.mark.parametrize("text", BAD)
def test_every_query_gets_a_sentence(client, text):
    response = client.get(f"/search/?q={quote(text)}")
    assert response.status_code == 200
    assert count(response).endswith(".")


def test_invalid_bytes_and_lone_surrogates_are_answered_too(client):
    for nothing in ("%00", "%20%09", " "):
        assert "How to search" in client.get(f"/search/?q={nothing}").content.decode()
    assert client.get("/search/?q=%ff%fe&section=%00&year=%ff&page=%00").status_code == 200
    request = RequestFactory().get("/search/")
    request.GET = {"q": "a \ud800 b"}
    assert results_page.results(request).status_code == 200
    assert client.post("/search/", {"q": "a"}).status_code == 405


def test_page_is_not_indexed_or_cached_and_sets_no_cookie(client):
    response = client.get("/search/?q=a", headers={"accept-encoding": "gzip"})
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Encoding"] == "gzip"
    assert not response.cookies


def test_every_page_links_to_the_search_and_the_404_page_has_its_form(client, publish):
    publish(make_page("about"))
    assert 'href="/search/"' in client.get("/about/").content.decode()
    assert 'role="search" action="/search/"' in client.get("/nothing/").content.decode()


def test_queries_do_not_grow_with_the_results(client, publish):
    # A process asks that once.
    assert edition_index.is_complete()
    counts = {}
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            publish(make_page(slug, title="Zebra"))
            publish(make_news_item(slug, title="Zebra"))
            publish(make_term(f"Zebra {slug}"))
        with CaptureQueriesContext(connection) as queries:
            found = titles(client.get("/search/?q=zebra"))
        counts[len(found)] = len(queries)
    # Four in the index, one each for words and synonyms to search for too and for what is pinned,
    # one per section to show what was found, one each for the approval statement, the names of
    # contacts and the languages with a home page, which are kept until the next change, and those
    # of every page.
    if connection.vendor == "sqlite":
        assert counts[3] == 16
    assert counts == {3: counts[3], 9: counts[3]}


# Rebuilding the index


def test_index_is_rebuilt_while_the_site_runs(search, publish, publisher):
    page = publish(make_page("a", title="Zebra"))
    gone = publish(make_page("b", title="Zebra gone"))
    gone.title = "Zebra gone again"
    gone.save()
    workflow.withdraw(publish(gone), by=publisher, note="A test.")
    before = list(Row.objects.order_by("id").values())
    Row.objects.filter(edition_id=page.editions.get().pk).delete()
    Row.objects.create(id=7, kind="pages.pageedition", edition_id=4711)
    Row.objects.create(id=8, kind="gone.gone", edition_id=1)
    assert (search("zebra"), edition_index.missing()) == ([], 1)
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert said.getvalue() == "Versions indexed: 3\n"
    assert search("zebra") == ["Zebra"]
    assert list(Row.objects.order_by("id").values()) == before


def test_only_missing_editions_are_indexed_with_progress(search, publish, monkeypatch):
    monkeypatch.setattr(edition_index, "EDITIONS_PER_BATCH", 1)
    monkeypatch.setattr(
        "tianhe_site.publishing.management.commands.rebuild_search.EDITIONS_BETWEEN_LINES", 1
    )
    for slug in ("a", "b", "c"):
        publish(make_page(slug, title="Zebra"))
    Row.objects.order_by("id").first().delete()
    Row.objects.order_by("id").first().delete()
    assert edition_index.missing() == 2
    said = StringIO()
    call_command("rebuild_search", missing=True, stdout=said)
    assert said.getvalue() == (
        "1 versions indexed so far\n2 versions indexed so far\nVersions indexed: 2\n"
    )
    assert (len(search("zebra")), edition_index.missing()) == (3, 0)
