"""The state of an item: in the list, and in the status box of its form."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.comparison import diff
from tianhe_site.publishing import clock, links, states, workflow
from tianhe_site.publishing.models import FOREVER, Review

from .pages import is_number
from .second_approver import second_approver


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return states.State.choices

    def queryset(self, request, queryset):
        if self.value() in states.State.values:
            return states.in_state(queryset, self.value(), clock.moment_of(request))
        return states.not_trashed(queryset)


class StatusMixin:
    def get_queryset(self, request):
        at = clock.now()
        return states.with_path(states.with_state(super().get_queryset(request), at), at)

    def get_object(self, request, object_id, from_field=None):
        if from_field is not None:
            return super().get_object(request, object_id, from_field)
        if not is_number(object_id):
            return None
        # Prepared: building the query was a third of the page that asks before a publication.
        return states.item_with_state(self.model, int(object_id), clock.now())

    @admin.display(description=gettext_lazy("state"))
    def state(self, draft):
        badges = format_html_join(
            " ",
            '<span class="state state-{}">{}</span>',
            ((state.value, state.label) for state in states.states_of(draft)),
        )
        if not draft.next_from:
            return badges
        day = date_format(timezone.localtime(draft.next_from), "SHORT_DATE_FORMAT")
        goes_live = _("from %s") % day
        return format_html('{} <span class="state-note">{}</span>', badges, goes_live)

    @admin.display(description=gettext_lazy("public address"))
    def address(self, draft):
        return draft.path or "–"

    def publication_status(self, request, draft):
        """Return what the form shows about the live version, the schedule and the review."""
        at = clock.now()
        live = draft.live_edition(at)
        scheduled = draft.editions.pending(at).first() if draft.next_from else None
        ends = live and not draft.next_from and live.live_until < FOREVER
        return {
            "state": self.state(draft),
            "is_live": draft.is_live,
            "ends": clock.describe(live.live_until) if ends else "",
            "scheduled": scheduled,
            "goes_live": clock.describe(scheduled.live_from) if scheduled else "",
            "path": links.link(draft, at),
            "has_had_address": draft.has_had_address(),
            "candidate": self._candidate(request, draft),
            "second_approver": second_approver(request.user, draft),
        }

    def _candidate(self, request, draft):
        """Return the edition that was submitted for review, and what the draft changed since."""
        if not draft.candidate_id:
            return None
        edition = draft.editions.get(pk=draft.candidate_id)
        return {
            "edition": edition,
            "note": states.review_note(edition),
            "is_waiting": edition.review == Review.WAITING,
            "why_not_taken_back": workflow.why_not_taken_back(edition, request.user),
            "is_approved": edition.review == Review.APPROVED,
            "lapsed": workflow.why_lapsed(draft, edition),
            "changed_since": diff.changed_labels(edition, draft),
        }
