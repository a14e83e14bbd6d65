"""The page that copies an item to a new draft."""

from django import forms
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from tianhe_site.publishing import workflow

from .pages import ItemPagesMixin


class DuplicateMixin(ItemPagesMixin):
    def get_urls(self):
        return [
            self.item_path("duplicate/", self.duplicate_view, "duplicate"),
            *super().get_urls(),
        ]

    def duplicate_view(self, request, object_id):
        """Ask, and lead to the form of the copy."""
        self.require(request, "add")
        draft, copies = self.draft_to_see(request, object_id), []
        response = self.verb_page(
            request,
            draft,
            form=forms.Form(request.POST if request.method == "POST" else None),
            dry_run=lambda: workflow.duplicate(draft, by=request.user),
            title=_("Duplicate"),
            button=_("Duplicate"),
            facts=[
                _("The copy is a new draft with its own address. Nothing is published."),
                _("It has what was saved last."),
            ],
            action=lambda form: copies.append(workflow.duplicate(draft, by=request.user)),
            success=_("Copied to a new draft."),
        )
        return HttpResponseRedirect(self.url_of("change", copies[0])) if copies else response
