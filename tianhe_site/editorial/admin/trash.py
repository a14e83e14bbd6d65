"""Archive and trash: the only ways out of the list."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.admin_pages import url_of
from tianhe_site.publishing import clock, states, workflow
from tianhe_site.refusals import read_only

from ..forms.notes import NoteForm
from .pages import ItemPagesMixin, is_number


class TrashPagesMixin(ItemPagesMixin):
    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_empty_trash"
        view = self.admin_site.admin_view(self.empty_trash_view)
        return [
            path("empty-trash/", view, name=name),
            self.item_path("archive/", self.archive_view, "archive"),
            self.item_path("restore/", self.restore_view, "restore"),
            *super().get_urls(),
        ]

    @read_only
    def changelist_view(self, request, extra_context=None):
        context = {"may_empty_trash": self.may(request, "delete"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def delete_view(self, request, object_id, extra_context=None):
        """Redirect Django's delete page: everything goes through the trash."""
        return HttpResponseRedirect(self.url_of("archive", self.draft_or_404(request, object_id)))

    def archive_view(self, request, object_id):
        draft = self.draft_or_404(request, object_id)
        was_public = draft.was_ever_public()
        self.require(request, "publish" if was_public else "delete")
        return self.verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            dry_run=lambda: workflow.archive(draft, by=request.user),
            title=_("Archive") if was_public else _("Move to trash"),
            button=_("Archive") if was_public else _("Move to trash"),
            facts=[
                _(
                    "It leaves the list, but nothing is deleted. You can find it with the filter "
                    "'Archived'."
                )
                if was_public
                else _("You can restore it until someone empties the trash.")
            ],
            action=lambda form: workflow.archive(draft, by=request.user, **form.cleaned_data),
            success=_("Archived.") if was_public else _("Moved to trash."),
        )

    def restore_view(self, request, object_id):
        draft = self.draft_or_404(request, object_id)
        self.require(request, "publish" if draft.was_ever_public() else "delete")
        return self.verb_page(
            request,
            draft,
            form=NoteForm(request.POST or None),
            dry_run=lambda: workflow.restore(draft, by=request.user),
            title=_("Restore"),
            button=_("Restore"),
            facts=[_("It comes back as a draft. Readers see no change.")],
            action=lambda form: workflow.restore(draft, by=request.user, **form.cleaned_data),
            success=_("Restored as a draft."),
        )

    def empty_trash_view(self, request):
        self.require(request, "delete")
        back = url_of(self.model, "changelist")
        if request.method == "POST":
            self._empty_trash(request)
            return HttpResponseRedirect(back)
        trashed = states.in_state(self.get_queryset(request), states.State.TRASHED, clock.now())
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
            titles = languages.listed(stay)
            self.message_user(
                request,
                _(
                    "These weren't deleted, because they have saved versions, other items need "
                    "them, or someone else worked on them: %s."
                )
                % titles,
                messages.WARNING,
            )

    def trash_status(self, request, draft):
        """Return whether the user may archive or restore the item, and why the draft can't go to
        the trash."""
        may = self.may(request, "publish" if draft.was_live else "delete")
        refused = {} if draft.was_live else workflow.why_not_destroyed([draft], request.user)
        return {
            "may_archive": may and not refused,
            "may_restore": may,
            "why_not_archived": refused.get(draft.pk, "") if may else "",
        }
