"""What the form of a draft says about what is live, scheduled and in review."""

from datetime import timedelta

import pytest

from tests.factories import change, make_news_item
from tests.reading import text_of
from tianhe_site.publishing import workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduled(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher, at=noon + timedelta(hours=1))
    return item


def test_form_says_that_later_changes_do_not_go_live(client, scheduled, author):
    client.force_login(author)
    assert "later changes" not in text_of(client.get(change(scheduled)))
    scheduled.title = "Written after scheduling"
    scheduled.save()
    page = client.get(change(scheduled))
    text = text_of(page)
    assert "Scheduled + newer draft" in text
    assert "Your later changes will not go live. Compare with scheduled version" in text
    edition = scheduled.editions.get()
    comparison = f"{change(scheduled, 'compare')}?old={edition.pk}&amp;new=draft"
    assert comparison in page.content.decode()
    assert f'href="{change(scheduled, "submit")}"' in page.content.decode()


def test_list_finds_what_was_changed_since_it_was_scheduled(client, scheduled, author):
    client.force_login(author)
    address = "/admin/news/newsitem/?state=scheduled-draft"
    assert "A patent is granted" not in text_of(client.get(address))
    scheduled.title = "Written after scheduling"
    scheduled.save()
    assert "Written after scheduling" in text_of(client.get(address))
