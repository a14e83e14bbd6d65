"""The words that an editor is asked about, to keep as a list."""

from django.contrib import admin

from ..models import WatchedWord
from .subjects import SubjectAdmin


@admin.register(WatchedWord)
class WatchedWordAdmin(SubjectAdmin):
    list_display = ["word", "kind", "language", "phrases", "advice"]
    list_filter = ["kind", "language"]
    search_fields = ["word", "phrases", "advice"]
    fields = ["language", "kind", "word", "phrases", "advice"]
    actions = None
