"""Where new drafts begin that don't begin empty: a Word file or a template."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.admin_pages import url_of
from tianhe_site.publishing.errors import PublishingError

from .. import starting
from ..models import DraftTemplate
from ..word import conversion, report
from .pages import is_number

# The key of a session under which it keeps what was left out of files, by draft.
REPORTS = "start_reports"
MAX_REPORTS = 5
MAX_LINES = 60


class WordFileForm(forms.Form):
    """Asks for a Word file."""

    file = forms.FileField(
        label=gettext_lazy("Word file"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={
            "required": gettext_lazy("Choose a Word file (.docx)."),
            "empty": conversion.MESSAGES["empty"],
        },
    )


class StartPagesMixin:
    """Mixin of `PublishableAdmin`: what a form for a new draft offers besides an empty one."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_start_from_word"
        view = self.admin_site.admin_view(self.start_from_word_view)
        return [path("start-from-word/", view, name=name), *super().get_urls()]

    def start_from_word_view(self, request):
        """Make a draft of an uploaded Word file, and open it."""
        if not self.has_add_permission(request) or not starting.has_text(self.model):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = WordFileForm(request.POST, request.FILES) if is_sent else WordFileForm()
        if form.is_valid():
            try:
                return self._start_from_word(request, form.cleaned_data["file"])
            except (conversion.WordError, PublishingError) as error:
                form.add_error("file", str(error))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Start from a Word file"),
            "form": form,
            "add": self.start_url("add", self.language_of_new(request)),
        }
        return render(request, "admin/editorial/start_from_word.html", context)

    def _start_from_word(self, request, upload):
        text = conversion.read(upload, by=request.user)
        values = {
            self.model.titled_by: text.title,
            self.model.described_by: text.summary,
            "body": text.body,
            "sources": text.sources,
        }
        values["language"] = self.language_of_new(request)
        draft, shortened = starting.start(self.model, by=request.user, values=values)
        lines = [self._shortened(name) for name in shortened]
        _keep_report(request, draft, [*lines, *text.report])
        return HttpResponseRedirect(self.url_of("change", draft))

    def _shortened(self, name):
        label = self.model._meta.get_field(name).verbose_name
        return report.moved_words(label, starting.limit_of(self.model, name))

    def start_url(self, name, language):
        """Return the address of a page that begins a draft in a language."""
        url = url_of(self.model, name)
        return f"{url}?{urlencode({'language': language})}" if languages.has_several() else url

    def language_of_new(self, request):
        """Return the language in which a new draft begins: the one that the address names, that of
        its template, or that of the person."""
        template = self._template(request)
        asked = request.GET.get("language") or (template.language if template else get_language())
        return languages.known(asked)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            form.new_language = self.language_of_new(request)
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            context["new_language"] = context["adminform"].form.instance.language
        # A form that was sent keeps what was typed.
        if add and request.method != "POST":
            context["start_languages"] = self._start_languages(context["new_language"])
            if starting.has_text(self.model):
                context["start_from"] = self._starts(request, context["new_language"])
        if obj is not None and obj.pk:
            context["start_report"] = request.session.get(REPORTS, {}).get(str(obj.pk))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _start_languages(self, chosen):
        """Return (code, name, address, whether it is chosen) of each language that a new draft may
        be in; nothing if there is one."""
        if not languages.has_several():
            return []
        return [
            (code, name, self.start_url("add", code), code == chosen)
            for code, name in settings.LANGUAGES
        ]

    def _starts(self, request, language):
        """Return (label, address, whether it is chosen) of what a new draft in a language may begin
        as."""
        chosen, add = self._template(request), url_of(self.model, "add")
        return [
            (_("Empty"), self.start_url("add", language), chosen is None),
            *(
                (str(each), f"{add}?template={each.pk}", each == chosen)
                for each in self._templates().filter(language=language)
            ),
            (_("Word file…"), self.start_url("start_from_word", language), False),
        ]

    def _templates(self):
        return DraftTemplate.objects.filter(kind=self.model._meta.label_lower)

    def _template(self, request):
        """Return the template that the address names, None if it names none."""
        number = request.GET.get("template", "")
        return self._templates().filter(pk=number).first() if is_number(number) else None

    def get_changeform_initial_data(self, request):
        template = self._template(request)
        if template is None:
            return super().get_changeform_initial_data(request)
        return {
            self.model.titled_by: template.title,
            self.model.described_by: template.summary,
            "body": template.body,
        }


def _keep_report(request, draft, lines):
    """Keep what was left out until the draft is saved: a page that is opened again shows it."""
    more = len(lines) - MAX_LINES
    if more > 0:
        lines = [*lines[:MAX_LINES], _("And %d more.") % more]
    # The newest last.
    kept = [*request.session.get(REPORTS, {}).items(), (str(draft.pk), lines)]
    request.session[REPORTS] = dict(kept[-MAX_REPORTS:])


def forget_report(request, draft):
    """Forget what was left out of the file that a draft began as: someone has seen it."""
    kept = request.session.get(REPORTS, {})
    if kept.pop(str(draft.pk), None) is not None:
        request.session[REPORTS] = kept
