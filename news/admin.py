from functools import partial

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.forms import Script
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tianhe_site import languages
from tianhe_site.admin_pages import url_of
from tianhe_site.base_admin import CONTENT, SITE, MenuPlace
from tianhe_site.editorial.address_offer import AddressOfferMixin
from tianhe_site.editorial.admin import ModeratedAdmin, PublishableAdmin, labeled
from tianhe_site.editorial.forms import ModeratedForm, PublishableForm, SlugForm
from tianhe_site.plain_text import LineFormField
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import PublishingError

from .categories import UNMARK, record_in_items
from .models import Category, NewsItem
from .views import NewsItemView

# How many items that use a category its deletion names.
MAX_NAMED = 20


class YearFilter(admin.SimpleListFilter):
    """The items of one year, as their addresses say."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        first, last = (
            NewsItem.objects.order_by(order).values_list("date", flat=True).first()
            for order in ("date", "-date")
        )
        years = range(last.year, first.year - 1, -1) if first else ()
        return [(str(year), str(year)) for year in years]

    def queryset(self, request, queryset):
        is_year = (self.value() or "").isdecimal() and len(self.value()) == 4
        return queryset.filter(date__year=int(self.value())) if is_year else queryset


class NewsItemForm(PublishableForm):
    """A news item, with the names that categories have in its language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "category" in self.fields:
            name_in = partial(Category.name_in, language=self.instance.language)
            self.fields["category"].label_from_instance = name_in


@admin.register(NewsItem)
class NewsItemAdmin(PublishableAdmin):
    form = NewsItemForm
    menu = MenuPlace(CONTENT, 10, "news")
    list_title = _("News")
    add_title = _("Write news")
    public_view = NewsItemView
    place_form = SlugForm
    list_display = ["pick", "item", "writer", "holder", "dated", "categorized", "saved"]
    list_filter = [*PublishableAdmin.list_filter, YearFilter, "category"]
    list_select_related = ["category"]
    search_fields = ["title", "summary", "body", "slug"]
    bulk_fields = ("category",)
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "summary", "body"], "classes": ["main"]}),
        (None, {"fields": ["sources", "company_announcement"], "classes": ["main"]}),
        (_("Date, place and category"), {"fields": ["date", "dateline_place", "category"]}),
        (None, {"fields": ["picture"]}),
        (None, {"fields": ["slug"]}),
        (_("Contact details"), {"fields": ["hide_contacts"]}),
        (_("Search"), {"fields": ["also_found_by"]}),
    ]

    @admin.display(description=_("date"), ordering="date")
    def dated(self, item):
        return labeled(gettext("Date"), date_format(item.date, "SHORT_DATE_FORMAT"))

    @admin.display(description=_("category"), ordering="category__position")
    def categorized(self, item):
        name = item.category and item.category.name_in(get_language())
        return labeled(gettext("Category"), name)


def _other_languages():
    """Return (name of the form field, code, name) of each language besides the default one."""
    return [
        (f"name_{code}", code, name)
        for code, name in settings.LANGUAGES
        if code != settings.LANGUAGE_CODE
    ]


def _name_field(language):
    return LineFormField(
        label=format_lazy(_("Name in {language}"), language=language),
        max_length=Category._meta.get_field("name").max_length,
        required=False,
        widget=AdminTextInputWidget(),
    )


class CategoryForm(ModeratedForm):
    """A category, with a field for its name in each language."""

    why_help = _("Needed if you uncheck a box. It stays checked until someone else approves.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field, code, language in _other_languages():
            self.fields[field] = _name_field(language)
            self.initial.setdefault(field, self.instance.names.get(code, ""))

    def clean(self):
        data = super().clean()
        others = Category.objects.exclude(pk=self.instance.pk)
        for field, code, _name in _other_languages():
            name = data.get(field)
            if name and any(other.name_in(code) == name for other in others):
                self.add_error(
                    field, gettext("Another category has this name. Choose a different one.")
                )
        return data

    def _names(self):
        """Return the names in other languages, also those of languages that were taken away."""
        typed = {code: self.cleaned_data[field] for field, code, _name in _other_languages()}
        return {code: name for code, name in {**self.instance.names, **typed}.items() if name}

    def fields_to_approve(self, before):
        """Unchecking one of these frees the texts of the category from a rule."""
        return [
            name
            for name in workflow.MARKS
            if getattr(before, name) and not getattr(self.instance, name)
        ]

    def _post_clean(self):
        if not self.errors:
            self.instance.names = self._names()
        super()._post_clean()
        for item in self.instance.items.all() if self.instance.needs_second_person else ():
            # The category as it will be saved.
            item.category = self.instance
            try:
                workflow.check_mark(item)
            except PublishingError as error:
                self.add_error("needs_second_person", str(error))


@admin.register(Category)
class CategoryAdmin(AddressOfferMixin, ModeratedAdmin):
    menu = MenuPlace(SITE, 50, "tag")
    form = CategoryForm
    fields = ["name", "slug", "position", "needs_second_person", "medical", "why"]
    request_kind = UNMARK
    list_display = ["name", "other_names", "slug", "rules", "position"]
    prepopulated_fields = {"slug": ["name"]}
    actions = None

    class Media:
        js = [Script("js/admin/address-offer.js", type="module")]

    def get_form(self, request, obj=None, change=False, **kwargs):
        # The form itself adds those for the names in other languages.
        return super().get_form(request, obj, change=change, **{**kwargs, "fields": self.fields})

    def get_fields(self, request, obj=None):
        """Put the names beside each other."""
        first, *others = super().get_fields(request, obj)
        names = [field for field, _code, _name in _other_languages()]
        may_change = self.has_change_permission(request, obj) if obj else True
        return [first, *(names if may_change else ["other_names"]), *others]

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return shown if _other_languages() else [name for name in shown if name != "other_names"]

    @admin.display(description=_("in other languages"))
    def other_names(self, category):
        return ", ".join(category.names.values()) or "–"

    @admin.display(description=_("rules"))
    def rules(self, category):
        names = [name for name in ("needs_second_person", "medical") if getattr(category, name)]
        labels = [str(self.opts.get_field(name).verbose_name) for name in names]
        return languages.listed(capfirst(label) for label in labels) or "–"

    def get_readonly_fields(self, request, obj=None):
        # Editions store the slug, and the category's address contains it.
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None):
        # Someone could delete a marked category and create it again without the mark: that must be
        # approved first.
        is_marked = obj is not None and any(getattr(obj, name) for name in workflow.MARKS)
        return super().has_delete_permission(request, obj) and not is_marked

    def get_deleted_objects(self, objs, request):
        """Return what is in the way, the newest items by name. Django would read and name all that
        use a category: 780 ms for 16,000."""
        items = NewsItem.objects.filter(category__in=objs)
        named = [
            format_html('<a href="{}">{}</a>', url_of(each, "change", each.pk), each)
            for each in items[:MAX_NAMED]
        ]
        more = items.count() - len(named)
        in_the_way = [*named, gettext("and %(count)d more") % {"count": more}] if more else named
        return ([], {}, set(), in_the_way) if named else super().get_deleted_objects(objs, request)

    def save_model(self, request, obj, form, change):
        renamed_in = obj.renamed_in(Category.objects.get(pk=obj.pk)) if change else ()
        super().save_model(request, obj, form, change)
        changed = set(form.changed_data) - set(form.changes_to_approve)
        if renamed_in or (change and changed.intersection(workflow.MARKS)):
            record_in_items(obj, changed, renamed_in=renamed_in, by=request.user)
