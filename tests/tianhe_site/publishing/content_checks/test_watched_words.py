"""The list of watched words in the admin."""

from datetime import timedelta

import pytest

from tests.factories import make_news_item, make_page
from tests.reading import text_of
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.content_checks import examine
from tianhe_site.publishing.models import HistoryEntry, WatchedWord

pytestmark = pytest.mark.django_db

LIST = "/admin/publishing/watchedword/"


def form(**values):
    defaults = {"language": "en", "kind": "risky", "word": "unique", "phrases": "", "advice": ""}
    return {**defaults, **values}


def test_publisher_adds_a_word_that_is_asked_about_from_then_on(client, noon, publisher):
    item = make_news_item(title="A unique patent")
    client.force_login(publisher)
    client.post(f"{LIST}add/", form(advice="Say what differs."))
    found = [finding.message for finding in examine(item, noon)]
    assert found == ["You wrote 'unique'. Say what differs."]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"word": " , "}, "Enter the word."),
        (
            {"word": "unique, ®™", "kind": "product", "phrases": "not approved"},
            "“®™” has no letter or digit. Add the word it belongs to, or remove it.",
        ),
        (
            {"kind": "product", "phrases": " \n "},
            "Enter at least one statement that the product isn't approved.",
        ),
        (
            {"phrases": "\n".join(str(number) for number in range(101))},
            "You can have up to 100 phrases. Remove the ones you need least.",
        ),
        ({"word": "promising"}, "This word is already on the list. Edit that entry instead."),
    ],
)
def test_word_that_could_never_match_is_refused(client, noon, publisher, values, error):
    client.force_login(publisher)
    before = WatchedWord.objects.count()
    assert error in text_of(client.post(f"{LIST}add/", form(**values)))
    assert WatchedWord.objects.count() == before


def test_list_is_searched_and_filtered_by_language_and_kind(client, noon, author):
    WatchedWord.objects.create(kind="product", word="Example Cells", phrases="not approved")
    client.force_login(author)

    def words(query):
        text = client.get(f"{LIST}?{query}").content.decode()
        return [word for word in ("promising", "治愈", "Example Cells") if f">{word}</a>" in text]

    assert words("") == ["promising", "治愈", "Example Cells"]
    assert words("language__exact=zh-hans") == ["治愈"]
    assert words("kind__exact=product") == ["Example Cells"]
    assert words("q=promis") == ["promising"]


PRODUCT = {"language": "en", "kind": "product", "word": "Stem Cell Educator, SCE"}


@pytest.fixture
def product(noon):
    return WatchedWord.objects.create(**PRODUCT, phrases="investigational\nhas not been approved")


def send(client, watched, by, **values):
    """Submit the form of a word; return the text of the answer."""
    client.force_login(by)
    own = {
        name: getattr(watched, name) for name in ("language", "kind", "word", "phrases", "advice")
    }
    answer = client.post(f"{LIST}{watched.pk}/change/", {**own, "why": "", **values}, follow=True)
    return text_of(answer)


@pytest.mark.parametrize(
    "values",
    [
        {"word": "Stem Cell Educator"},
        {"word": "Educator, SCE"},
        {"phrases": "investigational\nhas not been approved\ntherapy"},
        {"kind": "risky"},
        {"language": "zh-hans"},
    ],
)
def test_watching_fewer_texts_waits_for_a_second_person(
    client, product, publisher, reviewer, values
):
    before = WatchedWord.objects.filter(pk=product.pk).values().get()
    assert "Explain why. The approver sees this" in send(client, product, publisher, **values)
    text = send(client, product, publisher, **values, why="Too many warnings.")
    assert "Approval requested." in text
    assert WatchedWord.objects.filter(pk=product.pk).values().get() == before
    [request] = workflow.open_requests(clock.now())
    workflow.agree(request, by=reviewer)
    assert WatchedWord.objects.filter(pk=product.pk).values().get() == {**before, **values}
    assert history.verify() == []


@pytest.mark.parametrize(
    "values",
    [
        {"word": "sce, Stem Cell Educator, Educator"},
        {"phrases": "has not been approved"},
        {"advice": "Name no product."},
    ],
)
def test_one_person_may_watch_more_texts(client, product, publisher, values):
    send(client, product, publisher, **values)
    after = WatchedWord.objects.filter(pk=product.pk).values().get()
    assert {name: after[name] for name in values} == values
    assert workflow.open_requests(clock.now()) == []


def test_advice_is_saved_while_the_rest_waits(client, product, publisher):
    send(client, product, publisher, word="SCE", advice="Ask counsel.", why="x")
    product.refresh_from_db()
    assert (product.word, product.advice) == (PRODUCT["word"], "Ask counsel.")


def test_word_is_removed_when_a_second_person_agrees(client, product, publisher, reviewer):
    client.force_login(publisher)
    page = f"{LIST}{product.pk}/delete/"
    form_of_word = client.get(f"{LIST}{product.pk}/change/").content.decode()
    assert f'href="{page}"' in form_of_word
    assert "Save draft" not in form_of_word
    assert "Request approval" in client.get(page).content.decode()
    assert "Explain why." in text_of(client.post(page, {"post": "yes"}))
    assert "Approval requested." in text_of(client.post(page, {"why": "Sold."}, follow=True))
    assert "already been requested" in text_of(client.post(page, {"why": "Again."}))
    assert WatchedWord.objects.filter(pk=product.pk).exists()
    [request] = workflow.open_requests(clock.now())
    client.force_login(reviewer)
    listed = text_of(client.get("/admin/"))
    for words in ("Stop watching a word", "Word: Stem Cell Educator, SCE → –", "Sold."):
        assert words in listed
    client.post(f"/admin/requests/{request.pk}/", {"_agree": "1", "note": ""})
    assert not WatchedWord.objects.filter(pk=product.pk).exists()
    assert history.verify() == []


def test_one_person_removes_a_word_if_the_policy_is_off(client, product, publisher, settings):
    settings.REVIEW_POLICY = "off"
    client.force_login(publisher)
    client.post(f"{LIST}{product.pk}/delete/", {"post": "yes"})
    assert not WatchedWord.objects.filter(pk=product.pk).exists()


def test_administrator_alone_removes_no_word(client, product, administrator):
    client.force_login(administrator)
    client.post(f"{LIST}{product.pk}/delete/", {"why": "x", "post": "yes"})
    [request] = workflow.open_requests(clock.now())
    client.post(f"/admin/requests/{request.pk}/", {"_agree": "1", "note": ""})
    assert WatchedWord.objects.filter(pk=product.pk).exists()


def test_default_words_are_those_of_the_company_practice():
    words = [(word.language, word.forms()[0]) for word in WatchedWord.objects.all()]
    assert sorted(words) == [
        *(("en", word) for word in ("breakthrough", "cure", "effective", "hope", "miracle")),
        *(("en", word) for word in ("promising", "proven", "safe", "treats")),
        *(("zh-hans", word) for word in ("国家级", "无副作用", "最佳", "有效率", "根治", "治愈")),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "STEM CELL EDUCATOR®",
        "Stem-Cell Educator",
        "Stem\N{NON-BREAKING HYPHEN}Cell Educator",
        "Stem<br>Cell<br>Educator",
        "Ｓｔｅｍ Ｃｅｌｌ Educator",
        "Stém Cell Educator",
        "St\N{CYRILLIC SMALL LETTER IE}m Cell Educat\N{GREEK SMALL LETTER OMICRON}r",
    ],
)
def test_product_is_found_in_any_spelling_of_its_name(noon, name):
    WatchedWord.objects.create(kind="product", word="Stem Cell Educator", phrases="not approved")
    item = make_news_item(body=f"<p>The {name} in the news.</p>")
    assert [finding.code for finding in examine(item, noon)] == ["product-without-statement"]


def test_statement_does_not_span_two_sentences(noon):
    WatchedWord.objects.create(kind="product", word="Educator", phrases="is not approved")
    item = make_news_item(body="<p>The Educator is. Not approved? It is.</p>")
    assert [finding.code for finding in examine(item, noon)] == ["product-without-statement"]


def test_product_cannot_be_watched_while_an_unapproved_page_below_one_that_names_it_is_scheduled(
    client, noon, publisher
):
    company = make_page("company", body="<p>The Educator is not approved.</p>")
    workflow.publish_draft(company, by=publisher)
    child = make_page("history", parent=company)
    edition = workflow.publish_draft(child, by=publisher, at=noon + timedelta(hours=1))
    client.force_login(publisher)
    values = form(kind="product", word="Educator", phrases="is not approved")
    entries = HistoryEntry.objects.count()
    answer = client.post(f"{LIST}add/", values)
    assert "'Page history' is scheduled without a second approver" in text_of(answer)
    assert not WatchedWord.objects.filter(word="Educator").exists()
    assert HistoryEntry.objects.count() == entries
    workflow.cancel_schedule(edition, by=publisher)
    assert client.post(f"{LIST}add/", values).status_code == 302
    assert WatchedWord.objects.filter(word="Educator").exists()
