"""The pages of review, from submission to response."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import busy
from tianhe_site.comparison import diff
from tianhe_site.publishing import clock, content_checks, history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry, Review

from ..forms.approval import ReviewForm
from ..forms.notes import NoteForm
from ..forms.publication import SubmitForm
from .pages import edition_or_404
from .questions import QuestionsMixin, placeholder_answers
from .second_approver import second_approver

MARKS = {
    "needs_second_person": gettext_lazy("Second approver"),
    "medical": gettext_lazy("Medical"),
}
# What it means to approve an edition that no longer has one of these turned on.
MARK_REMOVED = {
    "needs_second_person": gettext_lazy(
        "Approving this turns off 'Second approver'. After that, one person can publish changes "
        "alone, unless another rule applies."
    ),
    "medical": gettext_lazy(
        "Approving this turns off 'Medical'. After that, its claims don't need a source."
    ),
}


class ReviewPagesMixin(QuestionsMixin):
    def get_urls(self):
        return [
            self.item_path("submit/", self.submit_view, "submit"),
            self.item_path("review/<int:edition_id>/", self.review_view, "review"),
            self.item_path("take-back/<int:edition_id>/", self.take_back_view, "take_back"),
            *super().get_urls(),
        ]

    def submit_view(self, request, object_id):
        draft = self.draft_to_change(request, object_id)
        return self.verb_page(
            request,
            draft,
            form=self.questions_form(SubmitForm, request, draft),
            dry_run=lambda: workflow.submit(draft, by=request.user, **placeholder_answers(draft)),
            title=_("Submit for review"),
            button=_("Submit for review"),
            facts=[
                _(
                    "Reviewers are notified and see exactly this version. You can keep writing; "
                    "later changes aren't included."
                ),
                *self._approval_facts(request, draft),
            ],
            action=lambda form: self._submit(request, draft, form),
            success=_("Submitted for review. You'll see the response on your dashboard."),
        )

    def _submit(self, request, draft, form):
        with workflow.publishing_lock():
            draft = self.draft_as_seen(request, draft, form)
            workflow.submit(draft, by=request.user, **form.answers())

    def _approval_facts(self, request, draft):
        rule = second_approver(request.user, draft)
        template = "admin/editorial/_second_approver.html"
        return [render_to_string(template, {"rule": rule})] if rule else []

    def review_view(self, request, object_id, edition_id):
        """What a reviewer needs: who wrote it, what it changes, which warnings were
        acknowledged."""
        draft = self.draft_to_see(request, object_id)
        edition = edition_or_404(draft, edition_id)
        form = ReviewForm(request.POST or None)
        if request.method == "POST":
            self.require(request, "approve")
            if form.is_valid() and self._save_review(request, edition, form):
                return HttpResponseRedirect(self.url_of("change", draft))
        context = self.page_context(request, draft, _("Review"))
        context.update(
            self._review_facts(request, draft, edition),
            form=form,
            edition=edition,
            # Also if someone else responded first, so that nothing typed is lost.
            publishes=self.may(request, "publish"),
            may_respond=self.may(request, "approve")
            and (form.is_bound or edition.review in (Review.WAITING, Review.APPROVED)),
            links_url=self.url_of("links", draft, edition.pk),
            has_links=self.public_view is not None and self.may(request, "change"),
        )
        return busy.render_form(request, "admin/editorial/review.html", context, form)

    def _save_review(self, request, edition, form):
        """Save the review that the pressed button means; return whether it was accepted."""
        note = form.cleaned_data["note"]
        try:
            if "_approve" in request.POST:
                workflow.approve(edition, by=request.user, note=note)
                success = _("Approved. Publishers will see it on their dashboard.")
            else:
                workflow.request_changes(edition, by=request.user, note=note)
                success = _("Changes requested. The author will see your note.")
        except PublishingError as error:
            form.add_error(None, error.for_form())
            return False
        self.message_user(request, success, messages.SUCCESS)
        return True

    def _review_facts(self, request, draft, edition):
        at = clock.now()
        before = draft.editions.live(at).first() or _last_approved(draft, edition)
        entries = history.review_of(edition)
        requests = [entry for entry in entries if entry.verb == HistoryEntry.Verb.SUBMIT]
        responses = [entry for entry in entries if entry.verb != HistoryEntry.Verb.SUBMIT]
        return {
            "request_entry": requests[0] if requests else None,
            "response": responses[0] if responses else None,
            "contributors": sorted(workflow.contributors(edition).values()),
            "second_approver": second_approver(request.user, draft, edition),
            "has_had_address": not draft.first_path(),
            "lapsed": workflow.why_lapsed(draft, edition),
            "acknowledged": [
                (finding.message, reason)
                for finding in content_checks.examine(edition, at)
                if (reason := history.acknowledged(edition).get(finding.key))
            ],
            "before": before,
            "added_marks": _marks_added(before, edition),
            "removed_marks": [
                MARK_REMOVED[name] for name in workflow.removed_marks(draft, edition)
            ],
            "previous_request": _previous_request(draft, edition),
            "may_publish": edition.review == Review.APPROVED
            and not workflow.why_lapsed(draft, edition),
            "comparison": diff.compare(before, edition),
            "old_label": _label(before, at),
            "new_label": _("Version of %s") % clock.describe(edition.frozen_at),
        }

    def take_back_view(self, request, object_id, edition_id):
        draft = self.draft_to_change(request, object_id)
        edition = edition_or_404(draft, edition_id)
        return self.verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            dry_run=lambda: workflow.withdraw_submission(edition, by=request.user),
            title=_("Cancel submission"),
            button=_("Cancel submission"),
            facts=[_("The draft stays as it is, and you can submit it again.")],
            action=lambda form: workflow.withdraw_submission(
                edition, by=request.user, **form.cleaned_data
            ),
            success=_("Submission canceled."),
        )


def _marks_added(before, edition):
    """Return the labels of the marks that the edition has and the one before it doesn't."""
    return [
        label
        for name, label in MARKS.items()
        if before and getattr(edition, name) and not getattr(before, name)
    ]


def _previous_request(draft, edition):
    """Return the latest earlier edition with changes requested, and the entry of that request."""
    earlier = draft.editions.filter(pk__lt=edition.pk, review=Review.CHANGES).order_by("-id")
    answered = earlier.first()
    return answered and {"edition": answered, "entry": history.review_of(answered)[0]}


def _last_approved(draft, edition):
    earlier = draft.editions.filter(pk__lt=edition.pk)
    approved = earlier.filter(review__in=(Review.APPROVED, Review.IMPORTED))
    return approved.order_by("-id").first()


def _label(before, at):
    if before is None:
        return ""
    if before.live_from <= at < before.live_until:
        return _("Live version")
    return _("Version of %s") % clock.describe(before.frozen_at)
