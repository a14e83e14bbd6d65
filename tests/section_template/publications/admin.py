from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tianhe_site.editorial.admin import PublishableAdmin
from tianhe_site.editorial.forms import SlugForm

from .models import Publication
from .views import PublicationView


@admin.register(Publication)
class PublicationAdmin(PublishableAdmin):
    public_view = PublicationView
    place_form = SlugForm
    list_display = ["pick", "item", "writer", "holder", "year", "saved"]
    list_filter = [*PublishableAdmin.list_filter, "year"]
    search_fields = ["title", "abstract", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (_("Publication"), {"fields": ["title", "slug", "year"]}),
        (_("Text"), {"fields": ["abstract", "document"]}),
        (_("Sources"), {"fields": ["sources"]}),
        (_("Rules"), {"fields": ["needs_second_person", "medical"]}),
    ]
