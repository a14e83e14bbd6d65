"""The pages about an item's past: versions, history and comparison."""

from django.http import Http404, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.comparison import diff
from tianhe_site.media_library.addresses import PRIVATE_ROOT
from tianhe_site.publishing import clock, links, workflow
from tianhe_site.publishing.hashing import plain
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.refusals import read_only

from .. import history_page
from ..forms.notes import NoteForm
from .pages import ItemPagesMixin, edition_or_404, is_number

DRAFT, LIVE = "draft", "live"
# How many versions of each kind can be chosen for a comparison.
MAX_CHOICES = 50


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
        context = self.page_context(request, draft, _("History"))
        shown = history_page.page_of(draft, verb=verb, before=request.GET.get("before", ""))
        for _day, groups in shown.days:
            for _words, rows in groups:
                self._add_verbs(request, draft, rows)
        context.update(
            history=shown,
            proof=[(entry, plain(entry.at)) for entry in shown.entries],
            verbs=[choice for choice in HistoryEntry.Verb.choices if choice[0] in verbs],
            verb=verb,
            may_redact=draft.editions.exists() and request.user.has_perm(workflow.REDACT),
        )
        return render(request, "admin/editorial/history.html", context)

    def _add_verbs(self, request, draft, rows):
        """Add links to what this user can do with the version of each row."""
        compare = self.url_of("compare", draft)
        for row in rows:
            number = row.version or row.edition
            if not number:
                continue
            view, restore = (
                ("draft_version", "restore_version")
                if row.version
                else (
                    "edition",
                    "revert",
                )
            )
            if self.public_view is not None:
                row.verbs.append((self.url_of(view, draft, number), _("View")))
            row.verbs.append((f"{compare}?old={row.compared}&new={DRAFT}", _("Compare")))
            if self.has_change_permission(request, draft) and not row.is_current:
                row.verbs.append((self.url_of(restore, draft, number), _("Restore…")))

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
        context.update(
            comparison=diff.compare(old, new),
            old_label=old_label,
            new_label=new_label,
            sides=_sides_to_choose(
                draft,
                ("old", _("Old"), request.GET.get("old", LIVE), old_label),
                ("new", _("New"), request.GET.get("new", DRAFT), new_label),
            ),
        )
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
        return draft.live_edition(clock.now()), _("Live version")
    number = name.removeprefix(f"{DRAFT}-")
    is_draft = number != name
    versions = draft.draft_versions if is_draft else draft.editions
    version = versions.filter(pk=int(number)).first() if is_number(number) else None
    if version is None:
        return None
    if is_draft:
        return version.as_draft(draft), _label_of_draft(version.saved_at, version.saved_by_name)
    return version, _label_of_edition(version.frozen_at)


def _sides_to_choose(draft, *sides):
    """Return (parameter, label, chosen, choices) for each side of a comparison."""
    choices = _versions_to_compare(draft)
    names = {name for name, _label in choices}
    return [
        # One that is chosen may be too old to be among the others.
        (side, label, chosen, choices if chosen in names else [*choices, (chosen, version)])
        for side, label, chosen, version in sides
    ]


def _versions_to_compare(draft):
    """Return (name, label) of the versions to choose from, newest first: the newest of each kind,
    by the names of `_version_named`."""
    editions = draft.editions.order_by("-id").values_list("pk", "frozen_at")
    drafts = draft.draft_versions.order_by("-id").values_list("pk", "saved_at", "saved_by_name")
    found = [(at, str(pk), _label_of_edition(at)) for pk, at in editions[:MAX_CHOICES]]
    found += [
        (at, f"{DRAFT}-{pk}", _label_of_draft(at, who)) for pk, at, who in drafts[:MAX_CHOICES]
    ]
    in_order = [(name, label) for _at, name, label in sorted(found, reverse=True)]
    return [(DRAFT, _("Draft")), (LIVE, _("Live version")), *in_order]


def _label_of_edition(at):
    return _("Version of %s") % clock.describe(at)


def _label_of_draft(at, who):
    label = _("Draft of %s") % clock.describe(at)
    return languages.facts_listed([label, who]) if who else label
