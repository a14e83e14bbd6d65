"""The pages about an item's past: versions, history and comparison."""

from django.http import Http404, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from tianhe_site.comparison import diff
from tianhe_site.media_library.addresses import PRIVATE_ROOT
from tianhe_site.publishing import clock, history, links, workflow
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.refusals import read_only

from ..forms.notes import NoteForm
from .pages import ItemPagesMixin, edition_or_404, is_number

DRAFT, LIVE = "draft", "live"


class HistoryPagesMixin(ItemPagesMixin):
    def get_urls(self):
        return [
            self.item_path("preview/", self.preview_view, "preview"),
            self.item_path("edition/<int:edition_id>/", self.edition_view, "edition"),
            self.item_path("revert/<int:edition_id>/", self.revert_view, "revert"),
            self.item_path("compare/", self.compare_view, "compare"),
            *super().get_urls(),
        ]

    @read_only
    def preview_view(self, request, object_id):
        """Show the saved draft in the public template."""
        draft = self.draft_to_see(request, object_id)
        return self._show(request, draft, draft.as_edition())

    @read_only
    def edition_view(self, request, object_id, edition_id):
        """Show an edition in the public template, whether it was ever live or not."""
        draft = self.draft_to_see(request, object_id)
        return self._show(request, draft, edition_or_404(draft, edition_id))

    def _show(self, request, draft, edition):
        if self.public_view is None:
            return HttpResponseRedirect(self.url_of("change", draft))
        edition.path = links.link(draft) or draft.path_for(draft)
        # The public folder doesn't have files that aren't live yet.
        request.media_root = PRIVATE_ROOT
        preview = {"edit_url": self.url_of("change", draft), "frozen_at": edition.frozen_at}
        return self.public_view().show(request, edition, preview=preview)

    @read_only
    def history_view(self, request, object_id, extra_context=None):
        """Show this item's history from the audit log. Django's own log disappears with its
        user."""
        draft = self.draft_to_see(request, object_id)
        entries = HistoryEntry.objects.filter(item_id=draft.pk)
        verbs = set(entries.order_by().values_list("verb", flat=True).distinct())
        verb = request.GET.get("verb") if request.GET.get("verb") in verbs else ""
        if verb:
            entries = entries.filter(verb=verb)
        context = self.page_context(request, draft, _("History"))
        context.update(
            entries=[
                (entry, history.describe(entry), history.frozen_edition_id(entry))
                for entry in entries
            ],
            verbs=[choice for choice in HistoryEntry.Verb.choices if choice[0] in verbs],
            verb=verb,
            has_editions=draft.editions.exists(),
            may_redact=request.user.has_perm(workflow.REDACT),
        )
        return render(request, "admin/editorial/history.html", context)

    @read_only
    def compare_view(self, request, object_id):
        """Show two versions side by side: the draft, the live version or an edition."""
        draft = self.draft_to_see(request, object_id)
        sides = [
            _version_named(draft, request.GET.get(name, default))
            for name, default in (("old", LIVE), ("new", DRAFT))
        ]
        if None in sides:
            raise Http404
        (old, old_label), (new, new_label) = sides
        if old is None and new is None:
            # The live version of an item that was never live, twice.
            raise Http404
        context = self.page_context(request, draft, _("Compare"))
        context.update(comparison=diff.compare(old, new), old_label=old_label, new_label=new_label)
        return render(request, "admin/editorial/compare.html", context)

    def revert_view(self, request, object_id, edition_id):
        draft = self.draft_to_change(request, object_id)
        edition = edition_or_404(draft, edition_id)
        return self.verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            dry_run=lambda: workflow.revert_draft_to(edition, by=request.user),
            title=_("Restore version"),
            button=_("Restore this version"),
            facts=[
                _("Version of %s.") % clock.describe(edition.frozen_at),
                _(
                    "This version replaces your draft. The current draft stays in the history, "
                    "and you can restore it."
                ),
                _("Nothing is published. Readers see no change."),
            ],
            action=lambda form: self._revert(request, edition, form),
            success=lambda kept: self._revert_message(request, draft, edition, kept),
        )

    def _revert(self, request, edition, form):
        """Copy an edition into its draft; return the edition that keeps what the draft said
        before."""
        with workflow.publishing_lock():
            kept = workflow.ensure_frozen(edition.item, by=request.user)
            workflow.revert_draft_to(edition, by=request.user, **form.cleaned_data)
        return kept

    def _revert_message(self, request, draft, edition, kept):
        if kept.content_hash == edition.content_hash:
            return _("The draft was already the same as this version.")
        return format_html(
            '{} <form method="post" action="{}" class="undo">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button type="submit" class="button">{}</button></form>',
            _("Version restored to the draft. The previous draft is in the history."),
            self.url_of("revert", draft, kept.pk),
            get_token(request),
            _("Undo"),
        )


def _version_named(draft, name):
    """Return what a query parameter names (the draft, the live version or an edition) and its
    label; None if there is no such version."""
    if name == DRAFT:
        return draft, _("Draft")
    if name == LIVE:
        return draft.editions.live().first(), _("Live version")
    edition = draft.editions.filter(pk=int(name)).first() if is_number(name) else None
    return edition and (edition, _("Version of %s") % clock.describe(edition.frozen_at))
