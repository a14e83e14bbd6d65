"""The pages of review, from submission to response."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import busy, languages
from tianhe_site.comparison import diff
from tianhe_site.languages import listed, tag_of
from tianhe_site.media_library.addresses import PRIVATE_ROOT
from tianhe_site.publishing import clock, history, links, states, translations, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import FOREVER, Review
from tianhe_site.refusals import read_only

from ..forms.approval import ReviewForm
from ..forms.notes import NoteForm
from ..forms.publication import SubmissionForm
from . import facts
from .frames import framed_by_ourselves
from .pages import edition_or_404
from .questions import QuestionsMixin, placeholder_correction
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
            self.item_path("review/<int:edition_id>/text/", self.review_text_view, "review_text"),
            self.item_path("take-back/<int:edition_id>/", self.take_back_view, "take_back"),
            *super().get_urls(),
        ]

    def submit_view(self, request, object_id):
        draft = self.draft_to_change(request, object_id)
        frozen = workflow.existing_edition(draft)
        return self.verb_page(
            request,
            draft,
            form=self.questions_form(SubmissionForm, request, draft, frozen),
            dry_run=lambda: workflow.submit(
                draft, by=request.user, correction=placeholder_correction(draft)
            ),
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
            draft = self.draft_as_answered(request, draft, form)
            workflow.submit(draft, by=request.user, **form.answers())

    def _approval_facts(self, request, draft):
        rule = second_approver(request.user, draft)
        template = "admin/editorial/_second_approver.html"
        return [render_to_string(template, {"rule": rule})] if rule else []

    def review_view(self, request, object_id, edition_id):
        """A new text as readers will see it, or what a change changes; and what a reviewer needs to
        know about it."""
        draft = self.draft_to_see(request, object_id)
        edition = edition_or_404(draft, edition_id)
        form = ReviewForm(request.POST or None)
        if request.method == "POST":
            self.require(request, "approve")
            if form.is_valid() and self._save_review(request, edition, form):
                return HttpResponseRedirect(self._after_review(request, draft))
        context = self.page_context(request, draft, _("Review"))
        context.update(
            self._review_context(request, draft, edition),
            # Also if someone else responded first, so that nothing typed is lost.
            may_respond=self.may(request, "approve")
            and (form.is_bound or edition.review in (Review.WAITING, Review.APPROVED)),
            form=form,
            asks_for_changes="note" in request.GET,
        )
        return busy.render_form(request, "admin/editorial/review.html", context, form)

    @read_only
    def review_text_view(self, request, object_id, edition_id):
        """The public page of an edition, for the frame in the page of its review."""
        draft = self.draft_to_see(request, object_id)
        edition = edition_or_404(draft, edition_id)
        if self.public_view is None:
            raise Http404
        edition.path = links.link(draft) or draft.path_for(draft)
        request.media_root = PRIVATE_ROOT
        return framed_by_ourselves(self.public_view().show(request, edition, is_framed=True))

    def _after_review(self, request, draft):
        """Return where the reviewer goes on: an editor to the draft, others to what waits next."""
        is_editor = self.has_change_permission(request, draft)
        return self.url_of("change", draft) if is_editor else reverse("admin:index")

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

    def review_actions(self, request, draft, edition):
        """Return the addresses at which the user may respond to a stored edition or publish it,
        by what they may do."""
        if edition.pk is None or edition.redaction_reason:
            return {}
        found = {"review": self.url_of("review", draft, edition.pk)}
        may_approve, is_waiting = self.may(request, "approve"), edition.review == Review.WAITING
        if may_approve and is_waiting:
            found["approve"] = found["review"]
        if self._may_publish(request, draft, edition):
            for verb in ("publish", "schedule"):
                found[verb] = self.url_of(f"{verb}_edition", draft, edition.pk)
        return found

    def _may_publish(self, request, draft, edition):
        is_ready = edition.review == Review.APPROVED and edition.live_from == FOREVER
        is_ready = is_ready and self.may(request, "publish")
        return is_ready and not workflow.why_lapsed(draft, edition)

    def _review_context(self, request, draft, edition):
        at = clock.now()
        before = draft.live_edition(at) or _last_approved(draft, edition)
        # A change is read as a change first, unless there is nothing to compare it with.
        shows_page = self.public_view is not None and (
            before is None or request.GET.get("show") == "page"
        )
        second = second_approver(request.user, draft, edition)
        return {
            "edition": edition,
            "state": states.stage_of(edition, at),
            "facts": self._review_facts(draft, edition, second),
            "second_approver": second,
            "lapsed": workflow.why_lapsed(draft, edition),
            "removed_marks": [
                MARK_REMOVED[name] for name in workflow.removed_marks(draft, edition)
            ],
            "added_marks": _marks_added(before, edition),
            "actions": self.review_actions(request, draft, edition),
            "before": before,
            "shows_page": shows_page,
            "may_switch": before is not None and self.public_view is not None,
            "comparison": [] if shows_page else diff.compare(before, edition),
            "old_label": _label(before, at),
            "new_label": _("Version of %s") % clock.describe(edition.frozen_at),
            "links_url": self.url_of("links", draft, edition.pk),
            "has_links": self.public_view is not None and self.may(request, "change"),
        }

    def _review_facts(self, draft, edition, second):
        submission, answer = facts.responses(edition)
        writers = sorted(workflow.contributors(edition).values())
        others = set(writers) - {submission.actor_name if submission else None}
        return facts.with_lines(
            submission and facts.act(_("Submitted"), submission),
            answer and facts.act(edition.get_review_display(), answer),
            facts.Fact(_("Written by"), [listed(writers)] if others else []),
            self._source_fact(draft, edition),
            facts.second_person(second),
            self._address_fact(draft, edition),
            submission and facts.go_live_wish(submission),
            facts.change_kind(edition),
            facts.sources(edition),
            facts.pictures(edition),
            facts.acknowledged(edition),
            self._previous_request(draft, edition),
        )

    def _address_fact(self, draft, edition):
        fact = facts.address(draft.path_for(edition))
        if edition.first_path and draft.first_path():
            fact.lines.append(_("Approval covers this address too."))
        return fact

    def _source_fact(self, draft, edition):
        """Return what a translation was made from, and whether that changed since."""
        source = translations.source_of(draft)
        if source is None:
            return None
        link = '<a href="{}" lang="{}">{}</a>'
        url = self.url_of("change", source)
        fact = facts.Fact(
            _("Translation of"), [format_html(link, url, tag_of(source.language), source)]
        )
        version = translations.version_to_translate(source, clock.now())
        if version.content_hash != edition.source_hash:
            message = _("The %s version has changed since this was translated.")
            fact.lines.append(message % languages.name_of(source.language))
        return fact

    def _previous_request(self, draft, edition):
        """Return the latest earlier edition with changes requested, and a link to what changed
        since then."""
        earlier = draft.editions.filter(pk__lt=edition.pk, review=Review.CHANGES).order_by("-id")
        answered = earlier.first()
        if not answered:
            return None
        fact = facts.act(_("Changes requested earlier"), history.review_of(answered)[0])
        url = f"{self.url_of('compare', draft)}?old={answered.pk}&new={edition.pk}"
        link = '<a href="{}">{}</a>'
        fact.lines.append(format_html(link, url, _("See what changed since then")))
        return fact

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
