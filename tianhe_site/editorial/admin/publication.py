"""The pages of the verbs that change what readers see: publish, schedule, withdraw."""

from django.contrib import messages
from django.utils.translation import gettext as _

from tianhe_site.publishing import clock, links, workflow
from tianhe_site.publishing.models import FOREVER, Review

from ..forms.publication import ScheduleForm, SubmitForm, WithdrawForm
from .pages import edition_or_404
from .questions import QuestionsMixin, placeholder_answers


class PublicationPagesMixin(QuestionsMixin):
    def get_urls(self):
        return [
            self.item_path("publish/", self.publish_view, "publish"),
            self.item_path(
                "publish/<int:edition_id>/", self.publish_edition_view, "publish_edition"
            ),
            self.item_path("schedule/", self.schedule_view, "schedule"),
            self.item_path(
                "schedule/<int:edition_id>/", self.schedule_edition_view, "schedule_edition"
            ),
            self.item_path("withdraw/", self.withdraw_view, "withdraw"),
            *super().get_urls(),
        ]

    def publish_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        end = _planned_end(draft)
        return self.verb_page(
            request,
            draft,
            form=self.questions_form(SubmitForm, request, draft),
            dry_run=lambda: workflow.publish_draft(
                draft, by=request.user, until=end, **placeholder_answers(draft)
            ),
            title=_("Publish now"),
            button=_("Publish now"),
            facts=[
                *_facts_of_draft(draft),
                *_end_facts(end),
                *draft.publishing_notes(clock.now()),
            ],
            action=lambda form: self._publish_draft(request, draft, form, until=end),
            success=_("Published. Readers can see it now."),
        )

    def schedule_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        return self.verb_page(
            request,
            draft,
            form=self.questions_form(ScheduleForm, request, draft),
            dry_run=lambda: self._check_schedule(request, draft),
            title=_("Schedule"),
            button=_("Schedule"),
            facts=_facts_of_draft(draft),
            action=lambda form: self._schedule_draft(request, draft, form),
            success=_("Scheduled. Changes you make from now on aren't included."),
        )

    def publish_edition_view(self, request, object_id, edition_id):
        """Publish the approved edition, whatever has changed in the draft since."""
        draft = self.draft_to_publish(request, object_id)
        edition, end = edition_or_404(draft, edition_id), _planned_end(draft)
        return self.verb_page(
            request,
            draft,
            form=self.questions_form(SubmitForm, request, draft, edition),
            dry_run=lambda: workflow.publish(
                edition, by=request.user, reasons=placeholder_answers(draft, edition)["reasons"]
            ),
            title=_("Publish now"),
            button=_("Publish now"),
            facts=[*_facts_of_edition(draft, edition), *_end_facts(end)],
            action=lambda form: workflow.publish(
                edition, by=request.user, until=end, **_without_correction(form)
            ),
            success=_("Published. Readers can see it now."),
        )

    def schedule_edition_view(self, request, object_id, edition_id):
        draft = self.draft_to_publish(request, object_id)
        edition = edition_or_404(draft, edition_id)
        return self.verb_page(
            request,
            draft,
            form=self.questions_form(ScheduleForm, request, draft, edition),
            dry_run=lambda: workflow.check_ready(
                edition, by=request.user, reasons=placeholder_answers(draft, edition)["reasons"]
            ),
            title=_("Schedule"),
            button=_("Schedule"),
            facts=_facts_of_edition(draft, edition),
            action=lambda form: workflow.publish(
                edition, by=request.user, **form.times(), **_without_correction(form)
            ),
            success=_("Scheduled. Changes you make from now on aren't included."),
        )

    def _publish_draft(self, request, draft, form, *, at=None, until=None):
        with workflow.publishing_lock():
            draft = self.draft_as_seen(request, draft, form)
            return workflow.publish_draft(
                draft, by=request.user, at=at, until=until, **form.answers()
            )

    def _check_schedule(self, request, draft):
        answers = placeholder_answers(draft)
        edition = workflow.freeze(draft, by=request.user, correction=answers["correction"])
        # Don't check a made-up time: the page above may be public by then, but not now.
        workflow.check_ready(edition, by=request.user, reasons=answers["reasons"])

    def _schedule_draft(self, request, draft, form):
        edition = self._publish_draft(request, draft, form, **form.times())
        for note in draft.publishing_notes(edition.live_from):
            self.message_user(request, note, messages.WARNING)

    def withdraw_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        address = links.link(draft)
        facts = [
            _("Readers lose access immediately. The page at %s will say that it was taken down.")
            % address
        ]
        if draft.next_from:
            facts.append(
                _("The version scheduled for %s will be canceled.")
                % clock.describe(draft.next_from)
            )
        return self.verb_page(
            request,
            draft,
            form=WithdrawForm(request.POST or None, reasons=workflow.withdrawal_reasons_for(draft)),
            dry_run=lambda: workflow.withdraw(draft, by=request.user, note=_("Withdraw")),
            title=_("Withdraw"),
            button=_("Withdraw"),
            facts=facts,
            action=lambda form: self._withdraw(request, draft, form),
            success=_("Withdrawn. Readers can no longer see it."),
        )

    def _withdraw(self, request, draft, form):
        if workflow.withdraw(draft, by=request.user, **form.cleaned_data):
            asked = _("Your own message needs approval by someone else. They've been notified.")
            self.message_user(request, asked, messages.INFO)


def _without_correction(form):
    """Return the answers about an edition. Whether it is a correction was asked before freezing."""
    answers = form.answers()
    return {"reasons": answers["reasons"], "note": answers["note"]}


def _facts_of_draft(draft):
    facts = []
    address = draft.path_for(draft)
    if address:
        facts.append(_("Address: %s") % address)
    live = draft.editions.live().first()
    if live and draft.content_hash == live.content_hash:
        facts.append(_("This text is already live."))
    elif live:
        facts.append(_("This replaces the live version."))
    facts.append(_review_fact(draft))
    return [*facts, *_canceled_schedule(draft)]


def _review_fact(draft):
    """Return what reviewers have said about exactly this text."""
    edition = workflow.existing_edition(draft)
    if edition is None or edition.review == Review.NONE:
        return _("No one has reviewed this version.")
    return _("%(state)s: %(name)s.") % {
        "state": edition.get_review_display(),
        "name": edition.reviewed_by_name,
    }


def _facts_of_edition(draft, edition):
    facts = [_("Version of %s.") % clock.describe(edition.frozen_at)]
    if edition.reviewed_by_name:
        facts.append(
            _("%(state)s by %(name)s.")
            % {"state": edition.get_review_display(), "name": edition.reviewed_by_name}
        )
    if edition.content_hash != draft.content_hash:
        facts.append(_("The draft has changed since then. Those changes aren't included."))
    return [*facts, *_canceled_schedule(draft)]


def _canceled_schedule(draft):
    if not draft.next_from:
        return []
    return [_("The version scheduled for %s will be canceled.") % clock.describe(draft.next_from)]


def _planned_end(draft):
    """Return the end that was asked for the live version; a correction must keep it."""
    live = draft.editions.live().first()
    return live.asked_until if live and live.asked_until < FOREVER else None


def _end_facts(end):
    return [_("Like the live version, it ends on %s.") % clock.describe(end)] if end else []
