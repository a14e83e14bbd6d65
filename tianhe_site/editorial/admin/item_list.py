"""The list of a section: its tabs and filters, who has what, and the items chosen for a bulk
action."""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.admin_pages import url_of
from tianhe_site.prepared_queries import prepared
from tianhe_site.publishing import clock, states, translations

from .. import bulk, item_people
from ..saved_filters import SavedFilterPagesMixin, canonical, saved_tabs
from .bounded_list import BoundedListMixin, BoundedPaginator
from .status import StateFilter
from .translations import LanguageFilter, TranslationFilter

ROWS_PER_PAGE = 50
State = states.State
# The states with a tab of their own; the others are in a menu.
TABS = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.LIVE)


class MineFilter(admin.SimpleListFilter):
    """The items that the user wrote, submitted or took over."""

    title = gettext_lazy("people")
    parameter_name = "show"

    def lookups(self, request, model_admin):
        return [("mine", _("Mine"))]

    def queryset(self, request, queryset):
        if self.value() != "mine":
            return queryset
        return queryset.filter(item_people.is_of(request.user))


@dataclass(frozen=True)
class Tab:
    """A link to a part of the list."""

    label: str
    url: str
    is_current: bool


class ItemListPageMixin(BoundedListMixin):
    """A page of the list."""

    def all_items(self):
        """Return a query of all items, without what rows show: that is in the table that all
        sections share, and a database with statistics would begin there."""
        return self.model.objects.all()

    def get_queryset(self, *args, **kwargs):
        self.root_queryset = self.all_items()
        return super().get_queryset(*args, **kwargs)

    def rows_of(self, request, found):
        keys, related = tuple(each[0] for each in found), tuple(self.list_select_related or ())
        at = clock.moment_of(request)
        return _rows_of(self.model, related, keys=keys, at=at) if keys else []

    def get_results(self, request):
        super().get_results(request)
        # Once, not in each row: on PostgreSQL it is a query.
        at = clock.moment_of(request)
        today = timezone.localdate(at)
        people = item_people.people_of(self.result_list)
        drafts = {draft.pk: draft for draft in self.result_list}
        for draft in self.result_list:
            draft.people = people[draft.pk]
            draft.is_saved_today = timezone.localdate(draft.modified_at) == today
        for pk, found in translations.of_items(self.result_list, at).items():
            drafts[pk].languages = found

    @property
    def tabs(self):
        """Return the tabs of the list."""
        state, mine = self.params_shown.get("state"), self.params_shown.get("show") == "mine"
        has_mine = MineFilter in self.list_filter
        return [
            Tab(_("All"), self._tab_url(), not state and not mine),
            *([Tab(_("Mine"), self._tab_url(show="mine"), mine and not state)] * has_mine),
            *(Tab(each.label, self._tab_url(state=each), state == each.value) for each in TABS),
        ]

    @property
    def menus(self):
        """Return (title, chosen label, links) of the states without a tab, and of each filter."""
        state = self.params_shown.get("state")
        rest = [each for each in State if each not in TABS]
        links = [Tab(each.label, self._tab_url(state=each), state == each.value) for each in rest]
        chosen = next((each.label for each in links if each.is_current), "")
        found = [(_("More states"), chosen, links)]
        for spec in self.filter_specs:
            if not isinstance(spec, (StateFilter, MineFilter)):
                links = [
                    Tab(each["display"], each["query_string"], each["selected"])
                    for each in spec.choices(self)
                ]
                chosen = next((each.label for each in links[1:] if each.is_current), "")
                found.append((spec.title, chosen, links))
        return found

    @property
    def params_shown(self):
        """What the address asks for, the newest value of each name."""
        return {name: values[-1] for name, values in self.filter_params.items() if values}

    @property
    def is_narrowed(self):
        return bool(self.query or self.params_shown)

    def _tab_url(self, **chosen):
        names = ("state", "show", PAGE_VAR, "saved")
        kept = dict.fromkeys(names) | {name: str(value) for name, value in chosen.items()}
        return self.get_query_string(kept)


@prepared
def _rows_of(model, related, *, keys, at):
    # Of no relations, `select_related()` would follow all.
    found = model.objects.filter(pk__in=keys).select_related(*related or (None,))
    return states.with_path(states.with_state(found, at), at)


class ItemChangeList(ItemListPageMixin, ChangeList):
    pass


class ItemListMixin(SavedFilterPagesMixin):
    """The columns of a list. A section puts its own between `holder` and `saved`."""

    list_display = ["pick", "item", "writer", "holder", "saved"]
    list_filter = [StateFilter, MineFilter, LanguageFilter, TranslationFilter]
    list_per_page = ROWS_PER_PAGE
    paginator = BoundedPaginator
    list_max_show_all = 0
    show_full_result_count = False
    # The fields that can be set for several items at once.
    bulk_fields = ()

    def get_changelist(self, request, **kwargs):
        return ItemChangeList

    def get_list_display_links(self, request, list_display):
        # `item` has its own link, with the state beside it.
        own = "pick" in list_display
        return None if own else super().get_list_display_links(request, list_display)

    def changelist_view(self, request, extra_context=None):
        tabs = saved_tabs(request, self)
        is_saved = any(tab.is_current for tab in tabs)
        context = {
            "add_label": self.title_of_add(),
            "add_url": self._add_url(request.GET.get(LanguageFilter.parameter_name)),
            "save_url": url_of(self.model, "save_view"),
            "delete_url": url_of(self.model, "delete_view"),
            "may_save_view": not is_saved
            and bool(canonical(request, self, request.GET.urlencode())),
            "bulk_actions": bulk.offered(request.user, self),
            "bulk_url": reverse("bulk:confirm"),
            "saved_tabs": tabs,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def _add_url(self, language):
        """Return where a new draft begins: in the language that the list shows."""
        if language in languages.codes():
            return self.start_url("add", language)
        return url_of(self.model, "add")

    @admin.display(description=gettext_lazy("select"))
    def pick(self, draft):
        return format_html(
            '<input type="checkbox" name="item" value="{}" form="bulk" aria-label="{}">',
            draft.pk,
            _("Select %s") % draft,
        )

    @admin.display(description=gettext_lazy("title"))
    def item(self, draft):
        return self.linked(draft, draft)

    def linked(self, draft, title):
        """Return the title with a link to the form, the state and the address."""
        return format_html(
            '<a class="item-title" href="{}">{}</a> <span class="item-states">{}</span>{}{}',
            self.url_of("change", draft),
            title,
            self.state(draft),
            format_html('<span class="item-address">{}</span>', draft.path) if draft.path else "",
            format_html('<span class="item-languages">{}</span>', self.languages_of(draft)),
        )

    @admin.display(description=gettext_lazy("written by"))
    def writer(self, draft):
        return labeled(_("Written by"), draft.people.writer)

    @admin.display(description=gettext_lazy("with"))
    def holder(self, draft):
        """Whose turn it is."""
        return labeled(_("With"), _whose_turn(draft))

    @admin.display(description=gettext_lazy("saved (New York)"), ordering="modified_at")
    def saved(self, draft):
        moment = timezone.localtime(draft.modified_at)
        shown = (
            time_format(moment, "H:i")
            if draft.is_saved_today
            else date_format(moment, "SHORT_DATE_FORMAT")
        )
        return labeled(
            _("Saved (New York)"),
            format_html('<time title="{}">{}</time>', clock.describe(moment), shown),
        )


def _whose_turn(draft):
    found = states.states_of(draft)
    if State.IN_REVIEW in found:
        return _("Reviewers")
    if State.APPROVED in found:
        return _("Publishers")
    in_work = {State.DRAFT, State.CHANGES, State.LIVE_WITH_DRAFT} & set(found)
    return draft.people.holder if in_work else ""


def labeled(label, value):
    """Return the value of a cell with the label that it has where a row is a card."""
    shown = value or format_html('<span class="nothing">{}</span>', "–")
    return format_html('<span class="cell-label">{}</span> {}', label, shown)
