"""The view for an item at its address, in any section."""

import copy

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views import View

from tianhe_site.languages import answer_in, language_of
from tianhe_site.media_library import markup, media_snapshot

from . import alternates, links
from .clock import moment_of

# The root of public pictures and documents. Previews and the site as of a date have their own
# roots, which check permissions.
PUBLIC_ROOT = "/media/"


def media_root(request):
    """Return the root address of the pictures on the page of `request`."""
    return getattr(request, "media_root", PUBLIC_ROOT)


def with_lead_pictures(editions, request):
    """Return copies of the editions of a list with the main picture of each as `lead`, None if it
    has none."""
    # Copies, since other requests may share the editions, and have another root.
    editions = [copy.copy(edition) for edition in editions]
    leads = [_lead(edition) for edition in editions]
    loaded = iter(media_snapshot.load([entry for entry in leads if entry], media_root(request)))
    for edition, entry in zip(editions, leads, strict=True):
        edition.lead = next(loaded) if entry else None
    return editions


def _lead(edition):
    return next((each for each in edition.media if each.get("lead")), None)


class EditionView(View):
    """Shows the live edition at the address, redirects, or says that it is gone.

    A section sets `edition_model` and `template_name`, and may extend `context_for`.
    """

    http_method_names = ["get", "head"]
    edition_model = None
    template_name = ""

    def get(self, request, **kwargs):
        view, found = self.look_up(request.path_info, moment_of(request))
        if found is None:
            raise Http404
        if found.moved_to:
            response = HttpResponsePermanentRedirect(found.moved_to)
            # An hour, not forever: another item may get the address later.
            patch_cache_control(response, max_age=3600)
            return response
        if found.gone:
            return render(request, "410.html", {"reason": found.reason}, status=410)
        return view.show(request, found.edition)

    def look_up(self, path, at):
        """Return the view that shows the path, and what `links.find` finds there."""
        is_open = alternates.is_open(path, at)
        found = links.find(path, self.edition_model, at) if is_open else None
        # What is in a language that left the setting keeps its address, but readers don't get it.
        is_of_others = found and found.edition and found.edition.language != language_of(path)
        return self, None if is_of_others else found

    def show(self, request, edition, **extra):
        """Return the page of `edition`, which has the `path` where it is shown, in the language of
        the edition: a preview has an address of staff."""
        return answer_in(edition.language, self._page, request, edition, **extra)

    def _page(self, request, edition, **extra):
        if edition.redaction_reason:
            return render(request, "redacted.html", {"edition": edition, **extra}, status=410)
        at = moment_of(request)
        media = markup.PageMedia(edition.media, media_root(request), edition.language)
        context = {"edition": edition, "moment": at, "media": media, **extra}
        context["drawing"] = self.drawing_of(edition)
        context["alternates"] = self.alternates_of(edition, at)
        context.update(self.context_for(request, edition, at=at, media=media))
        return render(request, self.template_for(edition), context)

    def template_for(self, edition):
        return self.template_name

    def drawing_of(self, edition):
        """Return the drawing to share for a page without a main picture."""
        return ""

    def alternates_of(self, edition, at):
        """Return the page of `edition` in the other languages."""
        return alternates.of_item(edition, at)

    def context_for(self, request, edition, *, at, media):
        """Return what the section's template needs besides `edition`. `media` has its pictures and
        documents."""
        return {}
