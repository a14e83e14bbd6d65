"""Admin classes that have a place in the side bar, call their pages as people do, and answer
malformed ids, filters and searches instead of failing."""

from typing import NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import ErrorDict
from django.http import HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tianhe_site import busy
from tianhe_site.admin_pages import url_of
from tianhe_site.kept_forms import redirect_unsaved
from tianhe_site.plain_text import count_characters

MAX_SEARCH_LENGTH = 200
[(_no_value, DASHES)] = BLANK_CHOICE_DASH
# The lookups in the links of Django's filters and date hierarchy, after the field's name.
_BY_FILTER = ("", "__exact", "__id__exact", "__isnull")
_BY_DATE = ("__year", "__month", "__day", "__gte", "__lt")


class MenuPlace(NamedTuple):
    """Where the side bar has the link to a list: in which group, after what, with which icon."""

    group: str
    order: int
    icon: str


CONTENT, SITE, PEOPLE = "content", "site", "people"


class BaseAdmin(admin.ModelAdmin):
    menu = MenuPlace(SITE, 90, "folder")
    # What the list is called, and the form for a new object. "" stands for the names of the model.
    list_title = add_title = ""
    # There is one object, and its list leads to its form.
    is_single = False
    # Counts beside each filter would take a query each.
    show_facets = admin.ShowFacets.NEVER

    def title_of_list(self):
        return self.list_title or capfirst(self.opts.verbose_name_plural)

    def title_of_add(self):
        return self.add_title or _("New %(kind)s") % {"kind": self.opts.verbose_name}

    def title_of(self, obj):
        return str(obj)

    def add_view(self, request, form_url="", extra_context=None):
        title = {"title": self.title_of_add()}
        return super().add_view(request, form_url, {**title, **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        title = self.title_of(obj) if obj else ""
        context |= {"title": title, "subtitle": None} if title else {}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return count_characters(_ask_in_words(field))

    def get_object(self, request, object_id, from_field=None):
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            # A number that no column holds. Django checks the range of integer keys, but not of
            # keys that point to another table.
            return None

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Redirect a form whose object was deleted meanwhile to the form for a new object, which
        offers what was typed."""
        if request.method != "POST" or not self.has_add_permission(request):
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        message = _(
            "Someone deleted this while you were working, so your changes weren't saved. This "
            "browser kept your text. Restore it here to save it as a new item."
        )
        messages.error(request, message)
        return redirect_unsaved(request, url_of(self.model, "add"))

    def get_search_results(self, request, queryset, search_term):
        # Some thousand words nest deeper than SQLite's parser allows; PostgreSQL rejects NUL.
        term = search_term.replace("\x00", "")[:MAX_SEARCH_LENGTH]
        return super().get_search_results(request, queryset, term)

    def get_changeform_initial_data(self, request):
        # Query parameters don't prefill forms: no link uses them, and odd values break fields.
        return {}

    def lookup_allowed(self, lookup, value, request):
        """Return whether one of the list's own filters or dates uses this lookup. Anything else is
        a 400: a pattern that the database can't parse is one of 40 ways to make Django's lists
        fail."""
        names = {_name_of(each) for each in self.get_list_filter(request)}
        filters = {f"{name}{suffix}" for name in names for suffix in _BY_FILTER}
        dates = {f"{self.date_hierarchy}{suffix}" for suffix in _BY_DATE}
        return lookup in filters | dates

    def changelist_view(self, request, extra_context=None):
        title = {"title": self.title_of_list()}
        try:
            return super().changelist_view(request, {**title, **(extra_context or {})})
        except (OverflowError, ValueError, DataError):
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")


def _ask_in_words(field):
    """Replace the row of dashes with which Django's lists of choices begin."""
    words = _("Choose…") if field and field.required else _("None")
    if isinstance(field, forms.ModelChoiceField):
        # Its choices are a query.
        field.empty_label = words if field.empty_label == DASHES else field.empty_label
    elif isinstance(field, forms.ChoiceField) and field.choices[:1] == [("", DASHES)]:
        field.choices = [("", words), *field.choices[1:]]
    return field


def _name_of(list_filter):
    name = list_filter[0] if isinstance(list_filter, tuple) else list_filter
    return name if isinstance(name, str) else name.parameter_name


class SavingAdmin(BaseAdmin):
    """Validates a form before it takes a lock, so that nobody waits for validation.

    It validates once more with the lock held, since someone may have saved meanwhile. If the lock
    isn't free in time, the form comes back with everything typed.
    """

    def lock(self):
        """Return the context manager in which a form is saved."""
        raise NotImplementedError

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        # Django's own method begins a transaction here, which takes the lock on SQLite.
        arguments = (request, object_id, form_url, extra_context)
        try:
            return self._check_and_save(*arguments)
        except Exception as error:
            if not busy.is_busy(error):
                raise
            busy.note(error)
            reason = busy.reason_of(error)
        if not request.accepts("text/html"):
            return busy.answer(request, reason)
        request.is_busy = True
        messages.error(request, reason)
        return busy.as_busy(self._changeform_view(*arguments))

    def _check_and_save(self, request, *arguments):
        try:
            return self._changeform_view(request, *arguments)
        except _CheckedError:
            with self.lock():
                request.has_lock = True
                return self._changeform_view(request, *arguments)

    def save_form(self, request, form, change):
        """Django calls this for a form without errors."""
        if not getattr(request, "has_lock", False):
            raise _CheckedError
        return super().save_form(request, form, change)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if getattr(request, "is_busy", False):
            return type(form.__name__, (_BusyFormMixin, form), {})
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        if getattr(request, "is_busy", False):
            # There is nothing to correct: the message says it all.
            context["errors"] = None
        return super().render_change_form(request, context, *args, **kwargs)


class _CheckedError(Exception):
    """A form is valid and can be saved."""


class _BusyFormMixin:
    """A submitted form that can't be saved now."""

    def full_clean(self):
        self._errors, self.cleaned_data = ErrorDict(), {}
        self.add_error(None, ValidationError(busy.MESSAGE, code=busy.CODE))
