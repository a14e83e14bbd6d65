"""The pages that request a redaction and carry it out."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.comparison import diff
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import HistoryEntry

from ..forms.approval import RedactionForm
from ..forms.notes import NoteForm
from .identity import confirm_identity
from .pages import ItemPagesMixin

NOTES_ERASED = gettext_lazy(
    "This also erases the titles and notes of history entries that mention its title or date from "
    "when it was written."
)
VERSIONS_DELETED = gettext_lazy(
    "It deletes every saved version of the draft and of its copies, and what colleagues typed and "
    "haven't saved. What the draft and its copies say now stays."
)


class RedactionPagesMixin(ItemPagesMixin):
    def get_urls(self):
        return [
            self.item_path("redact/", self.redact_view, "redact"),
            self.item_path(
                "redact/<int:entry_id>/", self.confirm_redaction_view, "confirm_redaction"
            ),
            *super().get_urls(),
        ]

    def redact_view(self, request, object_id):
        """Request the redaction of editions; someone else must approve it."""
        draft = self._draft_to_redact(request, object_id)
        editions = draft.editions.filter(redaction_reason="").order_by("-id")
        choices = [
            (str(each.pk), languages.with_label(each, clock.describe(each.frozen_at)))
            for each in editions
        ]
        return self.verb_page(
            request,
            draft,
            form=RedactionForm(request.POST or None, choices=choices),
            title=_("Request redaction"),
            button=_("Request redaction"),
            facts=[
                _(
                    "Use this only when the law requires erasure. Someone else must approve it, "
                    "and it can't be undone."
                ),
                _("Your reason replaces the content. The record of who did what, and when, stays."),
                NOTES_ERASED,
                VERSIONS_DELETED,
            ],
            action=lambda form: workflow.ask_redaction(
                [each for each in editions if str(each.pk) in form.cleaned_data["editions"]],
                by=request.user,
                reason=form.cleaned_data["reason"],
            ),
            success=_(
                "Redaction requested. Other people who can redact will see it on their dashboard."
            ),
        )

    def confirm_redaction_view(self, request, object_id, entry_id):
        draft = self._draft_to_redact(request, object_id)
        entry = HistoryEntry.objects.filter(pk=entry_id, item_id=draft.pk).first()
        if entry is None or entry.verb != HistoryEntry.Verb.ASK_REDACTION:
            raise Http404
        named = draft.editions.filter(pk__in=[each["id"] for each in entry.touched["redaction"]])
        return self.verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            dry_run=lambda: workflow.redact(entry, by=request.user),
            title=_("Redact"),
            button=_("Erase permanently"),
            facts=[
                _("Requested by %(name)s: %(reason)s")
                % {"name": entry.actor_name, "reason": entry.touched["reason"]},
                *(self._link_to(draft, each) for each in named),
                NOTES_ERASED,
                VERSIONS_DELETED,
                *_erased_and_kept(draft, named),
                *(self._copy_fact(each) for each in _copies(draft, named)),
            ],
            action=lambda form: workflow.redact(entry, by=request.user, **form.cleaned_data),
            success=_("Content erased."),
        )

    def _link_to(self, draft, edition):
        return format_html(
            '{}: {} <a href="{}">{}</a>',
            edition,
            clock.describe(edition.frozen_at),
            self.url_of("edition", draft, edition.pk),
            _("View"),
        )

    def _copy_fact(self, copy):
        message = (
            _("This is a translation. If it says the same, redact it too:")
            if copy.source_id
            else _("This is a copy. If it has the same words, redact it too:")
        )
        return format_html('{} <a href="{}">{}</a>', message, self.url_of("change", copy), copy)

    def _draft_to_redact(self, request, object_id):
        if not request.user.has_perm(workflow.REDACT):
            raise PermissionDenied
        confirm_identity(request)
        return self.draft_or_404(request, object_id)


def _copies(draft, named):
    ids = workflow.copied_since(list(named)) if named else ()
    return type(draft).objects.filter(pk__in=ids)


def _erased_and_kept(draft, named):
    """Return messages that say which files are erased with the editions `named`, and what
    stays."""
    others = draft.editions.filter(redaction_reason="").exclude(pk__in=named).count()
    same = {label for edition in named for label in diff.same_labels(edition, draft)}
    files = workflow.files_to_erase(list(named)) if named else []
    facts = []
    if files:
        titles = languages.listed(sorted({file.asset.title for file in files}))
        facts.append(
            _("These pictures and documents aren't used anywhere else, so they're erased too: %s")
            % titles
        )
    facts += [_("Other versions of this item that stay as they are: %d.") % others]
    if same:
        facts.append(
            _("The draft has the same text in: %s. The draft stays as it is.")
            % languages.listed(sorted(same))
        )
    return facts
