"""One item in several languages."""

import pytest
from django.db import IntegrityError, transaction

from pages.models import Page
from tests.factories import make_page
from tianhe_site.publishing import workflow

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_page_and_its_translation_share_a_key_and_have_their_own_addresses(client, noon):
    english = make_page("therapy", title="Our therapy")
    chinese = make_page(
        "therapy",
        title="疗法研究",
        language="zh-hans",
        translation_key=english.translation_key,
    )
    for page in (english, chinese):
        workflow.import_edition(page, by=workflow.COMMAND_LINE, live_from=noon)
    # Until its home page is live, a language has no readers.
    assert client.get("/zh-hans/therapy/").status_code == 404
    home = make_page("", title="主页", language="zh-hans")
    workflow.import_edition(home, by=workflow.COMMAND_LINE, live_from=noon)
    assert "Our therapy" in client.get("/therapy/").content.decode()
    assert "疗法研究" in client.get("/zh-hans/therapy/").content.decode()
    same = Page.objects.filter(translation_key=english.translation_key)
    assert dict(same.values_list("language", "title")) == {
        "en": "Our therapy",
        "zh-hans": "疗法研究",
    }


def test_page_has_one_translation_per_language(noon, author):
    first = make_page("first")
    second = Page(slug="second", title="Second", translation_key=first.translation_key)
    with pytest.raises(IntegrityError), transaction.atomic():
        workflow.write(second, by=author)
    second.language = "zh-hans"
    workflow.write(second, by=author)
    assert Page.objects.filter(translation_key=first.translation_key).count() == 2
