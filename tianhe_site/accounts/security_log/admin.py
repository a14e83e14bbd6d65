"""The admin of the security log, for administrators: read it and export it."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from tianhe_site.base_admin import PEOPLE, MenuPlace
from tianhe_site.editorial.admin import ReadOnlyAdmin
from tianhe_site.editorial.spreadsheets import csv_lines
from tianhe_site.publishing import clock
from tianhe_site.publishing.people import name_and_account
from tianhe_site.refusals import read_only

from .. import security_log
from ..log_in import devices
from ..models import SecurityEvent

COLUMNS = ["at", "kind", "name", "account", "address", "device", "note"]
BATCH = 2000


class ChoiceFilter(admin.SimpleListFilter):
    """A filter that only takes its own choices; with anything else the list shows everything."""

    def queryset(self, request, queryset):
        value = self.value()
        is_choice = value in dict(self.lookup_choices)
        return self.narrow(queryset, value) if is_choice else queryset


class KindFilter(ChoiceFilter):
    title = _("what")
    parameter_name = "what"
    FAILURES = "failures"

    def lookups(self, request, model_admin):
        return [(self.FAILURES, _("All failures")), *SecurityEvent.Kind.choices]

    def narrow(self, events, value):
        if value == self.FAILURES:
            return events.filter(kind__in=security_log.FAILURES)
        return events.filter(kind=value)


class PersonFilter(ChoiceFilter):
    title = _("person")
    parameter_name = "person"
    NOBODY = "nobody"

    def lookups(self, request, model_admin):
        people = [(str(user.pk), name_and_account(user)) for user in User.objects.all()]
        return [*sorted(people, key=lambda pair: pair[1].casefold()), (self.NOBODY, _("Nobody"))]

    def narrow(self, events, value):
        return events.filter(user=None if value == self.NOBODY else value)


class DaysFilter(ChoiceFilter):
    title = _("time")
    parameter_name = "days"

    def lookups(self, request, model_admin):
        return [("1", _("Last 24 hours")), ("7", _("Last 7 days")), ("30", _("Last 30 days"))]

    def narrow(self, events, value):
        return events.filter(at__gt=clock.now() - timedelta(days=int(value)))


class SecurityEventAdmin(ReadOnlyAdmin):
    """The security log, read-only."""

    menu = MenuPlace(PEOPLE, 30, "shield")
    list_display = ["when", "kind", "name", "shown_note", "source"]
    list_display_links = ["kind"]
    list_filter = [KindFilter, PersonFilter, DaysFilter]
    search_fields = ["name", "address", "device", "note"]
    # Any other order would sort the whole log for each page.
    sortable_by = ()
    # It would count the log a second time.
    show_full_result_count = False
    actions = None
    fields = ["when", "kind", "name", "address", "browser", "device", "shown_note"]
    change_list_template = "admin/accounts/security_log.html"
    # That of the app is for people.
    change_form_template = "admin/read_only_form.html"

    @admin.display(description=_("when"))
    def when(self, event):
        offices = clock.in_offices(event.at)
        return format_html_join("", '<div class="moment">{}</div>', ((each,) for each in offices))

    @admin.display(description=_("note"))
    def shown_note(self, event):
        return event.shown_note()

    @admin.display(description=_("browser"))
    def browser(self, event):
        return devices.describe(event.device) if event.device else "–"

    @admin.display(description=_("from"))
    def source(self, event):
        parts = filter(None, [event.address, event.device and self.browser(event)])
        return format_html_join("", "<div>{}</div>", ((each,) for each in parts))

    @read_only
    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, extra_context)

    def title_of(self, event):
        return _("Security log entry")

    def get_queryset(self, request):
        return security_log.kept().order_by(*SecurityEvent._meta.ordering)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        export = path("export/", view, name="accounts_securityevent_export")
        return [export, *super().get_urls()]

    @read_only
    def export_view(self, request):
        """Send the entries that the list shows with the same filters and search."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            events = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:accounts_securityevent_changelist"))
        lines = csv_lines(_rows(events))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="security-log.csv"'
        return response


def _rows(events):
    yield COLUMNS
    # Django's own way translates all choices for each row: 39 seconds for 100,000 rows, not 3.
    labels = {value: str(label) for value, label in SecurityEvent.Kind.choices}
    for event in events.select_related("user").iterator(BATCH):
        yield [
            event.at.isoformat(timespec="seconds"),
            labels.get(event.kind, event.kind),
            event.name,
            event.user.get_username() if event.user else "",
            event.address or "",
            event.device,
            event.note,
        ]
