"""Redirects an address without its slash to the one with it, if something is there."""

from django.middleware.common import CommonMiddleware
from django.urls import resolve

from .clock import moment_of
from .views import EditionView


class SlashMiddleware(CommonMiddleware):
    """Django's middleware redirects any path that could be a page: mistyped ones got a redirect
    first, and then the 404. This one checks first."""

    def should_redirect_with_slash(self, request):
        if not hasattr(request, "lacks_slash"):
            request.lacks_slash = super().should_redirect_with_slash(request) and _exists(request)
        return request.lacks_slash


def _exists(request):
    """Return whether the address with its slash leads to something. Views other than those of items
    count as leading to something: asking them would take a whole request."""
    path = f"{request.path_info}/"
    found = resolve(path, getattr(request, "urlconf", None))
    view = getattr(found.func, "view_class", None)
    if view is None or not issubclass(view, EditionView):
        return True
    _view, found = view().look_up(path, moment_of(request))
    return found is not None
