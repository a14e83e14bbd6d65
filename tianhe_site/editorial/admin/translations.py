"""Items in several languages: translating one, its source beside what is typed, and what is
behind."""

from django import forms
from django.contrib import admin
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.admin_pages import url_of
from tianhe_site.comparison import diff
from tianhe_site.languages import choices, codes, tag_of, with_label
from tianhe_site.publishing import clock, translations, workflow
from tianhe_site.publishing.models import FOREVER, Edition
from tianhe_site.rich_text.fields import RichTextField

from ..forms.notes import KeepTranslationForm
from .pages import ItemPagesMixin
from .reading import readable_text

State = translations.TranslationState
# The field of a form that says which version of the source the draft says now.
SEEN = "says_source"
# Versions of a source, and what a new translation starts with.
_LABELS = {
    "draft": gettext_lazy("Draft"),
    "live": gettext_lazy("Live version"),
    "scheduled": gettext_lazy("Scheduled version"),
    "approved": gettext_lazy("Approved version"),
}
_COPIED = {
    "draft": gettext_lazy("You get a new draft with the text, pictures and sources of the draft."),
    "live": gettext_lazy(
        "You get a new draft with the text, pictures and sources of the live version."
    ),
    "scheduled": gettext_lazy(
        "You get a new draft with the text, pictures and sources of the scheduled version."
    ),
    "approved": gettext_lazy(
        "You get a new draft with the text, pictures and sources of the approved version."
    ),
}


class LanguageFilter(admin.SimpleListFilter):
    """The items in one language."""

    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return choices() if languages.has_several() else ()

    def queryset(self, request, queryset):
        return translations.only_in(queryset, self.value()) if self.value() in codes() else queryset


class TranslationFilter(admin.SimpleListFilter):
    """The translations in one state, or the items of which one is missing."""

    title = gettext_lazy("translation")
    parameter_name = "translation"

    def lookups(self, request, model_admin):
        return State.choices if languages.has_several() else ()

    def queryset(self, request, queryset):
        if self.value() not in State.values:
            return queryset
        return translations.in_state(queryset, State(self.value()), clock.now())


class TranslationPagesMixin(ItemPagesMixin):
    def get_urls(self):
        return [
            self.item_path("translate/<str:language>/", self.translate_view, "translate"),
            self.item_path("keep-translation/", self.keep_view, "keep_translation"),
            *super().get_urls(),
        ]

    def translate_view(self, request, object_id, language):
        """Say what translating does, then lead to the translation: a new draft, or the one that
        there is."""
        draft = self.draft_to_see(request, object_id)
        for permission in workflow.permissions_to_translate(self.model):
            self.require(request, permission)
        if language not in codes() or language == draft.language:
            raise Http404
        if known := translations.usable_in(draft, language):
            return HttpResponseRedirect(self.url_of("change", known))
        name = languages.name_of(language)
        return self.verb_page(
            request,
            draft,
            form=forms.Form(request.POST if request.method == "POST" else None),
            dry_run=lambda: workflow.translate(draft, language=language, by=request.user),
            title=_("Translate into %s") % name,
            button=_("Translate"),
            facts=self._facts_of_translation(draft, language),
            action=lambda form: workflow.translate(draft, language=language, by=request.user),
            success=_("This draft still says what its source says. Translate it field by field."),
            lead_to=lambda made: made,
        )

    def _facts_of_translation(self, draft, language):
        version = translations.version_to_translate(draft, clock.now())
        yield _COPIED[_kind_of(version, clock.now())]
        yield _("Readers see no change.")
        above = getattr(draft, "parent", None)
        if not above or translations.usable_in(above, language):
            return
        nearest = workflow.nearest_parent(draft, language)
        sentence = (
            _(
                "'%(parent)s' isn't in this language yet, so the new page is placed below "
                "'%(nearest)s'. To keep the structure, translate '%(parent)s' first."
            )
            if nearest
            else _(
                "'%(parent)s' isn't in this language yet, so the new page is placed at the top "
                "level. To keep the structure, translate '%(parent)s' first."
            )
        )
        yield sentence % {"parent": above, "nearest": nearest}

    def keep_view(self, request, object_id):
        """Record that a translation which is behind needs no change."""
        draft = self.draft_to_change(request, object_id)
        source = translations.source_of(draft)
        if source is None:
            raise Http404
        change = _change_of_source(draft, source, clock.now())
        seen = change["version"].content_hash
        form = KeepTranslationForm(request.POST or None, initial={"seen": seen})
        return self.verb_page(
            request,
            draft,
            form=form,
            dry_run=lambda: workflow.keep_translation(draft, by=request.user, seen=seen, note="x"),
            title=_("No change needed"),
            button=_("No change needed"),
            facts=[
                _("The translation counts as up to date until its source changes again."),
                _("Readers see no change."),
            ],
            action=lambda form: workflow.keep_translation(
                draft, by=request.user, **form.cleaned_data
            ),
            success=_("Recorded: the translation needs no change."),
            change_of_source=change,
        )

    def translation_context(self, request, form, draft):
        """Return what the form of `draft` shows about its other languages, and of its source."""
        if not languages.has_several():
            return {}
        at = clock.now()
        context = {"languages": self._languages(request, draft, at)}
        source = translations.source_of(draft)
        if source is None:
            return context
        change = _change_of_source(draft, source, at)
        _show_beside(form, change["version"])
        return {**context, "change_of_source": change, "seen_field": SEEN}

    def _languages(self, request, draft, at):
        """Return for each language the translation, whether there is a draft of it, and the address
        that opens or makes it; none for the draft's own language."""
        may = all(self.may(request, each) for each in workflow.permissions_to_translate(self.model))
        rows = []
        for each in translations.of_items([draft], at)[draft.pk]:
            is_own = each.language == draft.language
            # What is in the trash or archived can be restored there.
            has_row = each.item is not None
            url = self.url_of("change", each.item) if has_row and not is_own else ""
            if not has_row and may and not draft.trashed_at:
                url = self.url_of("translate", draft, each.language)
            # A draft in the trash says so itself.
            state = None if is_own and each.state == State.MISSING else each.state
            rows.append(
                {
                    "translation": each,
                    "state": state,
                    "url": url,
                    "has_row": has_row,
                    "is_own": is_own,
                }
            )
        return rows

    def note_source_said(self, request, draft):
        """Note on a draft which version of its source it says, if the form says so."""
        seen = request.POST.get(SEEN)
        source = translations.source_of(draft) if seen else None
        if source and translations.is_version_of(source, seen):
            draft.source_hash = seen

    def languages_of(self, draft):
        """Return the languages of an item for its row in the list: its own, and for each other one
        the state of the translation."""
        marks = (self._language_mark(draft, each) for each in getattr(draft, "languages", ()))
        return format_html_join("", "{}", ((mark,) for mark in marks if mark))

    def _language_mark(self, draft, translation):
        name = format_html('<span lang="{}">{}</span>', translation.tag, translation.name)
        is_own, state = translation.language == draft.language, translation.state
        if state is None and translation.item is None:
            return ""
        if is_own and state in (State.IN_PROGRESS, State.MISSING):
            # Its own state says that.
            state = None
        words = _with_state(name, state) if state else name
        kind = state.value if state else "own" if is_own else "other"
        if is_own or translation.item is None or translation.item.trashed_at:
            return format_html('<span class="language language-{}">{}</span>', kind, words)
        url = self.url_of("change", translation.item)
        return format_html('<a class="language language-{}" href="{}">{}</a>', kind, url, words)


def _with_state(name, state):
    return format_html(with_label("{}", "{}"), name, state.label)


def _change_of_source(draft, source, at):
    """Return what a page shows of the source of a draft: the `version` to translate, and if the
    draft says another one, what changed since (`comparison`, None if that isn't kept)."""
    version = translations.version_to_translate(source, at)
    is_behind = draft.source_hash != version.content_hash
    said = translations.version_said(draft, source) if is_behind else None
    is_comparable = said is not None and not said.redaction_reason
    comparison = diff.compare(said, version) if is_comparable else None
    label = _LABELS[_kind_of(version, at)]
    return {
        "source": source,
        "name": languages.name_of(source.language),
        "tag": tag_of(source.language),
        "url": url_of(source, "change", source.pk),
        "version": version,
        "is_behind": is_behind,
        "comparison": comparison and [each for each in comparison if each.changed],
        "old_label": _("Translated version"),
        "new_label": label,
    }


def _kind_of(version, at):
    """Return which version of an item this is, as a key of `_LABELS`."""
    if not isinstance(version, Edition):
        return "draft"
    if version.live_from <= at < version.live_until:
        return "live"
    return "scheduled" if version.live_from < FOREVER else "approved"


def _show_beside(form, version):
    """Give each field of a form the text of the source that it translates."""
    edition_model = type(version) if isinstance(version, Edition) else version.edition_model()
    names = edition_model.content_fields()
    for name, field in form.fields.items():
        text = _text_of(version, name) if name in names else ""
        if text:
            field.source_text = {"text": text, "tag": tag_of(version.language)}


def _text_of(version, name):
    """Return the text of a field of the source for people to read, "" if it has none."""
    field, value = version._meta.get_field(name), getattr(version, name)
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    if not is_text or not value:
        return ""
    is_rich = isinstance(field, RichTextField)
    return readable_text(version, value) if is_rich else linebreaksbr(value)
