"""The admin of what is no item but part of the record, such as categories and accounts."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from .. import history
from .items import LockedAdmin


class SubjectAdmin(LockedAdmin):
    """Shows what the audit log says of a row, not Django's own log, which goes with its user."""

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
            "entries": [(entry, history.in_words(entry)) for entry in history.changes_of(subject)],
        }
        return render(request, "admin/publishing/subject_history.html", context)
