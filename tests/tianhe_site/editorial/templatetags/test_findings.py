"""Findings on the form of a draft: what is missing, where it belongs, and what was answered."""

import pytest

from tests.factories import change, make_news_item, make_page, reasons_for
from tianhe_site.publishing import workflow
from tianhe_site.publishing.models import WatchedWord

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

STATEMENT = (
    "Islet Plus is investigational. It has not been approved by the FDA. Its safety and "
    "effectiveness have not been established."
)


@pytest.fixture
def product(db):
    WatchedWord.objects.create(
        kind=WatchedWord.Kind.PRODUCT, word="Islet Plus", phrases="has not been approved"
    )


@pytest.fixture
def findings(client, author):
    """Return a function that gives the list of findings on the form of a draft, as markup."""
    client.force_login(author)

    def read(draft):
        text = client.get(change(draft)).content.decode()
        return " ".join(
            text.partition('<section class="findings')[2].partition("</section>")[0].split()
        )

    return read


def test_missing_statement_is_shown_with_the_field_it_belongs_in(noon, product, findings):
    item = make_news_item(title="Islet Plus is studied")
    text = findings(item)
    assert f'<blockquote class="finding-sentence">{STATEMENT}</blockquote>' in text
    assert 'It belongs in <a href="#id_body">Text</a>.' in text
    assert f'data-insert="{STATEMENT}" data-field="body"' in text
    page = findings(make_page(title="Islet Plus"))
    assert 'It belongs in <a href="#id_approval_statement">Approval</a>.' in page
    assert 'data-field="approval_statement"' in page


def test_statement_that_is_a_sentence_is_preferred(noon, findings):
    WatchedWord.objects.create(
        kind=WatchedWord.Kind.PRODUCT,
        word="Islet Plus",
        phrases="has not been approved\nIslet Plus isn't approved.",
    )
    text = findings(make_news_item(title="Islet Plus is studied"))
    assert (
        '<blockquote class="finding-sentence">Islet Plus isn&#x27;t approved.</blockquote>' in text
    )


def test_part_of_a_sentence_is_not_offered(noon, findings):
    WatchedWord.objects.create(
        kind=WatchedWord.Kind.PRODUCT, word="Islet Plus", phrases="only in trials"
    )
    text = findings(make_news_item(title="Islet Plus is studied"))
    assert "Islet Plus without the" in text
    assert 'data-insert="' not in text


def test_word_that_was_found_can_be_shown(noon, findings):
    WatchedWord.objects.create(word="cure, cures")
    text = findings(make_news_item(body="<p>It Cures.</p>"))
    assert 'data-show="cures" data-field="body"' in text


def test_warning_that_was_answered_says_what_was_answered(noon, product, author, findings):
    item = make_news_item(title="Islet Plus is studied")
    assert "finding-answer" not in findings(item)
    reasons = dict.fromkeys(reasons_for(item), "Only the name is said.")
    workflow.submit(item, by=author, reasons=reasons)
    text = findings(item)
    assert "Answered: Only the name is said." in text
    assert "Check this:" not in text
