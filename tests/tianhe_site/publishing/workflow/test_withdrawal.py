"""One person withdraws an item at once; two agree on the message to readers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from pages.models.details import DEFAULT_SENTENCES
from tests.factories import make_news_item, make_page, make_site_details
from tianhe_site.publishing import cache_version, clock, history, links, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.workflow import COMMAND_LINE

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SENTENCE = "There was an error on this page."
CURED = "Our therapy now cures every patient."


@pytest.fixture
def item(noon, publisher):
    item = make_page("therapy", needs_second_person=True)
    workflow.import_edition(item, by=COMMAND_LINE, live_from=noon - HOUR)
    return item


def told(client):
    response = client.get("/therapy/")
    assert response.status_code == 410
    text = response.content.decode()
    return [each for each in (SENTENCE, CURED) if each in text]


def request_to_tell(item, by):
    workflow.withdraw(item, by=by, reason=SENTENCE, own_words=CURED, note="Asked by phone.")
    return workflow.open_requests(clock.now())[0]


def test_one_person_withdraws_with_an_approved_sentence(client, item, publisher):
    workflow.withdraw(item, by=publisher, reason=SENTENCE)
    assert told(client) == [SENTENCE]


def test_one_person_withdraws_without_a_public_reason(client, item, publisher):
    workflow.withdraw(item, by=publisher, note="Counsel asked for it.")
    assert told(client) == []


@pytest.mark.parametrize("who", ["publisher", "administrator", "command line"])
def test_one_person_alone_cannot_publish_their_own_reason(
    client, item, publisher, administrator, who
):
    by = {"publisher": publisher, "administrator": administrator}.get(who, COMMAND_LINE)
    with pytest.raises(PublishingError, match="Choose one of the approved messages"):
        workflow.withdraw(item, by=by, reason=CURED)
    assert client.get("/therapy/").status_code == 200


@pytest.mark.postgresql
def test_own_reason_waits_for_a_second_person_but_the_withdrawal_does_not(
    client, item, publisher, reviewer
):
    request = request_to_tell(item, publisher)
    assert told(client) == [SENTENCE]
    assert history.describe(request) == [f"Message to readers: {SENTENCE} → {CURED}"]
    with pytest.raises(PublishingError, match="your own request"):
        workflow.agree(request, by=publisher)
    workflow.agree(request, by=reviewer)
    assert told(client) == [CURED]
    entry = HistoryEntry.objects.first()
    assert (entry.verb, entry.actor_name, entry.note) == ("tell", "rita", "Asked by phone.")
    assert history.describe(entry) == ["Requested by paul.", f"Message to readers: {CURED}"]
    assert history.verify() == []


def test_declined_reason_is_never_shown(client, item, publisher, reviewer):
    workflow.decline(request_to_tell(item, publisher), by=reviewer, note="It is not true.")
    assert told(client) == [SENTENCE]


def test_own_reason_alone_is_enough(client, item, publisher):
    workflow.withdraw(item, by=publisher, own_words=CURED)
    assert told(client) == []
    assert [each.note for each in workflow.open_requests(clock.now())] == [
        "None of the approved messages fits."
    ]


def test_site_as_of_a_date_shows_the_reason_of_that_date(noon, item, publisher, reviewer):
    with clock.set_to(noon + HOUR):
        workflow.withdraw(item, by=publisher, reason=SENTENCE, own_words=CURED)
    with clock.set_to(noon + 3 * HOUR):
        workflow.agree(workflow.open_requests(clock.now())[0], by=reviewer)
    edition_model = item.edition_model()
    found = [links.find("/therapy/", edition_model, noon + hours * HOUR) for hours in (0, 2, 4)]
    assert [(each.gone, each.reason) for each in found] == [
        (False, ""),
        (True, SENTENCE),
        (True, CURED),
    ]


def test_later_withdrawal_shows_its_own_reason(noon, item, publisher, reviewer):
    request = request_to_tell(item, publisher)
    workflow.agree(request, by=reviewer)
    edition = workflow.submit(item, by=publisher)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)
    workflow.withdraw(item, by=publisher, note="x")
    found = links.find("/therapy/", item.edition_model(), clock.now())
    assert (found.gone, found.reason) == (True, "")


def test_reason_for_an_item_that_is_live_again_is_refused(client, item, publisher, reviewer):
    request = request_to_tell(item, publisher)
    edition = workflow.submit(item, by=publisher)
    workflow.approve(edition, by=reviewer)
    workflow.publish(edition, by=publisher)
    with pytest.raises(PublishingError, match="published again"):
        workflow.agree(request, by=reviewer)


def test_changing_the_reason_empties_the_page_cache(item, publisher, reviewer):
    request = request_to_tell(item, publisher)
    before = cache_version.last_change()
    workflow.agree(request, by=reviewer)
    assert cache_version.last_change() != before


def test_one_person_may_publish_their_own_reason_if_the_policy_is_off(
    client, item, publisher, settings
):
    settings.REVIEW_POLICY = "off"
    assert workflow.withdraw(item, by=publisher, own_words=CURED) is None
    assert told(client) == [CURED]


def test_author_cannot_withdraw(item, author):
    with pytest.raises(PermissionDenied):
        workflow.withdraw(item, by=author, own_words=CURED)
    assert workflow.open_requests(clock.now()) == []


def test_site_details_list_the_approved_reasons(noon, item, publisher, reviewer):
    assert workflow.withdrawal_reasons_for(item) == DEFAULT_SENTENCES["en"]
    details = make_site_details(withdrawal_sentences=" One reason. \n\n Another reason.\n")
    assert workflow.withdrawal_reasons_for(item) == DEFAULT_SENTENCES["en"]
    workflow.import_edition(details, by=COMMAND_LINE, live_from=clock.now())
    assert workflow.withdrawal_reasons_for(item) == ["One reason.", "Another reason."]
    with pytest.raises(PublishingError, match="Choose one of the approved messages"):
        workflow.withdraw(item, by=publisher, reason=SENTENCE)


def test_readers_of_another_language_see_the_reason_in_theirs(noon):
    assert (
        workflow.withdrawal_reasons_for(make_news_item(language="zh-hans"))
        == DEFAULT_SENTENCES["zh-hans"]
    )
