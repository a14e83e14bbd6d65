from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tianhe_site.publishing import workflow
from tianhe_site.publishing.admin import CarefulAdmin, PublishableAdmin, StateFilter
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
        (_("Text"), {"fields": ["body"]}),
        (_("Sources"), {"fields": ["sources", "company_announcement"]}),
    ]


@admin.register(Category)
class CategoryAdmin(CarefulAdmin):
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
        # Its name is part of what its items say: whoever changes it has written that.
        for item in obj.items.filter(trashed_at=None).exclude(recorded_hash=F("content_hash")):
            workflow.write(item, by=request.user)
