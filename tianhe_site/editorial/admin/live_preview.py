"""The page of a draft as it is being typed: in a frame beside the form, or in a tab."""

from django.http import Http404
from django.urls import path

from tianhe_site.media_library.addresses import PRIVATE_ROOT
from tianhe_site.publishing import clock, content_checks, links
from tianhe_site.refusals import read_only

from .. import autosaves
from .autosave import key_of
from .frames import framed_by_ourselves
from .pages import ItemPagesMixin

# The query by which a form asks for the page without the banner of a preview.
BESIDE = "beside"


class LivePreviewMixin(ItemPagesMixin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.live_preview_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_live_preview_new"
        return [
            path("add/live-preview/", view, name=name),
            self.item_path("live-preview/", self.live_preview_view, "live_preview"),
            *super().get_urls(),
        ]

    @read_only
    def live_preview_view(self, request, object_id=None):
        """Show what the user has typed as readers would see it; the saved draft if nothing was
        typed since."""
        draft = self._typed_draft(request, object_id)
        if self.public_view is None or draft is None:
            raise Http404
        edition = draft.as_edition()
        # Lists compare ids: that of no item, before there is one.
        edition.item_id = draft.pk or 0
        edition.path = links.link(draft) or draft.path_for(draft)
        request.media_root = PRIVATE_ROOT
        preview = {
            "is_beside": BESIDE in request.GET,
            "edit_url": self.url_of("change", draft) if draft.pk else "",
        }
        return framed_by_ourselves(self.public_view().show(request, edition, preview=preview))

    def _typed_draft(self, request, object_id):
        """Return the unsaved draft that the user is typing, else the saved one; None if there is
        neither."""
        saved, draft_key = None, None
        if object_id is None:
            self.require(request, "add")
            draft_key = key_of(request.GET.get("draft_key"))
        else:
            saved = self.draft_to_change(request, object_id)
        autosave = autosaves.latest(request.user, saved, draft_key)
        return autosaves.draft_from(autosave, self, request) if autosave else saved

    def sharing(self, draft):
        """Return what search engines and link previews show of a draft (None: a new one) besides
        its texts: its address, the approval statement, and the drawing that stands in for a
        picture."""
        statement = content_checks.statement_of_site_on(draft, clock.now()) if draft else ""
        draft = draft or self.model()
        path = draft.path_for(draft) or ""
        return {
            "path": path,
            "statement": statement,
            "folder": path.removesuffix(f"{getattr(draft, 'slug', '')}/") or "/",
            "drawing": self.public_view().drawing_of(draft),
        }
