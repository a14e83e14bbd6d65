"""The states that editors see, and the filter by state."""

from datetime import timedelta

import pytest

from news.models import NewsItem
from tianhe_site.publishing import clock, states, workflow
from tianhe_site.publishing.states import State

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

HOUR = timedelta(hours=1)


def test_each_item_has_its_state_and_the_filter_finds_it(items, noon):
    at = noon + timedelta(minutes=1)
    drafts = states.with_state(NewsItem.objects.all(), at)
    for name, item in items.items():
        assert states.state_of(drafts.get(pk=item.pk)) == name
        assert [found.pk for found in states.in_state(drafts, State(name), at)] == [item.pk]


def test_draft_changed_back_counts_as_live(items):
    item = items["live-draft"]
    item.title = "A patent is granted"
    item.save()
    draft = states.with_state(NewsItem.objects.all(), clock.now()).get(pk=item.pk)
    assert states.state_of(draft) == State.LIVE


def test_live_item_with_a_successor_is_listed_as_live_and_as_scheduled(items, noon, publisher):
    item = items["live-draft"]
    workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    at = noon + timedelta(minutes=1)
    drafts = states.with_state(NewsItem.objects.filter(pk=item.pk), at)
    # A scheduled text is no longer only a draft.
    assert states.state_of(drafts.get()) == State.LIVE
    assert states.in_state(drafts, State.LIVE, at).exists()
    assert states.in_state(drafts, State.SCHEDULED, at).exists()
    assert not states.in_state(drafts, State.LIVE_WITH_DRAFT, at).exists()


def test_what_is_written_after_scheduling_a_successor_is_a_newer_draft(items, noon, publisher):
    item = items["live-draft"]
    workflow.publish_draft(item, by=publisher, correction="", at=noon + HOUR)
    item.title = "Written on again"
    item.save()
    at = noon + timedelta(minutes=1)
    draft = states.with_state(NewsItem.objects.filter(pk=item.pk), at).get()
    assert states.states_of(draft) == [State.LIVE_WITH_DRAFT, State.SCHEDULED_WITH_DRAFT]
    for state in states.states_of(draft):
        assert item in states.in_state(NewsItem.objects.all(), state, at)


def test_item_is_over_by_what_was_live_last(items, noon, publisher):
    expired, withdrawn = items["expired"], items["withdrawn"]
    soon = noon + timedelta(minutes=1)
    with clock.set_to(soon):
        workflow.publish_draft(expired, by=publisher)
        workflow.withdraw(expired, by=publisher, note="x")
        workflow.publish_draft(withdrawn, by=publisher, until=soon + HOUR)
    at = soon + timedelta(minutes=1)
    assert _over(at) == {State.EXPIRED: [], State.WITHDRAWN: [expired.pk]}
    assert _over(at + HOUR) == {
        State.EXPIRED: [withdrawn.pk],
        State.WITHDRAWN: [expired.pk],
    }
    with clock.set_to(at + HOUR):
        workflow.publish_draft(expired, by=publisher, at=at + 2 * HOUR)
        workflow.submit(withdrawn, by=publisher)
    assert _over(at + HOUR) == {State.EXPIRED: [], State.WITHDRAWN: []}


def _over(at):
    """Return the ids of the items that are expired or withdrawn at `at`, by both rules."""
    drafts = states.with_state(NewsItem.objects.order_by("pk"), at)
    found = {}
    for state in (State.EXPIRED, State.WITHDRAWN):
        found[state] = [each.pk for each in states.in_state(drafts, state, at)]
        assert found[state] == [each.pk for each in drafts if states.state_of(each) == state]
    return found


def test_states_of_a_list_take_one_query(items, django_assert_num_queries):
    for rows in (1, 3):
        with django_assert_num_queries(1):
            drafts = states.with_state(NewsItem.objects.all(), items["live"].created_at)
            assert len([states.state_of(draft) for draft in drafts[:rows]]) == rows
