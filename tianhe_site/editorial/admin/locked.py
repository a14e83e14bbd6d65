"""The admin of everything that is saved while holding the publishing lock."""

from contextlib import nullcontext

from tianhe_site.base_admin import SavingAdmin
from tianhe_site.publishing import workflow
from tianhe_site.refusals import read_only
from tianhe_site.rich_text.fields import cached_cleaning


class LockedAdmin(SavingAdmin):
    """Saves while holding the publishing lock."""

    def lock(self):
        # Lock first, then rows, in the same order as the verbs.
        return workflow.publishing_lock()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with cached_cleaning():
            return super().changeform_view(request, object_id, form_url, extra_context)

    @read_only
    def changelist_view(self, request, extra_context=None):
        # No bulk actions.
        return super().changelist_view(request, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with workflow.publishing_lock() if request.method == "POST" else nullcontext():
            return super().delete_view(request, object_id, extra_context)


class ReadOnlyAdmin(LockedAdmin):
    """Shows what only the site itself writes."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
