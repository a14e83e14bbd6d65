"""The admin of pinned results: what comes first for a search."""

from urllib.parse import urlencode

from django.contrib import admin
from django.forms import Script
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.base_admin import SITE, MenuPlace
from tianhe_site.languages import known, reverse_in
from tianhe_site.publishing import clock, states
from tianhe_site.publishing.models import PinnedResult
from tianhe_site.publishing.sections import draft_models
from tianhe_site.search.queries import tidy

from ..forms.pinned_results import PinnedResultForm
from .audited import AuditedAdmin

_LIVE = {states.State.LIVE, states.State.LIVE_WITH_DRAFT}


@admin.register(PinnedResult)
class PinnedResultAdmin(AuditedAdmin):
    menu = MenuPlace(SITE, 70, "pin")
    form = PinnedResultForm
    list_display = ["searches", "language", "results", "on_the_site"]
    list_filter = ["language"]
    search_fields = ["queries"]
    readonly_fields = ["try_it"]
    fields = ["language", "queries", "first", "second", "third", "try_it"]
    actions = None

    class Media:
        js = [Script("js/admin/item-field.js", type="module")]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name != "try_it"]

    def get_changeform_initial_data(self, request):
        """Begin with the search that a link names."""
        return {
            "queries": tidy(request.GET.get("query", "")),
            "language": known(request.GET.get("language")),
        }

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        items = _items_of(changelist.result_list)
        for pin in changelist.result_list:
            pin.items = [items[each] for each in pin.item_ids if each in items]
        return changelist

    @admin.display(description=gettext_lazy("searches"), ordering="queries")
    def searches(self, pin):
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in pin.lines()))

    @admin.display(description=gettext_lazy("come first"))
    def results(self, pin):
        lines = ((_described(item),) for item in pin.items)
        return format_html('<ol class="pinned">{}</ol>', format_html_join("", "<li>{}</li>", lines))

    @admin.display(description=gettext_lazy("on the site"))
    def on_the_site(self, pin):
        link = '<a href="{}">{}<span class="visually-hidden">: {}</span></a>'
        return format_html(link, _results_url(str(pin), pin.language), _("Try it"), pin)

    @admin.display(description=gettext_lazy("try it"))
    def try_it(self, pin):
        addresses = ((_results_url(line, pin.language), line) for line in pin.lines())
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', addresses)


def _items_of(pins):
    """Return the drafts of the items of some pinned results, by id, with their states."""
    ids, at = {each for pin in pins for each in pin.item_ids}, clock.now()
    return {
        draft.pk: draft
        for model in draft_models()
        for draft in states.with_state(model.objects.filter(pk__in=ids), at)
    }


def _described(draft):
    state = states.state_of(draft)
    if state in _LIVE:
        return str(draft)
    return format_html(
        '{} <span class="state state-{}">{}</span>', str(draft), state.value, state.label
    )


def _results_url(query, language):
    return f"{reverse_in(language, 'search:results')}?{urlencode({'q': query})}"
