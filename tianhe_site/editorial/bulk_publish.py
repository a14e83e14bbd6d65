"""Publish several approved items at once: all at the same time, or none."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from tianhe_site import busy
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError

from . import dashboard
from .forms.publication import BulkPublishForm


def bulk_publish(request):
    """Ask which of the approved items go live, and when; then publish them."""
    if not dashboard.may_publish_anything(request.user):
        raise PermissionDenied
    rows = {_key(row.edition): row for row in dashboard.publishable_by(request.user)}
    form = BulkPublishForm(
        request.POST or None, choices=[(key, str(row.edition)) for key, row in rows.items()]
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflow.publish_many(
                [rows[key].edition for key in form.cleaned_data["editions"]],
                by=request.user,
                at=form.times()["at"],
                note=form.cleaned_data["note"],
            )
        except PublishingError as error:
            form.add_error(None, error.for_form())
        else:
            messages.success(request, _success_message(form))
            return HttpResponseRedirect(reverse("admin:index"))
    context = {**admin.site.each_context(request), "title": _("Publish several")}
    context.update(form=form, rows=rows)
    return busy.render_form(request, "admin/editorial/bulk_publish.html", context, form)


def _success_message(form):
    count, at = len(form.cleaned_data["editions"]), form.times()["at"]
    if at is None:
        return _("%d items are live.") % count
    return _("%(count)d items will go live on %(moment)s.") % {
        "count": count,
        "moment": clock.describe(at),
    }


def _key(edition):
    return f"{edition._meta.label_lower}:{edition.pk}"


app_name = "bulk_publish"
urlpatterns = [path("", admin.site.admin_view(bulk_publish), name="choose")]
