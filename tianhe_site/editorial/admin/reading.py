"""What users see of a draft that they may only view."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from tianhe_site.media_library.addresses import PRIVATE_ROOT
from tianhe_site.media_library.markup import PageMedia
from tianhe_site.publishing import clock
from tianhe_site.publishing.sources import SourcesField, describe, sources_of
from tianhe_site.rich_text.cleaning import for_readers
from tianhe_site.rich_text.fields import RichTextField
from tianhe_site.rich_text.presentation import with_latest_news


class ReadableTextsMixin:
    def get_fieldsets(self, request, obj=None):
        """Show readable texts, not stored markup, to users who may only view the draft."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, {**options, "fields": [self._readable(each) for each in options["fields"]]})
            for name, options in fieldsets
        ]

    def _readable(self, name):
        """Return what shows a field of `fieldsets` to someone who may only read it."""
        field = next((each for each in self.opts.fields if each.name == name), None)
        show = next(
            (show for kind, show in _READABLE_FIELDS.items() if isinstance(field, kind)), None
        )
        if show is None:
            return name

        @admin.display(description=field.verbose_name)
        def readable(draft):
            return show(draft, getattr(draft, name))

        return readable


def readable_text(draft, markup):
    """Return a formatted text of a draft or an edition as readers see it."""
    media = PageMedia(draft.media, PRIVATE_ROOT, draft.language)
    text = for_readers(markup, clock.now(), len(sources_of(draft)), media)
    text = with_latest_news(text, format_html("<p>{}</p>", _("The latest news appears here.")))
    return format_html('<div class="reading">{}</div>', mark_safe(text))


def _readable_sources(draft, sources):
    return format_html_join("", "<div>{}. {}</div>", enumerate(map(describe, sources), start=1))


_READABLE_FIELDS = {RichTextField: readable_text, SourcesField: _readable_sources}
