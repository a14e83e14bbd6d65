"""The pages that show what an item was: editions, history, comparison; and redaction."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.comparison import diff
from tianhe_site.media_library.addresses import PRIVATE_ROOT
from tianhe_site.publishing import clock, history, links, workflow
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.refusals import read_only

from ..forms import NoteForm, RedactionForm
from .pages import ItemPages, edition_or_404

DRAFT, LIVE = "draft", "live"
NOTES_GO = gettext_lazy(
    "With it go the titles and notes of all entries in the history that bear its title or are of "
    "the time in which it was written."
)


class HistoryPages(ItemPages):
    item_pages = {
        "preview": "preview/",
        "edition": "edition/<int:edition_id>/",
        "revert": "revert/<int:edition_id>/",
        "compare": "compare/",
        "redact": "redact/",
        "confirm_redaction": "redact/<int:entry_id>/",
    }

    @read_only
    def preview_view(self, request, object_id):
        """Show the saved draft in the template readers get."""
        draft = self.draft_to_see(request, object_id)
        return self._show(request, draft, draft.as_edition())

    @read_only
    def edition_view(self, request, object_id, edition_id):
        """Show an edition, whether it was ever live or not, in the template readers get."""
        draft = self.draft_to_see(request, object_id)
        return self._show(request, draft, edition_or_404(draft, edition_id))

    def _show(self, request, draft, edition):
        if self.public_view is None:
            return HttpResponseRedirect(self.url_of("change", draft))
        edition.path = links.link(draft) or draft.path_for(draft)
        # Not those of readers: what is not public yet is not in their folder.
        request.media_root = PRIVATE_ROOT
        preview = {"edit_url": self.url_of("change", draft), "frozen_at": edition.frozen_at}
        return self.public_view().show(request, edition, preview=preview)

    def revert_view(self, request, object_id, edition_id):
        draft = self.draft_to_change(request, object_id)
        edition = edition_or_404(draft, edition_id)
        return self.verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            dry_run=lambda: workflow.revert_draft_to(edition, by=request.user),
            title=_("Copy an edition into the draft"),
            button=_("Copy it: it takes the place of what the draft says now"),
            facts=[
                _("The edition of %s.") % clock.in_words(edition.frozen_at),
                _("What the draft says now is kept in its history. You can copy it back."),
                _("Nothing is published. What readers see stays as it is."),
            ],
            act=lambda form: self._restore(request, edition, form),
            done=lambda kept: self._restored(request, draft, edition, kept),
        )

    def _restore(self, request, edition, form):
        """Copy an edition into its draft; return the edition that says what the draft said."""
        with workflow.publishing_lock():
            kept = workflow.keep(edition.item, by=request.user)
            workflow.revert_draft_to(edition, by=request.user, **form.cleaned_data)
        return kept

    def _restored(self, request, draft, edition, kept):
        if kept.content_hash == edition.content_hash:
            return _("The draft said just this already.")
        return format_html(
            '{} <form method="post" action="{}" class="undo">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button type="submit" class="button">{}</button></form>',
            _("The edition was copied into the draft. What the draft said before is kept."),
            self.url_of("revert", draft, kept.pk),
            get_token(request),
            _("Undo"),
        )

    @read_only
    def history_view(self, request, object_id, extra_context=None):
        """Show the record of this item, not Django's own log, which goes with its user."""
        draft = self.draft_to_see(request, object_id)
        entries = HistoryEntry.objects.filter(item_id=draft.pk)
        verbs = set(entries.order_by().values_list("verb", flat=True).distinct())
        verb = request.GET.get("verb") if request.GET.get("verb") in verbs else ""
        if verb:
            entries = entries.filter(verb=verb)
        context = self.page_context(request, draft, _("History"))
        context.update(
            entries=[
                (entry, history.in_words(entry), history.edition_made_by(entry))
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
        """Show two of the draft, what is live, and the editions, side by side."""
        draft = self.draft_to_see(request, object_id)
        sides = [
            _side(draft, request.GET.get(name, default))
            for name, default in (("old", LIVE), ("new", DRAFT))
        ]
        if None in sides:
            raise Http404
        (old, old_label), (new, new_label) = sides
        if old is None and new is None:
            # What readers have against what readers have, of what they never had.
            raise Http404
        context = self.page_context(request, draft, _("Compare"))
        context.update(comparison=diff.compare(old, new), old_label=old_label, new_label=new_label)
        return render(request, "admin/editorial/compare.html", context)

    def redact_view(self, request, object_id):
        """Ask for the redaction of editions; another person is to agree."""
        draft = self._draft_to_redact(request, object_id)
        editions = draft.editions.filter(redaction_reason="").order_by("-id")
        choices = [(str(each.pk), f"{each}: {clock.in_words(each.frozen_at)}") for each in editions]
        return self.verb_page(
            request,
            draft,
            form=RedactionForm(request.POST or None, choices=choices),
            title=_("Ask for a redaction"),
            button=_("Ask for it: a second person decides"),
            facts=[
                _("For what the law wants erased. It can't be undone."),
                _("The content is replaced by the reason. Who did what, and when, stays."),
                NOTES_GO,
            ],
            act=lambda form: workflow.ask_redaction(
                [each for each in editions if str(each.pk) in form.cleaned_data["editions"]],
                by=request.user,
                reason=form.cleaned_data["reason"],
            ),
            done=_("Asked for. Somebody else with the right to redact finds it on the first page."),
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
            button=_("Erase the content for good"),
            facts=[
                _("%(name)s asks for it: %(reason)s")
                % {"name": entry.actor_name, "reason": entry.touched["reason"]},
                *(self._link_to(draft, each) for each in named),
                NOTES_GO,
                *_what_goes_and_stays(draft, named),
            ],
            act=lambda form: workflow.redact(entry, by=request.user, **form.cleaned_data),
            done=_("Erased."),
        )

    def _link_to(self, draft, edition):
        return format_html(
            '{}: {} <a href="{}">{}</a>',
            edition,
            clock.in_words(edition.frozen_at),
            self.url_of("edition", draft, edition.pk),
            _("Look at it"),
        )

    def _draft_to_redact(self, request, object_id):
        if not request.user.has_perm(workflow.REDACT):
            raise PermissionDenied
        return self.draft_or_404(request, object_id)


def _what_goes_and_stays(draft, named):
    """Return which files are erased with the editions `named`, and what is not, as sentences."""
    others = draft.editions.filter(redaction_reason="").exclude(pk__in=named).count()
    same = {label for edition in named for label in diff.same_fields(edition, draft)}
    files = workflow.files_to_erase(list(named)) if named else []
    sentences = []
    if files:
        titles = ", ".join(sorted({file.asset.title for file in files}))
        sentences.append(
            _("Nothing else shows these pictures and documents: they are erased with it. %s")
            % titles
        )
    sentences += [_("Other editions of this item that stay as they are: %d.") % others]
    if same:
        sentences.append(
            _("The draft says the same in: %s. It stays as it is.") % ", ".join(sorted(same))
        )
    return sentences


def _side(draft, name):
    """Return what an address names, the draft, what is live or an edition, with its label; None
    if there is no such thing."""
    if name == DRAFT:
        return draft, _("The draft")
    if name == LIVE:
        return draft.editions.live().first(), _("What readers have")
    edition = draft.editions.filter(pk=int(name)).first() if is_number(name) else None
    return edition and (edition, _("The edition of %s") % clock.in_words(edition.frozen_at))


def is_number(name):
    return name.isascii() and name.isdecimal() and len(name) < 19
