"""The shared admin of everything publishable: list, form, states and buttons."""

from csp.decorators import csp_update
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import clock, links, states, workflow
from .admin_verbs import VerbPages
from .forms import PublishableForm
from .models import HistoryEntry

# The rich-text editor sets styles on its own buttons and panels.
RICH_TEXT_POLICY = csp_update({"style-src": ["'unsafe-inline'"]})


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return states.State.choices

    def queryset(self, request, queryset):
        if self.value() in states.State.values:
            return states.in_state(queryset, self.value())
        return queryset


class PublishableAdmin(VerbPages, admin.ModelAdmin):
    """A section sets `public_view`, the view whose page a preview shows, and `place_form`, which
    asks where an item is to stand; None where it has no page or no address."""

    form = PublishableForm
    change_form_template = "admin/publishing/change_form.html"
    # Bulk deletion would leave no trace; what has editions can't be deleted at all.
    actions = None
    public_view = None
    place_form = None

    def get_queryset(self, request):
        at = clock.now()
        return states.with_path(states.with_state(super().get_queryset(request), at), at)

    @admin.display(description=gettext_lazy("state"))
    def state(self, draft):
        state = states.state_of(draft)
        badge = format_html('<span class="state state-{}">{}</span>', state.value, state.label)
        if draft.next_from and state != states.State.SCHEDULED:
            return format_html(
                '{} <span class="state state-scheduled">{}</span>', badge, _("Scheduled")
            )
        return badge

    @admin.display(description=gettext_lazy("public address"))
    def address(self, draft):
        return draft.path or "–"

    # Permissions

    def has_publish_permission(self, request):
        return request.user.has_perm(f"{self.opts.app_label}.publish_{self.opts.model_name}")

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not obj.editions.exists())

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and obj.has_stood():
            return [*fields, *(name for name in obj.place_fields if name != "position")]
        return fields

    def get_prepopulated_fields(self, request, obj=None):
        if obj is not None and obj.has_stood():
            return {}
        return super().get_prepopulated_fields(request, obj)

    # The form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "summary":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @method_decorator(RICH_TEXT_POLICY)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if {"_publish", "_schedule"} & set(request.POST):
            self.require_publish(request)
        # The lock first, then rows: a verb that runs meanwhile takes them in the same order.
        with workflow.alone():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_publish"] = self.has_publish_permission(request)
        context["may_preview"] = self.public_view is not None
        context["may_move"] = self.place_form is not None
        if obj is not None and obj.pk:
            context["publication"] = self._publication(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        return self._after_saving(request, obj)

    def response_change(self, request, obj):
        return self._after_saving(request, obj)

    def _after_saving(self, request, draft):
        for button in ("preview", "publish", "schedule"):
            if f"_{button}" in request.POST:
                return HttpResponseRedirect(self.url_of(button, draft))
        self.message_user(
            request,
            _("Draft saved. Readers see no change until it is published."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(self.url_of("change", draft))

    def _publication(self, draft):
        """Return what the form shows of the item's public life."""
        at = clock.now()
        return {
            "state": self.state(draft),
            "live": draft.editions.live(at).first(),
            "pending": draft.editions.pending(at).first(),
            "path": links.link(draft, at),
            "has_stood": draft.has_stood(),
            "remarks": draft.remarks(at),
        }


@admin.register(HistoryEntry)
class HistoryEntryAdmin(admin.ModelAdmin):
    """The record, to read."""

    list_display = ["at", "verb", "item_title", "actor_name", "note"]
    list_filter = ["verb", "actor_name"]
    search_fields = ["item_title", "note", "actor_name"]
    date_hierarchy = "at"
    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
