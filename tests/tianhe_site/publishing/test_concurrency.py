"""Eight publishers at once: the history doesn't fork, nothing overlaps, nobody sees an error."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from news.models import NewsItem
from pages.models import Page
from tests.factories import made_before, make_news_item, make_page
from tianhe_site.publishing import history, workflow
from tianhe_site.publishing.models import Address, HistoryEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

PEOPLE = 8
ROUNDS = 5


@pytest.fixture(autouse=True)
def _patience(monkeypatch, settings):
    """Wait longer for the lock than production does: on a busy machine, the last of forty acts
    comes later than that."""
    options = connections.settings["default"]["OPTIONS"]
    if connection.vendor == "sqlite":
        monkeypatch.setitem(options, "timeout", 120)
    else:
        limit = f"lock_timeout={settings.LOCK_SECONDS * 1000}"
        assert limit in options["options"]
        patient = options["options"].replace(limit, "lock_timeout=120000")
        monkeypatch.setitem(options, "options", patient)


def at_once(work):
    """Run `work(number)` in one thread per person, all starting together; return their errors."""
    start, errors = threading.Barrier(PEOPLE), []

    def run(number):
        start.wait()
        try:
            work(number)
        except Exception as error:
            errors.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def people():
    return [
        made_before(User, username=f"publisher-{number}", is_superuser=True)
        for number in range(PEOPLE)
    ]


def overlaps(rows):
    """Return adjacent (begin, end) pairs that overlap."""
    ordered = sorted(row for row in rows if row[0] < row[1])
    return [(one, two) for one, two in zip(ordered, ordered[1:], strict=False) if one[1] > two[0]]


def test_eight_publishers_publish_one_item():
    item, publishers = make_news_item(), people()

    def work(number):
        for turn in range(ROUNDS):
            NewsItem.objects.filter(pk=item.pk).update(title=f"By {number}, turn {turn}")
            workflow.publish_draft(item, by=publishers[number], correction="")

    assert at_once(work) == []
    assert history.verify() == []
    assert overlaps(item.editions.values_list("live_from", "live_until")) == []
    times = list(HistoryEntry.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)


def test_double_clicks_by_eight_people_publish_once():
    item, publishers = make_news_item(), people()
    assert at_once(lambda number: workflow.publish_draft(item, by=publishers[number])) == []
    assert list(HistoryEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "write",
        "freeze",
        "publish",
    ]


def test_eight_people_move_one_branch():
    publishers = people()
    top = make_page("top")
    below = make_page("below", parent=top)
    for page in (top, below):
        workflow.publish_draft(page, by=publishers[0])

    def work(number):
        for turn in range(ROUNDS):
            workflow.move({top: {"slug": f"top-{number}-{turn}"}}, by=publishers[number])

    assert at_once(work) == []
    assert history.verify() == []
    for page in (top, below):
        rows = Address.objects.filter(item=page.pk)
        assert overlaps(rows.values_list("live_from", "live_until")) == []
    slug = Page.objects.get(pk=top.pk).slug
    assert Address.objects.live().get(item=below.pk).path == f"/{slug}/below/"
