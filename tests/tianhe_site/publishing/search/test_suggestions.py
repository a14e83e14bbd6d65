"""What may have been meant, synonyms and partial matches come from what is live at the moment."""

import re
from datetime import date, timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_news_item, make_page, make_term
from tests.reading import text_of
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.search import live_search
from tianhe_site.search.models import Row, Word

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def asked(client):
    """Return a function that searches; it returns the words of the page."""
    return lambda text: text_of(client.get("/search/", {"q": text}))


@pytest.fixture
def meant(client):
    """Return a function that searches; it returns what is suggested."""

    def ask(text):
        html = client.get("/search/", {"q": text}).content.decode()
        found = re.search(r'Did you mean\s*<a href="([^"]*)">([^<]*)</a>', html)
        return unescape(found[2]) if found else ""

    return ask


def test_words_of_drafts_and_of_what_is_no_longer_live_are_not_suggested(
    meant, publish, publisher, noon
):
    page = publish(make_page("a", title="Wilhelmina"))
    make_page("b", title="Wilhelmine")
    workflow.freeze(make_page("c", title="Wilhelmino"), by=publisher)
    publish(make_page("d", title="Wilhelminu", also_found_by="wilhelminx"))
    assert meant("Wilhelmin") == ""
    assert meant("Wilhelmiina") == "Wilhelmina"
    workflow.withdraw(page, by=publisher, note="For a test.")
    assert meant("Wilhelmiina") == "Wilhelminu"
    with clock.set_to(noon + timedelta(milliseconds=1)):
        assert meant("Wilhelmiina") == ""


def test_word_that_more_texts_have_is_suggested_as_it_is_typed(meant, publish):
    publish(make_page("a", title="Zebra"))
    publish(make_page("b", title="Zebru"))
    publish(make_page("c", title="Zebras"))
    assert meant("zebre") == "zebra"
    assert meant("Quokka? Zebre!") == "Quokka? Zebra!"
    assert meant('"zebre"') == meant("zebra") == meant("zebre1") == ""


def test_short_word_is_not_replaced_if_no_other_word_is_known(meant, publish):
    publish(make_page("a", title="Site", body="<p>A zebra.</p>"))
    assert meant("side effects") == ""
    assert meant("side zebra") == "site zebra"
    assert meant("siet") == "site"


def test_word_that_occurs_with_the_others_is_suggested(meant, publish):
    publish(make_page("a", title="Zebra"))
    publish(make_page("b", title="Zebra"))
    publish(make_page("c", title="Zebru in Jinan"))
    assert meant("zebre jinan") == "zebru jinan"


def test_texts_with_some_of_the_words_say_which_are_missing(asked, publish):
    publish(make_page("a", title="Patent", body="<p>A zebra.</p>"))
    publish(make_page("b", title="Patent", body="<p>A lion.</p>"))
    found = asked("patent zebra lion quokka")
    assert "No page has all of your words. 2 pages have some of them." in found
    assert found.count("Missing:") == 2
    assert re.findall("Missing: (quokka, [a-z]+)", found) == ["quokka, zebra", "quokka, lion"]
    assert "Missing" not in asked("patent zebra")
    assert "No results for “quokka”." in asked("quokka")


def test_words_of_chinese_are_told_apart_where_no_text_has_all_of_them_in_a_row(asked, publish):
    publish(make_page("a", title="One", also_found_by="价格, 治疗", body="<p>干细胞 zebra.</p>"))
    assert "1 result for" in asked("干细胞的治疗价格")
    found = asked("干细胞多少钱")
    assert "No page has all of your words. 1 page has some of them." in found
    assert re.findall(r"Missing: (\S+)", found) == ["多少钱"]
    assert re.findall(r"Missing: (\S+)", asked("CAR治疗")) == ["CAR"]
    for text in ("多少钱", '"干细胞治疗"'):
        assert "No results for" in asked(text)


def test_most_of_the_words_are_more_than_few(client, publish):
    publish(make_page("a", title="One", body="<p>Zebra and lion.</p>"))
    publish(make_page("b", title="Two", body="<p>Lion and quokka and jaguar.</p>"))
    html = client.get("/search/?q=zebra+lion+quokka+jaguar").content.decode()
    assert re.findall(r'<h2><a href="([^"]*)">', html) == ["/b/"]


def test_compounds_that_drafts_have_change_no_partial_results(asked, publish, publisher):
    publish(make_page("a", title="Stem"))
    publish(make_page("b", title="Gen"))
    before = asked("stem gen quokka")
    assert before.count("Missing:") == 2
    workflow.freeze(make_page("c", title="Stemgen"), by=publisher)
    assert Word.objects.filter(text="stemgen").exists()
    assert asked("stem gen quokka") == before


def test_compound_is_found_by_its_parts_first_as_a_title(client, publish):
    publish(make_page("a", title="Stemgen"))
    publish(make_page("b", title="Of stemgen and lions", body="<p>Stemgen.</p>"))
    html = client.get("/search/?q=stem+gen").content.decode()
    assert re.findall(r'<h2><a href="([^"]*)">', html) == ["/a/", "/b/"]


def test_partial_results_are_narrowed_too(client, publish):
    publish(make_page("a", title="Zebra"))
    publish(make_news_item("n", title="Zebra"))
    found = text_of(client.get("/search/?q=zebra+quokka&section=page"))
    assert "1 page has some of them." in found
    assert "News 1" in found


def test_partial_results_may_be_in_another_section_alone(client, publish):
    publish(make_page("a", title="Zebra"))
    publish(make_page("b", title="Lion"))
    found = text_of(client.get("/search/?q=zebra+lion&section=newsitem"))
    assert "No page has all of your words. 0 pages have some of them." in found
    assert "Pages 2" in found


def test_only_forms_of_live_terms_are_synonyms(asked, publish, publisher):
    publish(make_page("a", title="Of sugar", body="<p>Type 1 diabetes.</p>", in_menu=False))
    term = make_term("Type 1 diabetes", other_forms="T1D", summary="x")
    assert "Of sugar" not in asked("T1D")
    publish(term)
    found = asked("T1D")
    assert "2 results for “T1D”. Also searched for: Type 1 diabetes." in found
    workflow.withdraw(term, by=publisher, note="For a test.")
    found = asked("T1D")
    assert "Of sugar" not in found
    assert "Also searched" not in found


def test_exact_title_and_menu_title_come_before_newer_titles(client, publish):
    publish(make_page("a", title="About us", menu_title="Company"))
    publish(make_page("b", title="Company of the year"))
    publish(make_news_item("n", title="Company", date=date(2020, 1, 1)))
    html = client.get("/search/?q=company").content.decode()
    assert re.findall(r'<h2><a href="([^"]*)">', html) == ["/a/", "/news/2020/n/", "/b/"]


def test_items_of_a_date_come_first_then_texts_with_it(client, publish):
    publish(make_page("a", title="2014 in short"))
    for slug, day in (
        ("n1", date(2014, 3, 1)),
        ("n2", date(2014, 3, 31)),
        ("n3", date(2014, 4, 1)),
    ):
        publish(make_news_item(slug, title=f"News {slug}", date=day))

    def found(text):
        html = client.get("/search/", {"q": text}).content.decode()
        return re.findall(r'<h2><a href="/(?:news/2014/)?(\w+)/">', html)

    assert found("March 2014") == ["n2", "n1"]
    assert found("2014-03-31") == ["n2"]
    assert found("2014") == ["n3", "n2", "n1", "a"]
    assert found("n1 2014") == ["n1"]


def test_redacted_words_are_forgotten(publish, person, noon):
    one, two = person("one", is_superuser=True), person("two", is_superuser=True)
    page = publish(make_page("a", title="Wilhelmina", body="<p>A zebra.</p>"))
    edition = page.editions.get()
    page.title = "Somebody"
    page.save()
    publish(page)
    request = workflow.ask_redaction([edition], by=one, reason="A court order.")
    assert Word.objects.filter(text="wilhelmina").exists()
    workflow.redact(request, by=two)
    assert not Word.objects.filter(text="wilhelmina").exists()
    assert Word.objects.filter(text="zebra").exists()


def test_words_and_older_rows_are_indexed_again(publish):
    publish(make_page("a", title="Zebra"))
    before = list(Word.objects.order_by("text").values())
    Row.objects.update(scheme=0)
    Word.objects.all().delete()
    call_command("rebuild_search", missing=True, stdout=StringIO())
    assert list(Word.objects.order_by("text").values()) == before
    Word.objects.create(text="gone", term="gone")
    call_command("rebuild_search", stdout=StringIO())
    assert list(Word.objects.order_by("text").values()) == before


def test_queries_do_not_grow_with_partial_results(client, publish):
    client.get("/search/?q=zebra+quokka")
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            publish(make_page(slug, title="Zebra"))
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/?q=zebra+quokka")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_many_common_words_are_answered(client, publish, monkeypatch):
    words = [f"word{letter}x" for letter in "abcdefghijkl"]
    for word in words:
        publish(make_page(word, title=word))
    html = client.get("/search/", {"q": " ".join(words)}).content.decode()
    assert "12 pages have some of them." in html
    assert len(words) > live_search.MAX_TO_TRY_ALL
