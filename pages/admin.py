import re

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from tree_queries.admin import TreeChangeList

from tianhe_site.base_admin import CONTENT, MenuPlace
from tianhe_site.editorial.admin import ItemListPageMixin, PublishableAdmin, labeled
from tianhe_site.editorial.forms import SlugForm
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.refusals import read_only

from . import press, privacy, reminders
from .forms import PageChoiceField, PageForm, PagePlaceForm
from .models import Page, SiteDetails, Term
from .views import PageView, TermView

# The buttons of the menu order, and by how many places each moves a page.
STEPS = {"up": -1, "down": 1}


class ToDoFilter(admin.SimpleListFilter):
    """Pages with a to-do note, and pages without."""

    title = gettext_lazy("to-do note")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [("yes", _("Something to do")), ("no", _("Nothing to do"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return reminders.with_something_missing(queryset, clock.now())
        return queryset.filter(to_do="") if self.value() == "no" else queryset


class ReviewFilter(admin.SimpleListFilter):
    """Pages that need a review soon."""

    title = gettext_lazy("next review")
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("due", _("Overdue, or due within 30 days"))]

    def queryset(self, request, queryset):
        is_asked = self.value() == "due"
        return reminders.with_review_due(queryset, clock.now()) if is_asked else queryset


class StatusFilter(admin.SimpleListFilter):
    """Pages whose status is old."""

    title = gettext_lazy("status")
    parameter_name = "status_date"

    def lookups(self, request, model_admin):
        return [("old", _("Older than a year"))]

    def queryset(self, request, queryset):
        is_asked = self.value() == "old"
        return reminders.with_old_status(queryset, clock.now()) if is_asked else queryset


class PageChangeList(ItemListPageMixin, TreeChangeList):
    """The list in the order of the tree."""

    found_columns = ("pk", "tree_depth")

    def all_items(self):
        # Only the list needs the tree: it is computed for all pages.
        return super().all_items().with_tree_fields()

    def rows_of(self, request, found):
        rows = super().rows_of(request, found)
        depths = dict(found)
        for page in rows:
            page.tree_depth = depths[page.pk]
        return rows


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    menu = MenuPlace(CONTENT, 20, "page")
    form = PageForm
    public_view = PageView
    place_form = PagePlaceForm
    change_list_template = "admin/pages/change_list.html"
    list_display = ["pick", "indented_title", "writer", "holder", "shown_in_menu", "saved"]
    list_filter = [
        *PublishableAdmin.list_filter,
        "in_menu",
        "in_footer",
        ReviewFilter,
        StatusFilter,
        ToDoFilter,
    ]
    search_fields = ["title", "summary", "body", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "summary", "body"], "classes": ["main"]}),
        (None, {"fields": ["sources"], "classes": ["main"]}),
        (None, {"fields": ["to_do"]}),
        (
            gettext_lazy("Status"),
            {
                "fields": [
                    "status",
                    "status_date",
                    "approval_statement",
                    "last_reviewed",
                    "next_review",
                    "reviewed_by",
                ],
                "description": gettext_lazy(
                    "For pages about a therapy. Readers see what you enter here in a box above "
                    "the text. Empty fields don't appear."
                ),
            },
        ),
        (None, {"fields": ["picture"]}),
        (gettext_lazy("Appearance"), {"fields": ["layout", "illustration"]}),
        (gettext_lazy("Address"), {"fields": ["slug", "parent"]}),
        (
            gettext_lazy("Menus"),
            {
                "fields": ["menu_title", "in_menu", "in_footer"],
                "description": gettext_lazy(
                    "The first two pages of the menu are also the buttons at the top of the home "
                    "page. A contact page is in the footer once the site details name a contact."
                ),
            },
        ),
        (
            gettext_lazy("Privacy"),
            {
                "fields": list(privacy.HEADINGS),
                "classes": ["main", "privacy-fields"],
                "description": gettext_lazy(
                    "What article 17 of China's Personal Information Protection Law requires you "
                    "to tell readers. Each answer gets its own heading on the page. Ask counsel to "
                    "read your answers first."
                ),
            },
        ),
        (gettext_lazy("Contact details"), {"fields": ["hide_contacts"]}),
        (gettext_lazy("Search"), {"fields": ["also_found_by"]}),
        (gettext_lazy("Review policy"), {"fields": ["needs_second_person", "medical"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.shows_released_pictures:
            return fieldsets
        # First beside the text: it may ask for a new version.
        return [(_("Pictures for the press"), self._about_pictures(obj)), *fieldsets]

    def _about_pictures(self, page):
        """Return a fieldset without fields, which says what a press page shows of the library."""
        note = press.picture_note(page, clock.now())
        shown = _(
            "This page shows the pictures that are marked 'Released for the press' in the media "
            "library. Readers see them from its next version on."
        )
        return {"fields": [], "description": " ".join(filter(None, (note, shown)))}

    def get_changelist(self, request, **kwargs):
        return PageChangeList

    @admin.display(description=gettext_lazy("page"), ordering="title")
    def indented_title(self, page):
        return format_html(
            '<div class="tree-level-{}">{}</div>',
            min(page.tree_depth, 5),
            self.linked(page, page.title),
        )

    @admin.display(description=gettext_lazy("in menu"), ordering="in_menu")
    def shown_in_menu(self, page):
        return labeled(_("In menu"), _("Yes") if page.in_menu else _("No"))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "parent":
            # `PageForm` has those in the language of the page.
            kwargs.update(queryset=Page.objects.none(), form_class=PageChoiceField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        rows = {"to_do": 2, **dict.fromkeys(privacy.HEADINGS, 4)}.get(db_field.name)
        if rows:
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": rows})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_urls(self):
        order = path("order/", self.admin_site.admin_view(self.order_view), name="pages_page_order")
        return [order, *super().get_urls()]

    def order_url(self):
        return reverse("admin:pages_page_order")

    def order_view(self, request):
        """Reorder pages within their level, by dragging or with buttons."""
        self.require(request, "publish")
        if request.method == "POST":
            with workflow.publishing_lock():
                self._reorder(request)
            return HttpResponseRedirect(reverse("admin:pages_page_order"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Menu order"),
            "pages": _labeled(Page.objects.filter(trashed_at=None).with_tree_fields()),
        }
        return render(request, "admin/pages/order.html", context)

    def _reorder(self, request):
        """Move the `page` to `place` (from 0) among its siblings, or another one `up` or `down`."""
        asked = next((name for name in STEPS if name in request.POST), "page")
        pages = Page.objects.filter(trashed_at=None)
        page = pages.filter(pk=_number(request.POST, asked)).first()
        if page is None:
            raise Http404
        siblings = list(
            Page.in_language(page.language).filter(trashed_at=None, parent=page.parent_id)
        )
        stood = siblings.index(page)
        siblings.remove(page)
        place = _number(request.POST, "place", stood + STEPS.get(asked, 0))
        siblings.insert(max(place, 0), page)
        places = {
            each: {"position": place * 10}
            for place, each in enumerate(siblings)
            if each.position != place * 10
        }
        try:
            if places:
                workflow.move(places, by=request.user)
            done = _("Page order saved.") if places else _("The page is already there.")
            self.message_user(request, done, messages.SUCCESS)
        except PublishingError as error:
            self.message_user(request, str(error), messages.ERROR)


def _labeled(pages):
    """Return pages with the labels of the buttons that move them, translated once for all."""
    up, down = _("Move %(page)s up"), _("Move %(page)s down")
    for page in pages.only("title", "language", "parent", "position"):
        page.label_of_up, page.label_of_down = up % {"page": page}, down % {"page": page}
        yield page


def _number(data, name, otherwise=0):
    """Return a small whole number from a form, or `otherwise` if it holds none."""
    text = data.get(name, "")
    return int(text) if re.fullmatch("-?[0-9]{1,17}", text) else otherwise


@admin.register(SiteDetails)
class SiteDetailsAdmin(PublishableAdmin):
    is_single = True
    menu = MenuPlace(CONTENT, 60, "gear")
    formfield_overrides = {TextField: {"widget": AdminTextareaWidget(attrs={"rows": 5})}}
    fieldsets = [
        (
            gettext_lazy("On every page"),
            {"fields": ["name", "legal_name", "footer_note"], "classes": ["main"]},
        ),
        (
            gettext_lazy("Approval of the therapy"),
            {"fields": ["approval_statement"], "classes": ["main"]},
        ),
        (
            gettext_lazy("At the end of every news item"),
            {
                "fields": [
                    "about",
                    "cautionary_text",
                    "contact_name",
                    "contact_phone",
                    "contact_email",
                ],
                "classes": ["main"],
            },
        ),
        (
            gettext_lazy("Contacts"),
            {
                "description": gettext_lazy(
                    "A page with the layout 'Contact' shows whom to contact, with the media "
                    "contact under 'Press'. Roles without a phone number or an email don't appear."
                ),
                "fields": [
                    ("patients_phone", "patients_email"),
                    ("physicians_phone", "physicians_email"),
                    ("partners_phone", "partners_email"),
                ],
                "classes": ["main"],
            },
        ),
        (
            gettext_lazy("When something is withdrawn"),
            {"fields": ["withdrawal_sentences"], "classes": ["main"]},
        ),
        (
            gettext_lazy("Filing in mainland China"),
            {
                "description": gettext_lazy(
                    "The home page shows these numbers at the bottom, linked to the authorities' "
                    "registers. Leave them empty if the site has no server in mainland China."
                ),
                "fields": ["icp_number", "psb_number", "picture"],
                "classes": ["main"],
            },
        ),
        (gettext_lazy("Review policy"), {"fields": ["needs_second_person"]}),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteDetails.objects.exists()

    @read_only
    def changelist_view(self, request, extra_context=None):
        """Open the form directly: there is one row per language, and each leads to the others."""
        found = self.get_queryset(request).order_by("pk")
        first = found.filter(language=get_language()).first() or found.first()
        if first is None or not self.has_view_permission(request, first):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(self.url_of("change", first))


@admin.register(Term)
class TermAdmin(PublishableAdmin):
    menu = MenuPlace(CONTENT, 50, "book")
    public_view = TermView
    place_form = SlugForm
    search_fields = ["title", "other_forms", "summary", "body"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "other_forms", "summary", "body"], "classes": ["main"]}),
        (None, {"fields": ["sources"], "classes": ["main"]}),
        (None, {"fields": ["slug"]}),
        (gettext_lazy("Contact details"), {"fields": ["hide_contacts"]}),
        (gettext_lazy("Review policy"), {"fields": ["needs_second_person", "medical"]}),
    ]
