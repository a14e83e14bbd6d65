"""The pages that change when an item goes live and ends, or cancel it."""

from django.http import Http404
from django.utils.translation import gettext as _

from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError

from ..forms.notes import SeenForm
from ..forms.publication import EndTimeForm, TimesForm
from .pages import ItemPagesMixin


class TimesPagesMixin(ItemPagesMixin):
    def get_urls(self):
        return [
            self.item_path("times/", self.times_view, "times"),
            self.item_path("cancel/", self.cancel_view, "cancel"),
            *super().get_urls(),
        ]

    def times_view(self, request, object_id):
        """Change when a scheduled edition goes live and ends, or when the live one ends."""
        draft = self.draft_to_publish(request, object_id)
        at = clock.now()
        edition = draft.editions.pending(at).first() or draft.live_edition(at)
        if edition is None:
            raise Http404
        form_class = TimesForm if edition.live_from > at else EndTimeForm
        return self.verb_page(
            request,
            draft,
            form=form_class(
                request.POST or None,
                initial={"seen": _times_seen(edition), **form_class.initial_times(edition)},
            ),
            title=_("Change times"),
            button=_("Change times"),
            facts=[_("Live from %s") % clock.describe(edition.live_from)],
            action=lambda form: self._reschedule(request, edition, form),
            success=lambda changed: (
                _("Times changed.") if changed else _("The times haven't changed.")
            ),
        )

    def _reschedule(self, request, edition, form):
        """Change the times of an edition; return whether they differ."""
        note = form.cleaned_data["note"]
        with workflow.publishing_lock():
            _check_times_seen(edition, form)
            if form.is_unchanged() and note:
                raise PublishingError(
                    _(
                        "Your note wasn't saved, because the times haven't changed. Change a time "
                        "first."
                    )
                )
            workflow.reschedule(edition, by=request.user, note=note, **form.times())
        return not form.is_unchanged()

    def cancel_view(self, request, object_id):
        draft = self.draft_to_publish(request, object_id)
        # Without a pending edition, the verb refuses whichever edition it gets.
        editions = draft.editions.order_by("-live_from", "-id")
        edition = editions.pending(clock.now()).first() or editions.first()
        if edition is None:
            raise Http404
        facts = [_("It's scheduled to go live on %s.") % clock.describe(edition.live_from)]
        return self.verb_page(
            request,
            draft,
            form=SeenForm(request.POST or None, initial={"seen": _times_seen(edition)}),
            dry_run=lambda: workflow.cancel_schedule(edition, by=request.user),
            title=_("Cancel schedule"),
            button=_("Cancel schedule"),
            facts=[*facts, _("The draft and the live version stay as they are.")],
            action=lambda form: self._cancel(request, edition, form),
            success=_("Schedule canceled."),
        )

    def _cancel(self, request, edition, form):
        with workflow.publishing_lock():
            _check_times_seen(edition, form)
            workflow.cancel_schedule(edition, by=request.user, note=form.cleaned_data["note"])


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
