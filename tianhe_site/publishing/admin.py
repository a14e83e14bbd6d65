"""The shared admin of everything publishable: list, form, states and buttons."""

import uuid
from contextlib import nullcontext

from csp.decorators import csp_update
from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import DataError
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import clock, history, links, states, workflow
from .admin_verbs import VerbPages
from .forms import PublishableForm, version
from .models import FOREVER, HistoryEntry, WatchedWord

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


class CarefulAdmin(admin.ModelAdmin):
    """Saves under the global lock, and answers impossible ids and filters like unknown ones."""

    def get_object(self, request, object_id, from_field=None):
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            # A number that no column holds; Django guards keys that are integers themselves, not
            # those that point to another table.
            return None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # The lock first, then rows: a verb that runs meanwhile takes them in the same order.
        with workflow.alone() if request.method == "POST" else nullcontext():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with workflow.alone() if request.method == "POST" else nullcontext():
            return super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except (OverflowError, ValueError, DataError):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")


class PublishableAdmin(VerbPages, CarefulAdmin):
    """A section sets `public_view`, the view whose page a preview shows, and `place_form`, which
    asks where an item is to stand; None where it has no page or no address."""

    form = PublishableForm
    change_form_template = "admin/publishing/change_form.html"
    # Bulk deletion would leave no trace; what has editions can't be deleted at all.
    actions = None
    public_view = None
    place_form = None

    class Media:
        js = ["js/draft-form.js"]

    def get_queryset(self, request):
        at = clock.now()
        return states.with_path(states.with_state(super().get_queryset(request), at), at)

    @admin.display(description=gettext_lazy("state"))
    def state(self, draft):
        state = states.state_of(draft)
        badge = format_html('<span class="state state-{}">{}</span>', state.value, state.label)
        if not draft.next_from:
            return badge
        goes_live = _("from %s") % date_format(timezone.localtime(draft.next_from), "j M Y")
        if state != states.State.SCHEDULED:
            badge = format_html(
                '{} <span class="state state-scheduled">{}</span>', badge, _("Scheduled")
            )
        return format_html('{} <span class="state-note">{}</span>', badge, goes_live)

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
        if {"_publish", "_schedule"} & set(request.POST):
            self.require_publish(request)
        if request.method == "POST":
            object_id = object_id or self._made_by_this_form(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _made_by_this_form(self, request):
        """Return the id of the draft that this form for a new one has already made, if any.

        It was sent, and the back button led to it again: what it says now is a change of that
        draft, not a second one.
        """
        made = self.model.objects.filter(translation_key=_key_of(request))
        key = made.values_list("pk", flat=True).first()
        return key and str(key)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.translation_key = _key_of(request) or obj.translation_key
        super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            context["draft_key"] = _key_of(request) or uuid.uuid4()
        context["may_publish"] = self.has_publish_permission(request)
        context["may_preview"] = self.public_view is not None
        context["may_move"] = self.place_form is not None
        if obj is not None and obj.pk:
            context["opened"] = version(obj)
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
        live = draft.editions.live(at).first()
        ends = live and not draft.next_from and live.live_until < FOREVER
        return {
            "state": self.state(draft),
            "is_live": draft.is_live,
            "ends": clock.in_words(live.live_until) if ends else "",
            "goes_live": clock.in_words(draft.next_from) if draft.next_from else "",
            "path": links.link(draft, at),
            "has_stood": draft.has_stood(),
        }


@admin.register(HistoryEntry)
class HistoryEntryAdmin(CarefulAdmin):
    """The record, to read."""

    list_display = ["at", "verb", "item_title", "actor_name", "note"]
    list_filter = ["verb", "actor_name"]
    search_fields = ["item_title", "note", "actor_name"]
    date_hierarchy = "at"
    actions = None
    fields = ["at", "verb", "item_title", "actor_name", "note", "in_words", "hash", "previous_hash"]

    @admin.display(description=gettext_lazy("what it did"))
    def in_words(self, entry):
        return format_html_join("", "<div>{}</div>", ((line,) for line in history.in_words(entry)))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(WatchedWord)
class WatchedWordAdmin(CarefulAdmin):
    list_display = ["word", "kind", "language", "phrases", "advice"]
    list_filter = ["kind", "language"]
    search_fields = ["word", "phrases", "advice"]
    fields = ["language", "kind", "word", "phrases", "advice"]
    actions = None


def _key_of(request):
    """Return the key that a form for a new draft carries, None if it carries none."""
    try:
        return uuid.UUID(request.POST.get("draft_key", ""))
    except ValueError:
        return None
