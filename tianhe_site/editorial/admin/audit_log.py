"""The admin of the audit log: read it and export it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.base_admin import SITE, MenuPlace
from tianhe_site.names import shown_name
from tianhe_site.publishing import clock, history
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.refusals import read_only

from .. import history_export
from ..forms.periods import PeriodForm
from .locked import ReadOnlyAdmin


class NameFilter(admin.AllValuesFieldListFilter):
    """By the recorded names, shown as people read them."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield {**choice, "display": shown_name(choice["display"])}


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    """The audit log, read-only."""

    menu = MenuPlace(SITE, 40, "history")
    list_display = ["moment", "verb", "item_title", "by", "note"]
    list_filter = ["verb", ("actor_name", NameFilter)]
    search_fields = ["item_title", "note", "actor_name"]
    date_hierarchy = "at"
    actions = None
    empty_value_display = "–"
    fields = ["moment", "verb", "item_title", "who", "note", "in_words", "hash", "previous_hash"]

    change_list_template = "admin/publishing/historyentry/change_list.html"
    change_form_template = "admin/read_only_form.html"

    def title_of(self, entry):
        title = entry.get_verb_display()
        return f"{title}: {entry.item_title}" if entry.item_title else title

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def moment(self, entry):
        return clock.describe(entry.at)

    @admin.display(description=gettext_lazy("who"), ordering="actor_name")
    def by(self, entry):
        return entry.actor

    @admin.display(description=gettext_lazy("details"))
    def in_words(self, entry):
        return format_html_join("", "<div>{}</div>", ((line,) for line in history.describe(entry)))

    @admin.display(description=gettext_lazy("who"))
    def who(self, entry):
        """The name, with the username that told people of the same name apart."""
        account = entry.touched.get("username")
        return f"{entry.actor_name} ({account})" if account else entry.actor

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        export = path("export/", view, name="publishing_historyentry_export")
        return [export, *super().get_urls()]

    @read_only
    def export_view(self, request):
        """Ask for a period and a format, and send its entries."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = PeriodForm(request.GET if "format" in request.GET else None)
        if form.is_bound and form.is_valid():
            return _download(**form.period())
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        context["title"] = _("Export audit log")
        return render(request, "admin/editorial/export_history.html", context)


def _download(since, before, format):
    lines, content_type = history_export.FORMATS[format]
    response = StreamingHttpResponse(lines(since, before), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="history.{format}"'
    return response
