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
            self.item_path("draft-version/<int:version_id>/", self.version_view, "draft_version"),
            self.item_path(
                "restore-version/<int:version_id>/", self.restore_version_view, "restore_version"
            ),
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

    @read_only
    def version_view(self, request, object_id, version_id):
        """Show a version of the draft in the public template."""
        draft = self.draft_to_see(request, object_id)
        version = _draft_version_or_404(draft, version_id)
        shown = version.as_draft(draft)
        return self._show(request, draft, shown.as_edition(), saved_at=version.saved_at)

    def _show(self, request, draft, edition, saved_at=None):
        if self.public_view is None:
            return HttpResponseRedirect(self.url_of("change", draft))
        edition.path = links.link(draft) or draft.path_for(draft)
        # The public folder doesn't have files that aren't live yet.
        request.media_root = PRIVATE_ROOT
        preview = {
            "edit_url": self.url_of("change", draft),
            "frozen_at": edition.frozen_at and clock.describe(edition.frozen_at),
            "saved_at": saved_at and clock.describe(saved_at),
            "actions": self.review_actions(request, draft, edition),
        }
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
        """Copy an edition into the draft."""
        draft = self.draft_to_change(request, object_id)
        edition = edition_or_404(draft, edition_id)
        return self._restoring_page(
            request,
            draft,
            label=_("Version of %s.") % clock.describe(edition.frozen_at),
            restore=lambda **note: workflow.revert_draft_to(edition, by=request.user, **note),
        )

    def restore_version_view(self, request, object_id, version_id):
        """Copy a version of the draft into the draft."""
        draft = self.draft_to_change(request, object_id)
        version = _draft_version_or_404(draft, version_id)
        return self._restoring_page(
            request,
            draft,
            label=_("Draft of %s.") % clock.describe(version.saved_at),
            restore=lambda **note: workflow.restore_version(
                draft, version, by=request.user, **note
            ),
        )

    def _restoring_page(self, request, draft, *, label, restore):
        def action(form):
            """Return the version that keeps what the draft said before, and the draft."""
            with workflow.publishing_lock():
                kept = workflow.keep_draft(draft, by=request.user)
                return kept, restore(**form.cleaned_data)

        return self.verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            dry_run=restore,
            title=_("Restore version"),
            button=_("Restore this version"),
            facts=[
                label,
                _(
                    "This version replaces your draft. The current draft stays in the history, "
                    "and you can restore it."
                ),
                _("Nothing is published. Readers see no change."),
            ],
            action=action,
            success=lambda outcome: self._restored_message(request, *outcome),
        )

    def _restored_message(self, request, kept, draft):
        if kept.content == draft.kept_content():
            return _("The draft was already the same as this version.")
        return format_html(
            '{} <form method="post" action="{}" class="undo">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button type="submit" class="button">{}</button></form>',
            _("Version restored to the draft. The previous draft is in the history."),
            self.url_of("restore_version", draft, kept.pk),
            get_token(request),
            _("Undo"),
        )


def _draft_version_or_404(draft, version_id):
    version = draft.draft_versions.filter(pk=version_id).first()
    if version is None:
        raise Http404
    return version


def _version_named(draft, name):
    """Return what a query parameter names (the draft, the live version or an edition) and its
    label; None if there is no such version."""
    if name == DRAFT:
        return draft, _("Draft")
    if name == LIVE:
        return draft.editions.live().first(), _("Live version")
    edition = draft.editions.filter(pk=int(name)).first() if is_number(name) else None
    return edition and (edition, _("Version of %s") % clock.describe(edition.frozen_at))
