"""The form of pinned results: searches, and the items that come first for them."""

import re
from urllib.parse import unquote

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.limits import MAX_PINNED_RESULTS, MAX_PINNED_SEARCHES
from tianhe_site.plain_text import LineFormField
from tianhe_site.publishing import links
from tianhe_site.publishing.models import MAX_PATH, PinnedResult, Publishable
from tianhe_site.publishing.models.pinned_results import PLACES
from tianhe_site.publishing.search.pins import key_of
from tianhe_site.publishing.sections import draft_models
from tianhe_site.search.queries import MAX_QUERY_LENGTH

# What the script that finds items says, as attributes of the field.
WORDS = {
    "data-items": reverse_lazy("item_search:find"),
    "data-found": gettext_lazy("Live items found"),
    "data-none": gettext_lazy("Nothing live found. Try a single word of the title."),
    "data-one": gettext_lazy("1 item found. Choose it below."),
    "data-several": gettext_lazy("%1 items found. Choose one below."),
    "data-unreachable": gettext_lazy("The search can't be reached. Paste the address instead."),
}


class ItemField(LineFormField):
    """An item, typed as its address or chosen from those that a script finds; None if empty."""

    def __init__(self, **kwargs):
        widget = forms.TextInput({"class": "vTextField", "autocomplete": "off", **WORDS})
        super().__init__(max_length=MAX_PATH, widget=widget, **kwargs)
        # Nobody counts the characters of an address.
        del self.widget.attrs["data-limit"]

    def clean(self, value):
        typed = super().clean(value)
        return _item_at(typed) if typed else None


class PinnedResultForm(forms.ModelForm):
    """Searches of one language, and up to three items that come first for them."""

    first = ItemField(
        label=gettext_lazy("First result"),
        help_text=gettext_lazy("Type part of a title, or paste the address of a page or news."),
    )
    second = ItemField(label=gettext_lazy("Second result"), required=False)
    third = ItemField(label=gettext_lazy("Third result"), required=False)

    class Meta:
        model = PinnedResult
        fields = ["language", "queries", *PLACES]
        widgets = {"queries": forms.Textarea({"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ids = self.instance.item_ids
        paths = links.known_paths_of(ids) if ids else {}
        titles = _titles_of(ids) if ids else {}
        for name in PLACES:
            item_id = getattr(self.instance, f"{name}_id")
            self.initial[name] = paths.get(item_id, "")
            if item_id in titles and name in self.fields:
                self.fields[name].help_text = titles[item_id]

    def clean_queries(self):
        lines = [line.strip() for line in self.cleaned_data["queries"].splitlines()]
        lines = list(filter(None, lines))
        if len(lines) > MAX_PINNED_SEARCHES:
            message = _("You can have up to %d searches here. Remove the ones you need least.")
            raise ValidationError(message % MAX_PINNED_SEARCHES)
        for line in lines:
            _check_query(line)
        return "\n".join(lines)

    def clean(self):
        data = super().clean()
        if not self.errors:
            self._check_items([data[name] for name in PLACES if data[name]])
            self._check_searches(data["language"], data["queries"])
            self._check_number(data["language"])
        return data

    def _check_items(self, items):
        language = self.cleaned_data["language"]
        for name in PLACES:
            item = self.cleaned_data[name]
            if item and item.language != language:
                message = _("This is in %s. Choose one in the language of the searches.")
                self.add_error(name, message % item.get_language_display())
            elif item and items.count(item) > 1 and items.index(item) != PLACES.index(name):
                self.add_error(name, _("This is pinned above. Leave it empty or choose another."))

    def _check_searches(self, language, queries):
        """Let each search have one row of results only."""
        keys = {key_of(line): line for line in queries.splitlines()}
        others = PinnedResult.objects.filter(language=language).exclude(pk=self.instance.pk)
        for other in others:
            for line in other.lines():
                if typed := keys.get(key_of(line)):
                    message = _("'%(typed)s' has pinned results already: see '%(other)s'.")
                    self.add_error("queries", message % {"typed": typed, "other": other})

    def _check_number(self, language):
        others = PinnedResult.objects.filter(language=language).exclude(pk=self.instance.pk)
        if others.count() >= MAX_PINNED_RESULTS:
            message = _("You can have up to %d pinned results. Delete the ones you need least.")
            raise ValidationError(message % MAX_PINNED_RESULTS)


def _titles_of(ids):
    """Return the titles of the drafts of items, by id."""
    return {
        pk: str(each) for model in draft_models() for pk, each in model.objects.in_bulk(ids).items()
    }


def _check_query(line):
    if len(line) > MAX_QUERY_LENGTH:
        message = _("'%(line)s…' has more than %(limit)d characters. Nobody searches for that.")
        raise ValidationError(message % {"line": line[:40], "limit": MAX_QUERY_LENGTH})
    if not key_of(line):
        raise ValidationError(_("'%s' has no word or number to search for.") % line)


def _item_at(typed):
    """Return the item at a typed address. Raises `ValidationError` if there is none that readers
    can find."""
    path = _path_of(typed)
    item_id = links.reference_to(path)
    if item_id is None:
        message = _("There is no page at '%s'. Search for its title, or paste its address.")
        raise ValidationError(message % typed)
    return Publishable.objects.get(pk=item_id)


def _path_of(typed):
    """Return the path that an address of this site names, with the slashes that were left out."""
    path = unquote(re.split("[?#]", typed.removeprefix(settings.SITE_URL))[0])
    # PostgreSQL accepts no NUL in a query.
    path = path.replace("\0", "")
    return f"/{path.strip('/')}/" if path.strip("/") else "/"
