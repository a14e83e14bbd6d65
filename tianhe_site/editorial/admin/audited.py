"""The admin of audited rows that aren't items, such as categories and accounts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import PositiveSmallIntegerField
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing import history, review_policy, workflow
from tianhe_site.publishing.errors import PublishingError

from .locked import LockedAdmin

APPROVAL_REQUESTED = gettext_lazy(
    "Approval requested. Nothing changes until someone else approves it."
)


class AuditedAdmin(LockedAdmin):
    """Shows a row's history from the audit log. Django's own log disappears with its user."""

    # Otherwise Django would take this app's templates for its own models, and those are for drafts.
    change_form_template = "admin/change_form.html"
    change_list_template = "admin/change_list.html"
    # PostgreSQL holds no more. SQLite does, and the site couldn't move to PostgreSQL any more.
    formfield_overrides = {PositiveSmallIntegerField: {"max_value": 32_767}}

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        subject = self.get_object(request, object_id)
        if subject is None:
            raise Http404
        if not self.has_view_permission(request, subject):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": subject,
            "title": _("History: %s") % subject,
            "entries": [
                (entry, history.describe(entry)) for entry in history.entries_about(subject)
            ],
        }
        return render(request, "admin/editorial/subject_history.html", context)


class ModeratedAdmin(AuditedAdmin):
    """Requests approval for the changes that its `ModeratedForm` leaves out. A section sets
    `request_kind`, the kind of request."""

    request_kind = None

    def get_fields(self, request, obj=None):
        """Ask for a reason only where protection can be removed."""
        fields = super().get_fields(request, obj)
        asks = obj is not None and self.has_change_permission(request, obj)
        asks = asks and not review_policy.is_off()
        return [name for name in fields if asks or name != "why"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        obj.approval_requested = bool(change and form.changes_to_approve)
        if obj.approval_requested:
            self._request_approval(request, obj, form)

    def _request_approval(self, request, obj, form):
        why = form.cleaned_data["why"]
        try:
            workflow.ask(
                self.request_kind, obj, by=request.user, reason=why, changes=form.changes_to_approve
            )
            self.message_user(request, APPROVAL_REQUESTED, messages.SUCCESS)
        except PublishingError as error:
            self.message_user(request, str(error), messages.ERROR)

    def response_change(self, request, obj):
        if obj.approval_requested:
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)
