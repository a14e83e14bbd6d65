"""The questions before a text is submitted or published: warnings, corrections."""

from django.utils.translation import gettext as _

from tianhe_site.publishing import clock, content_checks, history, workflow
from tianhe_site.publishing.errors import PublishingError

from ..forms.publication import REASON_PREFIX, DatedForm
from .pages import ItemPagesMixin


class QuestionsMixin(ItemPagesMixin):
    """For the pages of the verbs that take a `SubmitForm`."""

    def questions_form(
        self, form_class, request, draft, frozen, *, text=None, languages=(), **initial
    ):
        """Return the form with the questions before `text` (None: the draft) is submitted or
        published, which was `frozen` as an edition, or not yet (None). `languages` are others that
        could go live with it. While it is only looked at, the dry run of the verb adds the
        questions about warnings."""
        # A version keeps its date.
        dated = {"draft": None if text else draft} if issubclass(form_class, DatedForm) else {}
        return form_class(
            request.POST or None,
            initial={"seen": _seen(draft), **_reasons_given(draft), **initial},
            findings=_warnings(frozen or draft) if request.method == "POST" else (),
            acknowledged=history.acknowledged(frozen) if frozen else {},
            asks_for_corrections=text is None and _replaces_what_is_live(draft),
            languages=languages,
            **dated,
        )

    def draft_as_seen(self, request, draft, form):
        """Return the draft as it is now; refuse if it isn't what the editor looked at."""
        draft = self.draft_or_404(request, str(draft.pk))
        if _seen(draft) != form.cleaned_data["seen"]:
            raise PublishingError(
                _(
                    "Someone changed or withdrew this while you had this page open. Go back to "
                    "the draft, read it, and try again."
                )
            )
        return draft

    def draft_as_answered(self, request, draft, form):
        """Return the draft as it is now, with the date that the answers give it; refuse if it isn't
        what the editor looked at."""
        draft = self.draft_as_seen(request, draft, form)
        if date := form.new_date():
            draft.shown_date = date
            workflow.write(draft, by=request.user)
        return draft


def placeholder_correction(draft):
    """Return a placeholder answer about a correction, to see whether anything else is in the
    way."""
    return "" if _replaces_what_is_live(draft) else None


def _warnings(content):
    findings = content_checks.examine(content, clock.now())
    return [each for each in findings if each.level == content_checks.Level.WARN]


def _reasons_given(draft):
    """Return the reasons last given for warnings about this item, as initial data for the form."""
    reasons = history.last_reasons(draft)
    return {f"{REASON_PREFIX}{key}": reason for key, reason in reasons.items()}


def _replaces_what_is_live(draft):
    """Whether the editor must say if the draft corrects the live version."""
    live = draft.live_edition(clock.now())
    return bool(draft.asks_for_corrections and live and live.content_hash != draft.content_hash)


def _seen(draft):
    """Return a value for the state of the draft that the editor looks at before publishing. What a
    colleague withdrew since isn't published again by a page that is still open."""
    shown = f"{draft.content_hash} {draft.path_for(draft)}"
    return f"{shown} withdrawn" if draft.was_withdrawn else shown
