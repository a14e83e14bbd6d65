from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing import workflow
from tianhe_site.publishing.admin import PublishableAdmin, StateFilter, SubjectAdmin
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.forms import SlugForm

from .models import Category, NewsItem
from .views import NewsItemView


@admin.register(NewsItem)
class NewsItemAdmin(PublishableAdmin):
    public_view = NewsItemView
    place_form = SlugForm
    list_display = ["title", "state", "date", "category", "address", "modified_at"]
    list_filter = [StateFilter, "category"]
    list_select_related = ["category"]
    search_fields = ["title", "summary", "body", "slug"]
    date_hierarchy = "date"
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (_("Headline"), {"fields": ["title", "slug", "summary"]}),
        (_("When, where, what kind"), {"fields": ["date", "dateline_place", "category"]}),
        (_("Picture"), {"fields": ["picture"]}),
        (_("Text"), {"fields": ["body"]}),
        (_("Sources"), {"fields": ["sources", "company_announcement"]}),
    ]


class CategoryForm(forms.ModelForm):
    def _post_clean(self):
        super()._post_clean()
        for item in self.instance.items.all() if self.instance.needs_second_person else ():
            # As the category will be, once it is saved.
            item.category = self.instance
            try:
                workflow.check_mark(item)
            except PublishingError as error:
                self.add_error("needs_second_person", str(error))


@admin.register(Category)
class CategoryAdmin(SubjectAdmin):
    form = CategoryForm
    list_display = ["name", "slug", "position", "needs_second_person", "medical"]
    prepopulated_fields = {"slug": ["name"]}
    actions = None

    def get_readonly_fields(self, request, obj=None):
        # Editions keep the slug as a value, and the category's address is made of it.
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and {"name", *workflow.MARKS} & set(form.changed_data):
            self._record(request, obj, form)

    def _record(self, request, category, form):
        """Record with each item what a change of its category means for it: the name is part of
        what it says, so whoever changes that has written part of it; and the marks are its own."""
        note = " ".join(
            workflow.note_of_mark(getattr(category, name), name)
            for name in workflow.MARKS
            if name in form.changed_data
        )
        for item in category.items.all():
            workflow.record_writer(item, by=request.user, note=note)
