"""The list of watched words in the admin."""

import pytest

from tests.factories import make_news_item
from tianhe_site.publishing.checks import examine
from tianhe_site.publishing.models import WatchedWord

pytestmark = pytest.mark.django_db

LIST = "/admin/publishing/watchedword/"


def form(**values):
    defaults = {"language": "en", "kind": "risky", "word": "unique", "phrases": "", "advice": ""}
    return {**defaults, **values}


def test_publisher_adds_a_word_that_is_asked_about_from_then_on(client, noon, publisher):
    item = make_news_item(title="A unique patent")
    client.force_login(publisher)
    client.post(f"{LIST}add/", form(advice="Say what differs."))
    found = [finding.sentence for finding in examine(item, noon)]
    assert found == ["You wrote 'unique'. Say what differs."]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"word": " , "}, "Enter the word."),
        (
            {"kind": "product", "phrases": " \n "},
            "Enter at least one statement that the product is not approved.",
        ),
        ({"word": "promising"}, "This word is on the list already. Change that one."),
    ],
)
def test_word_that_can_not_work_is_refused(client, noon, publisher, values, error):
    client.force_login(publisher)
    before = WatchedWord.objects.count()
    assert error in client.post(f"{LIST}add/", form(**values)).content.decode()
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


def test_words_that_ship_are_those_of_the_practice():
    words = [(word.language, word.forms()[0]) for word in WatchedWord.objects.all()]
    assert sorted(words) == [
        *(("en", word) for word in ("breakthrough", "cure", "effective", "hope", "miracle")),
        *(("en", word) for word in ("promising", "proven", "safe", "treats")),
        *(("zh-hans", word) for word in ("国家级", "无副作用", "最佳", "有效率", "根治", "治愈")),
    ]
