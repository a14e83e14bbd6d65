"""An admin that answers impossible ids, filters and searches, and does not fail at them."""

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import DataError
from django.http import HttpResponseRedirect

LONGEST_SEARCH = 200


class CarefulAdmin(admin.ModelAdmin):
    def get_object(self, request, object_id, from_field=None):
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            # A number that no column holds; Django guards keys that are integers themselves, not
            # those that point to another table.
            return None

    def get_search_results(self, request, queryset, search_term):
        # Some thousand words are deeper than SQLite reads; PostgreSQL takes no NUL.
        term = search_term.replace("\x00", "")[:LONGEST_SEARCH]
        return super().get_search_results(request, queryset, term)

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except (OverflowError, ValueError, DataError):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
