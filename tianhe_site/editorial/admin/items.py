"""The shared admin of everything publishable: the form of its draft, and all its pages."""

import uuid
from collections import defaultdict

from csp.constants import UNSAFE_INLINE
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import DateField
from django.forms import DateInput, Script
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from tianhe_site import busy
from tianhe_site.kept_forms import redirect_unsaved
from tianhe_site.media_library import asset_fields
from tianhe_site.plain_text import LineField
from tianhe_site.publishing import clock, content_checks, workflow
from tianhe_site.publishing.models import Publishable
from tianhe_site.rich_text.fields import RichTextFormField

from .. import autosaves, edit_conflicts
from ..address_offer import AddressOfferMixin
from ..forms.drafts import PublishableForm
from ..forms.periods import NOT_A_DATE
from .also_found_by import AlsoFoundByMixin
from .autosave import AutosaveMixin
from .history import HistoryPagesMixin
from .item_list import ItemListMixin
from .layout import LayoutMixin
from .live_preview import LivePreviewMixin
from .locked import LockedAdmin
from .moves import MovePagesMixin
from .presence import PresenceMixin
from .preview_links import PreviewLinkPagesMixin
from .publication import PublicationPagesMixin
from .reading import ReadableTextsMixin
from .redaction import RedactionPagesMixin
from .review import ReviewPagesMixin
from .saving import LEAD_ON, NEEDS_A_PAGE, SavingByScriptMixin, is_by_script
from .starting import StartPagesMixin, forget_report
from .status import StatusMixin
from .times import TimesPagesMixin
from .translations import TranslationPagesMixin
from .trash import TrashPagesMixin

# The rich-text editor sets styles on its own buttons and panels.
RICH_TEXT_POLICY = {"style-src": [UNSAFE_INLINE]}
# Characters that a field may have which don't fit in one line of the form.
LONG_LINE = 300


class PublishableAdmin(
    PublicationPagesMixin,
    TimesPagesMixin,
    MovePagesMixin,
    ReviewPagesMixin,
    PreviewLinkPagesMixin,
    TrashPagesMixin,
    HistoryPagesMixin,
    RedactionPagesMixin,
    TranslationPagesMixin,
    StartPagesMixin,
    AddressOfferMixin,
    AlsoFoundByMixin,
    AutosaveMixin,
    PresenceMixin,
    ItemListMixin,
    StatusMixin,
    SavingByScriptMixin,
    ReadableTextsMixin,
    LayoutMixin,
    LivePreviewMixin,
    LockedAdmin,
):
    """A section sets `public_view`, the view that renders previews, and `place_form`, which asks
    for a new place; None if its items have no page or no address."""

    form = PublishableForm
    change_form_template = "admin/editorial/change_form.html"
    change_list_template = "admin/editorial/change_list.html"
    formfield_overrides = {
        DateField: {
            "error_messages": {"invalid": NOT_A_DATE},
            # The browser's own calendar, in its reader's language and by keyboard and touch.
            "widget": DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
    }
    # An item stays in the language that it begins in.
    exclude = ["language"]
    # Bulk deletion would leave no trace, and items with editions can't be deleted at all.
    actions = None
    public_view = None
    place_form = None

    class Media:
        js = [
            Script("js/admin/address-offer.js", type="module"),
            Script("js/admin/draft-form.js", type="module"),
            Script("js/admin/findings/main.js", type="module"),
            Script("js/admin/form-bar.js", type="module"),
            Script("js/admin/live-preview/main.js", type="module"),
            Script("js/admin/one-line.js", type="module"),
            Script("js/admin/sharing/main.js", type="module"),
            Script("js/admin/source-texts.js", type="module"),
        ]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.trashed_at is None)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and obj.has_had_address():
            return [*fields, *(name for name in obj.place_fields if name != "position")]
        return fields

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.related_model in asset_fields.FIELDS:
            field = asset_fields.FIELDS[db_field.related_model]
            return db_field.formfield(form_class=field, **kwargs)
        if db_field.name == self.model.titled_by or _is_long_line(db_field):
            # One line of input would hide the end of a headline or a statement.
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 1, "data-one-line": ""})
        if db_field.name == self.model.described_by:
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # What is chosen is edited on its own page, not in a pop-up of this form.
            field.widget = field.widget.widget
        return field

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if {"_publish", "_schedule"} & set(request.POST):
            self.require(request, "publish")
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if is_by_script(request):
            return self.answer_script(request, response)
        if _has_editor(response):
            response._csp_update = RICH_TEXT_POLICY
        return response

    def _changeform_view(self, request, object_id, form_url, extra_context):
        created = self._draft_created_by_form(request) if object_id is None else None
        if created and request.method != "POST":
            return HttpResponseRedirect(self.url_of("change", created))
        if created:
            object_id, form_url = str(created.pk), self.url_of("change", created)
        try:
            return super()._changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            draft = object_id and self.get_object(request, object_id)
            if request.method != "POST" or not draft or not draft.trashed_at:
                raise
        if is_by_script(request):
            return HttpResponse(status=NEEDS_A_PAGE)
        message = _(
            "Your changes weren't saved, because someone archived this draft or moved it to the "
            "trash. This browser kept your text. Restore the draft first, then your text."
        )
        messages.error(request, message)
        return redirect_unsaved(request, self.url_of("change", draft))

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        if is_by_script(request):
            return HttpResponse(status=NEEDS_A_PAGE)
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def _draft_created_by_form(self, request):
        """Return the draft that this form for a new one has already created, if any.

        It was sent, and the back button led to it again: sending it again changes that draft and
        doesn't create a second one.
        """
        key = _draft_key(request)
        return key and self.model.objects.filter(draft_key=key).first()

    def save_model(self, request, obj, form, change):
        if not change:
            obj.draft_key = _unused_draft_key(request)
        self.note_source_said(request, obj)
        workflow.write(obj, by=request.user)
        forget_report(request, obj)
        autosaves.end_with_save(request, obj, self)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if add:
            context["draft_key"] = _draft_key(request) or uuid.uuid4()
        is_saved = obj is not None and obj.pk
        draft = obj if is_saved else None
        context.update(self.form_context(request, draft))
        form = context["adminform"].form
        if is_saved and self.has_change_permission(request, obj):
            context.update(self._editing_context(request, form, obj))
        if is_saved:
            context.update(self.translation_context(request, form, obj))
        if add or self.has_change_permission(request, obj):
            draft_key = context.get("draft_key")
            context.update(self.autosave_context(request, form, draft, draft_key))
        context["columns"] = self.columns(context["adminform"])
        if self.public_view is not None:
            context["sharing"] = self.sharing(draft)
            context["live_preview_url"] = draft and self.url_of("live_preview", draft)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def form_context(self, request, draft):
        """Return what the form shows about a saved draft, and what about a new one (None)."""
        publication = {}
        if draft is not None:
            publication.update(self.publication_status(request, draft))
            publication.update(self.trash_status(request, draft))
        return {
            "may_preview": self.public_view is not None,
            "publication": publication,
            "bar": self.form_bar(request, draft, publication),
        }

    def _editing_context(self, request, form, draft):
        """Return context for users who may change the draft."""
        # A bound form has already written what was typed into its instance.
        saved = self.get_object(request, str(draft.pk)) if form.is_bound else draft
        findings = content_checks.examine(saved, clock.now())
        _add_to_help_texts(form, findings)
        return {
            **_opened(form, saved),
            "findings": findings,
            "others": self.others_at(request, saved),
            "open_url": self.url_of("open", saved),
        }

    def response_add(self, request, obj, post_url_continue=None):
        return self._after_saving(request, obj)

    def response_change(self, request, obj):
        return self._after_saving(request, obj)

    def _after_saving(self, request, draft):
        lead_to = next((each for each in LEAD_ON if f"_{each}" in request.POST), "")
        if is_by_script(request):
            self.note_saved(request, draft, lead_to)
        if lead_to:
            return HttpResponseRedirect(self.url_of(lead_to, draft))
        if is_by_script(request):
            return HttpResponseRedirect(self.url_of("change", draft))
        self.message_user(
            request,
            _("Draft saved. Readers see no change until it is published."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(self.url_of("change", draft))


def _is_long_line(db_field):
    return isinstance(db_field, LineField) and db_field.max_length >= LONG_LINE


def _has_editor(response):
    """Return whether a page has the rich-text editor. Some forms have no such field, and those who
    may only read get no form."""
    shown = (getattr(response, "context_data", None) or {}).get("adminform")
    fields = shown.form.fields.values() if shown else ()
    return any(isinstance(field, RichTextFormField) for field in fields)


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


def _add_to_help_texts(form, findings):
    """Add findings to the help texts of their fields, which screen readers read with the field."""
    by_field = defaultdict(list)
    for finding in findings:
        by_field[finding.field].append((finding.level, finding.message))
    for name, found in by_field.items():
        if field := form.fields.get(name):
            spans = format_html_join("", ' <span class="finding finding-{}">{}</span>', found)
            field.help_text = format_html("{}{}", field.help_text, spans)


def _unused_draft_key(request):
    # No form of ours carries the key of another section's draft.
    key = _draft_key(request)
    return None if Publishable.objects.filter(draft_key=key).exists() else key


def _draft_key(request):
    """Return the key that a form for a new draft carries, None if there is none."""
    try:
        return uuid.UUID(request.POST.get("draft_key") or request.GET.get("draft_key", ""))
    except ValueError:
        return None
