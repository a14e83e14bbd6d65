"""The pages of the verbs that change what readers see: publish, schedule, withdraw, move."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from tianhe_site import busy
from tianhe_site.publishing import clock, content_checks, history, links, review_policy, workflow
from tianhe_site.publishing.errors import BusyError, PublishingError
from tianhe_site.publishing.models import FOREVER, HistoryEntry, Review

from ..forms.notes import SeenForm
from ..forms.publication import (
    REASON,
    EndForm,
    ScheduleForm,
    SubmitForm,
    TimesForm,
    WithdrawForm,
)
from .pages import ItemPages, edition_or_404


class PublicationPages(ItemPages):
    item_pages = {
        "publish": "publish/",
        "publish_edition": "publish/<int:edition_id>/",
        "schedule": "schedule/",
        "schedule_edition": "schedule/<int:edition_id>/",
        "times": "times/",
        "cancel": "cancel/",
        "withdraw": "withdraw/",
        "move": "move/",
    }

    def publish_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        end = _planned_end(draft)
        return self.verb_page(
            request,
            draft,
            form=self.questions_form(SubmitForm, request, draft),
            dry_run=lambda: workflow.publish_draft(
                draft, by=request.user, until=end, **dry_run_answers(draft)
            ),
            title=_("Publish now"),
            button=_("Publish now"),
            facts=[
                *_facts_before_publishing(draft),
                *_end_in_words(end),
                *draft.remarks(clock.now()),
            ],
            act=lambda form: self._publish_draft(request, draft, form, until=end),
            done=_("Published. Readers can see it now."),
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
            facts=_facts_before_publishing(draft),
            act=lambda form: self._schedule_draft(request, draft, form),
            done=_("Scheduled. Changes you make from now on aren't included."),
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
                edition, by=request.user, reasons=dry_run_answers(draft, edition)["reasons"]
            ),
            title=_("Publish now"),
            button=_("Publish now"),
            facts=[*_facts_of_edition(draft, edition), *_end_in_words(end)],
            act=lambda form: workflow.publish(
                edition, by=request.user, until=end, **_without_correction(form)
            ),
            done=_("Published. Readers can see it now."),
        )

    def schedule_edition_view(self, request, object_id, edition_id):
        draft = self.draft_to_publish(request, object_id)
        edition = edition_or_404(draft, edition_id)
        return self.verb_page(
            request,
            draft,
            form=self.questions_form(ScheduleForm, request, draft, edition),
            dry_run=lambda: workflow.check_ready(
                edition, by=request.user, reasons=dry_run_answers(draft, edition)["reasons"]
            ),
            title=_("Schedule"),
            button=_("Schedule"),
            facts=_facts_of_edition(draft, edition),
            act=lambda form: workflow.publish(
                edition, by=request.user, **form.times(), **_without_correction(form)
            ),
            done=_("Scheduled. Changes you make from now on aren't included."),
        )

    def times_view(self, request, object_id):
        """Change when a scheduled edition goes live and ends, or when the live one ends."""
        draft = self.draft_to_publish(request, object_id)
        at = clock.now()
        edition = draft.editions.pending(at).first() or draft.editions.live(at).first()
        if edition is None:
            raise Http404
        form_class = TimesForm if edition.live_from > at else EndForm
        return self.verb_page(
            request,
            draft,
            form=form_class(
                request.POST or None,
                initial={"seen": _times_seen(edition), **form_class.times_of(edition)},
            ),
            title=_("Change times"),
            button=_("Change times"),
            facts=[_("Live from %s") % clock.in_words(edition.live_from)],
            act=lambda form: self._reschedule(request, edition, form),
            done=lambda changed: (
                _("Times changed.") if changed else _("The times haven't changed.")
            ),
        )

    def cancel_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        # Without a pending edition, the verb refuses whichever edition it gets.
        editions = draft.editions.order_by("-live_from", "-id")
        edition = editions.pending(clock.now()).first() or editions.first()
        if edition is None:
            raise Http404
        facts = [_("It's scheduled to go live on %s.") % clock.in_words(edition.live_from)]
        return self.verb_page(
            request,
            draft,
            form=SeenForm(request.POST or None, initial={"seen": _times_seen(edition)}),
            dry_run=lambda: workflow.cancel_schedule(edition, by=request.user),
            title=_("Cancel schedule"),
            button=_("Cancel schedule"),
            facts=[*facts, _("The draft and the live version stay as they are.")],
            act=lambda form: self._cancel(request, edition, form),
            done=_("Schedule canceled."),
        )

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
                % clock.in_words(draft.next_from)
            )
        return self.verb_page(
            request,
            draft,
            form=WithdrawForm(request.POST or None, sentences=workflow.sentences_for(draft)),
            dry_run=lambda: workflow.withdraw(draft, by=request.user, note=_("Withdraw")),
            title=_("Withdraw"),
            button=_("Withdraw"),
            facts=facts,
            act=lambda form: self._withdraw(request, draft, form),
            done=_("Withdrawn. Readers can no longer see it."),
        )

    def _withdraw(self, request, draft, form):
        if workflow.withdraw(draft, by=request.user, **form.cleaned_data):
            asked = _("Your own message needs approval by someone else. They've been notified.")
            self.message_user(request, asked, messages.INFO)

    def move_view(self, request, object_id):
        """Ask for a new place, show what would change, then do it."""
        draft = self.draft_to_publish(request, object_id)
        if self.place_form is None:
            raise Http404
        form, plan, done = self.place_form(request.POST or None, draft=draft), None, ""
        if request.method == "POST":
            try:
                # Reads and moves under one lock, so that a swap exchanges current addresses.
                with workflow.publishing_lock():
                    draft = self.draft_or_404(request, object_id)
                    form = self.place_form(request.POST, draft=draft)
                    done, plan = self._moved_or_planned(request, form)
            except BusyError as error:
                form.add_error(None, error.for_form())
        if done:
            self.message_user(request, done, messages.SUCCESS)
            return HttpResponseRedirect(self.url_of("change", draft))
        context = self.page_context(request, draft, _("Change address"))
        context.update(
            form=form,
            bound=[(part, self._why_bound(part)) for part in plan.bound] if plan else [],
            plan=self._plan_in_words(plan.pairs) if plan else None,
            back=self.url_of("change", draft),
        )
        return busy.render_form(request, "admin/editorial/move.html", context, form)

    def _moved_or_planned(self, request, form):
        """Return a message if something was done, else "", and the plan of what would change. The
        plan is None if there can be none; the form then says why."""
        if not form.is_valid():
            return "", None
        try:
            if done := self._move(request, form):
                return done, None
        except PublishingError as error:
            form.add_error(None, error.for_form())
        return "", self._plan_or_none(request, form)

    def _move(self, request, form):
        """Do what was confirmed, or request approval for it; return a message for the user, "" if
        nothing was confirmed yet."""
        if form.is_confirmed():
            workflow.move(form.places(), by=request.user)
            return _("Address changed.")
        if form.is_asked():
            reason = form.cleaned_data["reason"]
            workflow.ask_move(form.places(), by=request.user, reason=reason)
            return _("Approval requested. Nothing changes until someone else approves it.")
        return ""

    def _plan_or_none(self, request, form):
        """Return the plan for this form, None if there can be none; the form then says why."""
        try:
            plan = workflow.plan_move(form.places(), by=request.user)
        except PublishingError as error:
            if str(error) not in form.non_field_errors():
                form.add_error(None, error.for_form())
            return None
        form.data = {**form.data.dict(), "planned": form.plan()}
        return plan

    def _why_bound(self, part):
        """Return why a move needs a second approver: because of the current place or, if that is no
        reason, the new one."""
        stands = self.model.objects.get(pk=part.pk)
        return review_policy.binding_reasons(stands) or review_policy.binding_reasons(part)

    def _plan_in_words(self, pairs):
        """Return (title, old path, new path, effect on the old path) of each address row."""
        taken = {new.path for _old, new in pairs}
        titles = self.model.objects.in_bulk([old.item_id for old, _new in pairs])
        plan = []
        for old, new in pairs:
            if old.path == new.path:
                fate = _("stays the same; only its place in the menu changes")
            elif old.path in taken:
                fate = _("goes to the other item")
            else:
                fate = _("redirects to the new one")
            plan.append((titles[old.item_id], old.path, new.path, fate))
        return plan

    def _publish_draft(self, request, draft, form, *, at=None, until=None):
        with workflow.publishing_lock():
            draft = self.as_seen(request, draft, form)
            return workflow.publish_draft(
                draft, by=request.user, at=at, until=until, **form.answers()
            )

    def _check_schedule(self, request, draft):
        answers = dry_run_answers(draft)
        edition = workflow.freeze(draft, by=request.user, correction=answers["correction"])
        # Don't check a made-up time: the page above may be public by then, but not now.
        workflow.check_ready(edition, by=request.user, reasons=answers["reasons"])

    def _schedule_draft(self, request, draft, form):
        edition = self._publish_draft(request, draft, form, **form.times())
        for remark in draft.remarks(edition.live_from):
            self.message_user(request, remark, messages.WARNING)

    def _reschedule(self, request, edition, form):
        """Change the times of an edition; return whether they differ."""
        note = form.cleaned_data["note"]
        with workflow.publishing_lock():
            _check_times_seen(edition, form)
            if form.is_as_shown() and note:
                raise PublishingError(
                    _(
                        "Your note wasn't saved, because the times haven't changed. Change a time "
                        "first."
                    )
                )
            workflow.reschedule(edition, by=request.user, note=note, **form.times())
        return not form.is_as_shown()

    def _cancel(self, request, edition, form):
        with workflow.publishing_lock():
            _check_times_seen(edition, form)
            workflow.cancel_schedule(edition, by=request.user, note=form.cleaned_data["note"])

    def as_seen(self, request, draft, form):
        """Return the draft as it is now; refuse if it isn't what the editor looked at."""
        draft = self.draft_or_404(request, str(draft.pk))
        if _seen(draft) != form.cleaned_data["seen"]:
            raise PublishingError(
                _(
                    "Someone changed the draft while you had this page open. Go back to the "
                    "draft, read it, and try again."
                )
            )
        return draft

    def questions_form(self, form_class, request, draft, edition=None):
        """Return the form with the questions before a text is submitted or published."""
        return form_class(
            request.POST or None,
            initial={"seen": _seen(draft), **_reasons_given(draft)},
            findings=_open_warnings(draft, edition),
            asks_for_corrections=edition is None and _replaces_what_is_live(draft),
        )


def dry_run_answers(draft, edition=None):
    """Return placeholder answers, to see whether anything else is in the way."""
    findings = _open_warnings(draft, edition)
    answers = {"reasons": {finding.key: _("to be given") for finding in findings}}
    return {**answers, "correction": "" if _replaces_what_is_live(draft) else None}


def _open_warnings(draft, edition=None):
    """Return the warnings about a text that haven't been acknowledged yet."""
    edition = edition or workflow.frozen_before(draft)
    known = history.passed(edition) if edition else {}
    findings = content_checks.examine(edition or draft, clock.now())
    return [
        each
        for each in findings
        if each.level == content_checks.Level.WARN and each.key not in known
    ]


def _reasons_given(draft):
    """Return the reasons last given for warnings about this item, as initial data for the form."""
    entries = HistoryEntry.objects.filter(item_id=draft.pk).order_by("id")
    return {f"{REASON}{each['key']}": each["reason"] for entry in entries for each in entry.passed}


def _replaces_what_is_live(draft):
    """Whether the editor must say if the draft corrects the live version."""
    live = draft.editions.live().first()
    return bool(draft.asks_for_corrections and live and live.content_hash != draft.content_hash)


def _without_correction(form):
    """Return the answers about an edition. Whether it is a correction was asked before freezing."""
    answers = form.answers()
    return {"reasons": answers["reasons"], "note": answers["note"]}


def _facts_before_publishing(draft):
    facts = []
    address = draft.path_for(draft)
    if address:
        facts.append(_("Address: %s") % address)
    live = draft.editions.live().first()
    if live and draft.content_hash == live.content_hash:
        facts.append(_("This text is already live."))
    elif live:
        facts.append(_("This replaces the live version."))
    facts.append(_approval_in_words(draft))
    return [*facts, *_cancelled_in_words(draft)]


def _approval_in_words(draft):
    """Return what reviewers have said about exactly this text."""
    edition = workflow.frozen_before(draft)
    if edition is None or edition.review == Review.NONE:
        return _("No one has reviewed this version.")
    return _("%(state)s: %(name)s.") % {
        "state": edition.get_review_display(),
        "name": edition.reviewed_by_name,
    }


def _facts_of_edition(draft, edition):
    facts = [_("Version of %s.") % clock.in_words(edition.frozen_at)]
    if edition.reviewed_by_name:
        facts.append(
            _("%(state)s by %(name)s.")
            % {"state": edition.get_review_display(), "name": edition.reviewed_by_name}
        )
    if edition.content_hash != draft.content_hash:
        facts.append(_("The draft has changed since then. Those changes aren't included."))
    return [*facts, *_cancelled_in_words(draft)]


def _cancelled_in_words(draft):
    if not draft.next_from:
        return []
    return [_("The version scheduled for %s will be canceled.") % clock.in_words(draft.next_from)]


def _seen(draft):
    """Return a value for the state of the draft that the editor looks at before publishing."""
    return f"{draft.content_hash} {draft.path_for(draft)}"


def _times_seen(edition):
    """Return a value for the times of an edition that the editor looks at."""
    return f"{edition.pk} {edition.live_from.isoformat()} {edition.asked_until.isoformat()}"


def _check_times_seen(edition, form):
    edition.refresh_from_db()
    if _times_seen(edition) != form.cleaned_data["seen"]:
        raise PublishingError(
            _(
                "Someone changed the schedule while you had this page open. Reload the page and "
                "try again."
            )
        )


def _planned_end(draft):
    """Return the end that was asked for the live version; a correction must keep it."""
    live = draft.editions.live().first()
    return live.asked_until if live and live.asked_until < FOREVER else None


def _end_in_words(end):
    return [_("Like the live version, it ends on %s.") % clock.in_words(end)] if end else []
