"""The pictures that stand for pages where somebody links to them, drawn as they are asked for.

An address names all that is drawn, so what it answers never changes; it answers only for a page
that is live and says just that.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pages import navigation
from tianhe_site.publishing.clock import moment_of
from tianhe_site.seo import share_picture

# Seconds. A name stands for one content, but a title that had to be taken back should not outlive
# that in other people's caches.
KEPT_FOR = 24 * 3600


@require_safe
def of_page(request, path, name):
    """Draw the picture of the page at a path, with its title."""
    view, found = _view_at(f"/{path}").standing_at(f"/{path}", moment_of(request))
    if found is None or found.moved_to:
        raise Http404
    if found.gone or found.edition.redaction_reason:
        return render(request, "410.html", status=410)
    edition = found.edition
    return _answer(request, name, edition.title, edition.language, view.drawing_of(edition))


@require_safe
def of_site(request, name):
    """Draw the picture of pages that are no editions, such as lists."""
    site = navigation.site_details(get_language(), moment_of(request))
    return _answer(request, name, site.legal_name if site else "", get_language(), "")


def _view_at(path):
    """Return the view of editions that answers at a path; 404 if none does."""
    try:
        view = getattr(resolve(path).func, "view_class", None)
    except Resolver404:
        view = None
    if view is None:
        raise Http404
    return view()


def _answer(request, name, title, language, drawing):
    site = navigation.site_details(language, moment_of(request))
    if not site or name != share_picture.name_of(title, site.name, drawing):
        raise Http404
    content = share_picture.draw(title, site.name, drawing)
    response = HttpResponse(content, content_type="image/png")
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response
