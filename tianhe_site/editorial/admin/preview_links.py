"""The pages that create, show and close preview links."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tianhe_site import busy
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import BusyError, PublishingError
from tianhe_site.publishing.models import PreviewLink

from .. import previews
from ..forms.preview_links import PreviewLinkForm
from .pages import ItemPagesMixin, edition_or_404


class PreviewLinkPagesMixin(ItemPagesMixin):
    def get_urls(self):
        return [
            self.item_path("links/<int:edition_id>/", self.links_view, "links"),
            self.item_path(
                "links/<int:edition_id>/revoke/<int:link_id>/", self.revoke_view, "revoke"
            ),
            *super().get_urls(),
        ]

    def links_view(self, request, object_id, edition_id):
        """The preview links of one edition, and a form to create another."""
        draft = self.draft_to_change(request, object_id)
        edition = edition_or_404(draft, edition_id)
        if self.public_view is None:
            raise Http404
        max_days = workflow.max_days(edition)
        form = PreviewLinkForm(request.POST or None, max_days=max_days)
        if request.method == "POST" and form.is_valid():
            try:
                workflow.share_preview(edition, by=request.user, **form.cleaned_data)
                return HttpResponseRedirect(self.url_of("links", draft, edition.pk))
            except PublishingError as error:
                form.add_error(None, error.for_form())
        at = clock.now()
        links = PreviewLink.objects.filter(item_id=draft.pk, edition_id=edition.pk).order_by("-id")
        links = [workflow.cap_expiry(link, edition) for link in links]
        context = self.page_context(request, draft, _("Preview links"))
        context.update(
            form=form,
            edition=edition,
            links=[(link, link.is_open(at) and previews.address_of(link)) for link in links],
            back=self.url_of("change", draft),
        )
        return busy.render_form(request, "admin/editorial/links.html", context, form)

    def revoke_view(self, request, object_id, edition_id, link_id):
        draft = self.draft_to_change(request, object_id)
        links = PreviewLink.objects.filter(item_id=draft.pk, edition_id=edition_id)
        link = links.filter(pk=link_id).first()
        if link is None:
            raise Http404
        return require_POST(self._revoke)(request, draft, link)

    def _revoke(self, request, draft, link):
        try:
            workflow.revoke_preview(link, item=draft, by=request.user)
            self.message_user(request, _("Preview link closed."), messages.SUCCESS)
        except BusyError:
            raise
        except PublishingError as error:
            self.message_user(request, str(error), messages.ERROR)
        if "from_dashboard" in request.POST:
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(self.url_of("links", draft, link.edition_id))
