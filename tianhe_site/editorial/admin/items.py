"""The shared admin of everything publishable: list, form, states and buttons."""

import uuid
from collections import defaultdict
from contextlib import nullcontext

from csp.decorators import csp_update
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import DateField
from django.forms import Script
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tianhe_site import busy
from tianhe_site.base_admin import SavingAdmin
from tianhe_site.comparison import diff
from tianhe_site.kept_forms import lead_without_taking
from tianhe_site.media_library import asset_fields
from tianhe_site.media_library.addresses import PRIVATE_ROOT
from tianhe_site.media_library.markup import PageMedia
from tianhe_site.publishing import clock, content_checks, links, states, workflow
from tianhe_site.publishing.models import FOREVER, Publishable, Review
from tianhe_site.publishing.sources import SourcesField, in_words, sources_of
from tianhe_site.refusals import read_only
from tianhe_site.rich_text.cleaning import for_readers
from tianhe_site.rich_text.fields import RichTextField, cached_cleaning
from tianhe_site.rich_text.presentation import with_latest_news

from .. import edit_conflicts, presence
from ..forms.drafts import PublishableForm
from ..forms.periods import NOT_A_DATE
from .history import HistoryPages, is_number
from .publication import PublicationPages
from .review import ReviewPages
from .second_approver import second_person

# The rich-text editor sets styles on its own buttons and panels.
RICH_TEXT_POLICY = csp_update({"style-src": ["'unsafe-inline'"]})


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return states.State.choices

    def queryset(self, request, queryset):
        if self.value() in states.State.values:
            return states.in_state(queryset, self.value())
        return queryset.filter(trashed_at=None)


class LockedAdmin(SavingAdmin):
    """Saves while holding the publishing lock."""

    def lock(self):
        # Lock first, then rows, in the same order as the verbs.
        return workflow.publishing_lock()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with cached_cleaning():
            return super().changeform_view(request, object_id, form_url, extra_context)

    @read_only
    def changelist_view(self, request, extra_context=None):
        # No bulk actions.
        return super().changelist_view(request, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with workflow.publishing_lock() if request.method == "POST" else nullcontext():
            return super().delete_view(request, object_id, extra_context)


class PublishableAdmin(PublicationPages, ReviewPages, HistoryPages, LockedAdmin):
    """A section sets `public_view`, the view that renders previews, and `place_form`, which asks
    for a new place; None if its items have no page or no address."""

    item_pages = {"open": "open/"}
    form = PublishableForm
    change_form_template = "admin/editorial/change_form.html"
    change_list_template = "admin/editorial/change_list.html"
    formfield_overrides = {DateField: {"error_messages": {"invalid": NOT_A_DATE}}}
    # Only the first language has routes for most sections; see `links.ROUTED_LANGUAGES`.
    exclude = ["language"]
    # Bulk deletion would leave no trace; what has editions can't be deleted at all.
    actions = None
    public_view = None
    place_form = None

    class Media:
        js = [Script("js/admin/draft-form.js", type="module")]

    def get_queryset(self, request):
        at = clock.now()
        return states.with_path(states.with_state(super().get_queryset(request), at), at)

    @admin.display(description=gettext_lazy("state"))
    def state(self, draft):
        badges = format_html_join(
            " ",
            '<span class="state state-{}">{}</span>',
            ((state.value, state.label) for state in states.states_of(draft)),
        )
        if not draft.next_from:
            return badges
        goes_live = _("from %s") % date_format(timezone.localtime(draft.next_from), "j M Y")
        return format_html('{} <span class="state-note">{}</span>', badges, goes_live)

    @admin.display(description=gettext_lazy("public address"))
    def address(self, draft):
        return draft.path or "–"

    # Permissions

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.trashed_at is None)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and obj.has_stood():
            return [*fields, *(name for name in obj.place_fields if name != "position")]
        return fields

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
        show = next((show for kind, show in _READABLE.items() if isinstance(field, kind)), None)
        if show is None:
            return name

        @admin.display(description=field.verbose_name)
        def readable(draft):
            return show(draft, getattr(draft, name))

        return readable

    def get_prepopulated_fields(self, request, obj=None):
        if obj is not None and obj.has_stood():
            return {}
        return super().get_prepopulated_fields(request, obj)

    # The form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.related_model in asset_fields.FIELDS:
            field = asset_fields.FIELDS[db_field.related_model]
            return db_field.formfield(form_class=field, **kwargs)
        if db_field.name == self.model.described_by:
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @method_decorator(RICH_TEXT_POLICY)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if {"_publish", "_schedule"} & set(request.POST):
            self.require(request, "publish")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        made = self._made_by_this_form(request) if object_id is None else None
        if made and request.method != "POST":
            return HttpResponseRedirect(self.url_of("change", made))
        if made:
            object_id, form_url = str(made.pk), self.url_of("change", made)
        try:
            return super()._changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            draft = object_id and self.get_object(request, object_id)
            if request.method != "POST" or not draft or not draft.trashed_at:
                raise
        sentence = _(
            "Your changes weren't saved, because someone archived this draft or moved it to the "
            "trash. This browser kept your text. Restore the draft first, then your text."
        )
        messages.error(request, sentence)
        return lead_without_taking(request, self.url_of("change", draft))

    def _made_by_this_form(self, request):
        """Return the draft that this form for a new one has already created, if any.

        It was sent, and the back button led to it again: sending it again changes that draft and
        doesn't create a second one.
        """
        key = _key_of(request)
        return key and self.model.objects.filter(draft_key=key).first()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.draft_key = _unused_key_of(request)
        workflow.write(obj, by=request.user)

    def delete_view(self, request, object_id, extra_context=None):
        """Redirect Django's delete page: everything goes through the trash."""
        return HttpResponseRedirect(self.url_of("archive", self.draft_or_404(request, object_id)))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            context["draft_key"] = _key_of(request) or uuid.uuid4()
        context["may_publish"] = self.may(request, "publish")
        context["may_preview"] = self.public_view is not None
        context["may_move"] = self.place_form is not None
        if obj is not None and obj.pk:
            context["publication"] = self._publication(request, obj)
            if self.has_change_permission(request, obj):
                context.update(self._editing(request, context["adminform"].form, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _editing(self, request, form, draft):
        """Return context for users who may change the draft."""
        # A bound form has already written what was typed into its instance.
        saved = self.get_object(request, str(draft.pk)) if form.is_bound else draft
        findings = content_checks.examine(saved, clock.now())
        _show_at_fields(form, findings)
        return {
            **_opened(form, saved),
            "findings": findings,
            "others": self._others_at(request, saved),
            "open_url": self.url_of("open", saved),
        }

    def _others_at(self, request, draft):
        """Return who else has the draft open, and record that the user has."""
        if getattr(request, "is_busy", False):
            # Recording it would wait for the lock again.
            return []
        others = presence.others_at(draft, request.user, clock.now())
        return [_presence_in_words(other) for other in others]

    def open_view(self, request, object_id):
        """Record that the user has the form open or has left it; return who else has it open."""
        return require_POST(self._note_presence)(request, object_id)

    def _note_presence(self, request, object_id):
        draft = self.draft_to_change(request, object_id)
        if "left" in request.POST:
            presence.leave(draft, request.user)
            return JsonResponse({})
        return JsonResponse({"others": self._others_at(request, draft)})

    def response_add(self, request, obj, post_url_continue=None):
        return self._after_saving(request, obj)

    def response_change(self, request, obj):
        return self._after_saving(request, obj)

    def _after_saving(self, request, draft):
        for button in ("preview", "submit", "publish", "schedule"):
            if f"_{button}" in request.POST:
                return HttpResponseRedirect(self.url_of(button, draft))
        self.message_user(
            request,
            _("Draft saved. Readers see no change until it is published."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(self.url_of("change", draft))

    def _publication(self, request, draft):
        """Return what the form shows about the live version, the schedule and the review."""
        at = clock.now()
        live = draft.editions.live(at).first()
        ends = live and not draft.next_from and live.live_until < FOREVER
        return {
            "state": self.state(draft),
            "is_live": draft.is_live,
            "ends": clock.in_words(live.live_until) if ends else "",
            "goes_live": clock.in_words(draft.next_from) if draft.next_from else "",
            "path": links.link(draft, at),
            "has_stood": draft.has_stood(),
            "candidate": self._candidate(request, draft),
            "second_person": second_person(request.user, draft),
            **self._trash(request, draft),
        }

    def _trash(self, request, draft):
        """Return whether the user may archive or restore the item, and why the draft can't go to
        the trash."""
        may = self.may(request, "publish" if draft.was_live else "delete")
        refused = {} if draft.was_live else workflow.why_not_destroyed([draft], request.user)
        return {
            "may_archive": may and not refused,
            "may_restore": may,
            "why_not_archived": refused.get(draft.pk, "") if may else "",
        }

    def _candidate(self, request, draft):
        """Return the edition that was submitted for review, and what the draft changed since."""
        if not draft.candidate_id:
            return None
        edition = draft.editions.get(pk=draft.candidate_id)
        return {
            "edition": edition,
            "note": states.note_on(edition),
            "is_waiting": edition.review == Review.WAITING,
            "why_not_taken_back": workflow.why_not_taken_back(edition, request.user),
            "is_approved": edition.review == Review.APPROVED,
            "lapsed": workflow.why_lapsed(draft, edition),
            "changed_since": diff.changed_fields(edition, draft),
        }

    # The trash

    @read_only
    def changelist_view(self, request, extra_context=None):
        context = {"may_empty_trash": self.may(request, "delete"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_empty_trash"
        view = self.admin_site.admin_view(self.empty_trash_view)
        return [path("empty-trash/", view, name=name), *super().get_urls()]

    def empty_trash_view(self, request):
        self.require(request, "delete")
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        if request.method == "POST":
            self._empty_trash(request)
            return HttpResponseRedirect(back)
        trashed = states.in_state(self.get_queryset(request), states.State.TRASHED)
        refused = workflow.why_not_destroyed(trashed, request.user)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Empty trash"),
            "drafts": [draft for draft in trashed if draft.pk not in refused],
            "refused": [(draft, refused[draft.pk]) for draft in trashed if draft.pk in refused],
            "back": back,
        }
        return render(request, "admin/editorial/empty_trash.html", context)

    def _empty_trash(self, request):
        shown = [pk for pk in request.POST.getlist("draft") if is_number(pk)]
        gone, stay = workflow.empty_trash(self.model, by=request.user, only=shown)
        self.message_user(request, _("Deleted: %d.") % gone, messages.SUCCESS)
        if stay:
            titles = ", ".join(str(draft) for draft in stay)
            self.message_user(
                request,
                _(
                    "These weren't deleted, because they have saved versions, other items need "
                    "them, or someone else worked on them: %s."
                )
                % titles,
                messages.WARNING,
            )


def _text_to_read(draft, markup):
    media = PageMedia(draft.media, PRIVATE_ROOT, draft.language)
    text = for_readers(markup, clock.now(), len(sources_of(draft)), media)
    text = with_latest_news(text, format_html("<p>{}</p>", _("The latest news appears here.")))
    return format_html('<div class="reading">{}</div>', mark_safe(text))


def _sources_to_read(draft, sources):
    return format_html_join("", "<div>{}. {}</div>", enumerate(map(in_words, sources), start=1))


_READABLE = {RichTextField: _text_to_read, SourcesField: _sources_to_read}


def _opened(form, saved):
    """Return what the form carries about the draft as it was when the form was opened."""
    if form.has_error(NON_FIELD_ERRORS, busy.CODE):
        # It hasn't been compared with what was saved since.
        opened, fingerprints = (form.data.get(name, "") for name in ("opened", "fingerprints"))
    elif form.conflict:
        opened, fingerprints = form.conflict.opened, form.conflict.fingerprints
    else:
        opened = edit_conflicts.version(saved)
        fingerprints = edit_conflicts.fingerprints(saved, form.fields)
    return {"opened": opened, "fingerprints": fingerprints, "conflict": form.conflict}


def _show_at_fields(form, findings):
    """Add findings to the help texts of their fields, which screen readers read with the field."""
    by_field = defaultdict(list)
    for finding in findings:
        by_field[finding.field].append((finding.level, finding.sentence))
    for name, found in by_field.items():
        if field := form.fields.get(name):
            sentences = format_html_join("", ' <span class="finding finding-{}">{}</span>', found)
            field.help_text = format_html("{}{}", field.help_text, sentences)


def _presence_in_words(form):
    time = date_format(timezone.localtime(form.seen_at), "H:i")
    return _("%(name)s also has this open (last seen at %(time)s).") % {
        "name": form.user_name,
        "time": time,
    }


def _unused_key_of(request):
    # No form of ours carries the key of another section's draft.
    key = _key_of(request)
    return None if Publishable.objects.filter(draft_key=key).exists() else key


def _key_of(request):
    """Return the key that a form for a new draft carries, None if there is none."""
    try:
        return uuid.UUID(request.POST.get("draft_key") or request.GET.get("draft_key", ""))
    except ValueError:
        return None
