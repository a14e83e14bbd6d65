"""The table of legal moves: each stage of an edition, each action, and the result."""

from datetime import timedelta

import pytest

from tests.factories import make_news_item
from tianhe_site.publishing import clock, states, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.states import REFUSALS, TRANSITIONS, Stage

pytestmark = pytest.mark.django_db

Verb = HistoryEntry.Verb
HOUR = timedelta(hours=1)


@pytest.fixture
def everybody(person):
    """A user who may do everything."""
    return person("root", is_superuser=True)


def bring_to(stage, item, by, noon):
    """Bring an edition of `item` to a stage with verbs only; return it."""
    if stage == Stage.FROZEN:
        return workflow.freeze(item, by=by)
    if stage in (Stage.WAITING, Stage.CHANGES, Stage.APPROVED):
        edition = workflow.submit(item, by=by)
        if stage == Stage.CHANGES:
            workflow.request_changes(edition, by=by, note="x")
        if stage == Stage.APPROVED:
            workflow.approve(edition, by=by)
        return edition
    edition = workflow.publish_draft(item, by=by, at=noon + HOUR if stage == "scheduled" else None)
    if stage == Stage.ENDED:
        workflow.withdraw(item, by=by, note="x")
    return edition


def act(verb, edition, by, noon):
    """Perform an action on an edition at any stage."""
    item, later = edition.item, noon + 2 * HOUR
    acts = {
        Verb.SUBMIT: lambda: _resubmit(edition, by),
        Verb.TAKE_BACK: lambda: workflow.withdraw_submission(edition, by=by),
        Verb.APPROVE: lambda: workflow.approve(edition, by=by),
        Verb.REQUEST_CHANGES: lambda: workflow.request_changes(edition, by=by, note="x"),
        Verb.PUBLISH: lambda: workflow.publish(edition, by=by),
        Verb.SCHEDULE: lambda: workflow.publish(edition, by=by, at=later),
        Verb.RESCHEDULE: lambda: workflow.reschedule(edition, by=by, until=later),
        Verb.CANCEL: lambda: workflow.cancel_schedule(edition, by=by),
        Verb.WITHDRAW: lambda: workflow.withdraw(item, by=by, note="x"),
        Verb.REDACT: lambda: _ask_redaction(edition, by),
    }
    return acts[verb]()


def _resubmit(edition, by):
    """Submit an unchanged draft. Once its edition has ended, that would make a new one, so the
    transition of the old one is only looked up."""
    states.check_transition(Verb.SUBMIT, edition, clock.now())
    return workflow.submit(edition.item, by=by)


def _ask_redaction(edition, by):
    item = edition.item
    item.title = "What the draft says now is something else"
    workflow.write(item, by=by)
    return workflow.ask_redaction([edition], by=by, reason="x")


AFTER = {
    Verb.SUBMIT: Stage.WAITING,
    Verb.TAKE_BACK: Stage.FROZEN,
    Verb.APPROVE: Stage.APPROVED,
    Verb.REQUEST_CHANGES: Stage.CHANGES,
    Verb.PUBLISH: Stage.LIVE,
    Verb.SCHEDULE: Stage.SCHEDULED,
    Verb.CANCEL: Stage.FROZEN,
    Verb.WITHDRAW: Stage.ENDED,
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("verb", TRANSITIONS)
def test_action_is_allowed_exactly_where_the_table_says(noon, everybody, verb, stage):
    edition = bring_to(stage, make_news_item(), everybody, noon)
    edition.refresh_from_db()
    assert states.stage_of(edition, clock.now()) == stage
    if stage in TRANSITIONS[verb]:
        act(verb, edition, everybody, noon)
        edition.refresh_from_db()
        assert states.stage_of(edition, clock.now()) == AFTER.get(verb, stage)
    else:
        before = list(type(edition).objects.values())
        with pytest.raises(PublishingError) as refused:
            act(verb, edition, everybody, noon)
        assert str(refused.value) == str(REFUSALS.get((verb, stage), REFUSALS[verb]))
        assert list(type(edition).objects.values()) == before


def test_every_refused_transition_has_a_message():
    assert {verb for verb in TRANSITIONS if verb not in REFUSALS} == set()
    assert all(
        stage not in TRANSITIONS[verb] for verb, stage in (k for k in REFUSALS if len(k) == 2)
    )
