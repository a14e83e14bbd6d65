"""Corrections: which changes readers are told about."""

from datetime import timedelta

import pytest

from tests.factories import change, make_news_item
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError

pytestmark = pytest.mark.django_db

PATH = "/news/2026/grant/"
DAY = timedelta(days=1)


@pytest.fixture
def live_item(noon, publisher):
    item = make_news_item()
    workflow.publish_draft(item, by=publisher)
    return item


def rewrite(item, title, at, **kwargs):
    item.title = title
    item.save()
    with clock.set_to(at):
        return workflow.publish_draft(item, **kwargs)


def corrections(client, at):
    """Return the corrections that readers see just after `at`, since publishing takes a moment."""
    with clock.set_to(at + timedelta(seconds=1)):
        told = client.get(PATH).context["corrections"]
    return [(f"{moment:%Y-%m-%d}", sentence) for moment, sentence in told]


def test_correction_needs_an_answer(live_item, noon, publisher):
    with pytest.raises(PublishingError, match="Say whether this is a correction"):
        rewrite(live_item, "Other", noon + DAY, by=publisher)


def test_readers_see_each_correction_with_its_date_from_then_on(client, live_item, noon, publisher):
    rewrite(live_item, "First", noon + DAY, by=publisher, correction="It was 12.")
    rewrite(live_item, "Second", noon + 2 * DAY, by=publisher, correction="In <Jinan>.")
    assert corrections(client, noon) == []
    assert corrections(client, noon + DAY) == [("2026-03-03", "It was 12.")]
    with clock.set_to(noon + 3 * DAY):
        text = client.get(PATH).content.decode()
    assert "3 March 2026: It was 12." in text
    assert "4 March 2026: In &lt;Jinan&gt;." in text


def test_fixed_typo_is_recorded_and_not_shown(client, live_item, noon, publisher):
    edition = rewrite(live_item, "Mended", noon + DAY, by=publisher, correction="")
    assert edition.change_kind == "typo"
    with clock.set_to(noon + DAY):
        assert "Correct" not in client.get(PATH).content.decode()


def test_scheduled_correction_is_not_shown_before_its_time(client, live_item, noon, publisher):
    live_item.title = "Later"
    live_item.save()
    workflow.publish_draft(live_item, by=publisher, at=noon + DAY, correction="It was 12.")
    assert corrections(client, noon) == []
    assert corrections(client, noon + DAY) == [("2026-03-03", "It was 12.")]


def test_preview_of_a_candidate_shows_its_correction_without_a_date(
    client, live_item, noon, author
):
    live_item.title = "Candidate"
    live_item.save()
    edition = workflow.submit(live_item, by=author, correction="It was 12.")
    client.force_login(author)
    response = client.get(change(live_item, f"edition/{edition.pk}"))
    assert response.context["corrections"] == [(None, "It was 12.")]
    assert "On the day of publication: It was 12." in response.content.decode()


def test_first_publication_needs_no_correction(noon, publisher):
    assert workflow.publish_draft(make_news_item(), by=publisher).change_kind == ""
