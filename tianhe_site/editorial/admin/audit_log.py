"""The admin of the audit log: read it and export it."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.base_admin import SITE, MenuPlace
from tianhe_site.languages import with_label
from tianhe_site.names import shown_name
from tianhe_site.publishing import clock, history
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.refusals import read_only

from .. import history_export
from ..forms.periods import PeriodForm
from .bounded_list import BoundedListMixin, BoundedPaginator
from .date_links import date_links
from .locked import ReadOnlyAdmin


class NameFilter(admin.SimpleListFilter):
    """By the recorded names, shown as people read them."""

    title = gettext_lazy("who")
    parameter_name = "actor_name"

    def lookups(self, request, model_admin):
        return [(name, shown_name(name)) for name in history.recorded_names()]

    def queryset(self, request, queryset):
        return queryset.filter(actor_name=self.value()) if self.value() else queryset


class LogPage(BoundedListMixin, ChangeList):
    """A page of the audit log."""

    def get_filters(self, request):
        """Ask for a period by ids, which are in the order of time: the indexes of the other
        filters end with them."""
        specs, has_specs, lookups, *rest = super().get_filters(request)
        for bound in ("gte", "lt"):
            if moments := lookups.pop(f"at__{bound}", None):
                lookups[f"id__{bound}"] = [history.first_id_since(each) for each in moments]
        return specs, has_specs, lookups, *rest

    @property
    def date_links(self):
        first, last = history.first_and_last_moment()
        return first and date_links(self, timezone.localdate(first), timezone.localdate(last))


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    """The audit log, read-only."""

    menu = MenuPlace(SITE, 40, "history")
    list_display = ["moment", "verb", "item_title", "by", "note"]
    list_filter = ["verb", NameFilter]
    search_fields = ["item_title", "note", "actor_name"]
    date_hierarchy = "at"
    # By anything else, the whole log would be sorted for each page.
    sortable_by = ["moment"]
    paginator = BoundedPaginator
    show_full_result_count = False
    list_max_show_all = 0
    actions = None
    empty_value_display = "–"
    fields = ["moment", "verb", "item_title", "who", "note", "in_words", "own_hash", "hash_before"]

    change_list_template = "admin/publishing/historyentry/change_list.html"
    change_form_template = "admin/read_only_form.html"

    def get_changelist(self, request, **kwargs):
        return LogPage

    def title_of(self, entry):
        title = entry.get_verb_display()
        return with_label(title, entry.item_title) if entry.item_title else title

    @admin.display(description=gettext_lazy("when"), ordering="id")
    def moment(self, entry):
        return clock.describe(entry.at)

    @admin.display(description=gettext_lazy("who"))
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

    # The columns themselves have no names in other languages: those would be a migration.
    @admin.display(description=gettext_lazy("hash"))
    def own_hash(self, entry):
        return entry.hash

    @admin.display(description=gettext_lazy("hash of the entry before"))
    def hash_before(self, entry):
        return entry.previous_hash

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
