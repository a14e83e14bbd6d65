"""Redirects from the addresses that imported items had on the site they came from."""

from urllib.parse import unquote

from django.http import HttpResponsePermanentRedirect
from django.utils.cache import patch_cache_control

from tianhe_site import unavailable
from tianhe_site.prepared_queries import prepared
from tianhe_site.publishing import clock, links
from tianhe_site.publishing.models import MAX_PATH

from .models import OldAddress


def redirect_old(get_response):
    """Middleware: answer with a redirect where nothing of this site is, but something was on the
    old one."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        # What is no page is answered without the database, also while it hangs.
        is_page = not unavailable.needs_no_database(request.path_info)
        target = today(request.path_info) if is_page else None
        if target is None:
            return response
        response = HttpResponsePermanentRedirect(target)
        # As for addresses of this site, see `EditionView`.
        patch_cache_control(response, max_age=3600)
        return response

    return middleware


def today(path):
    """Return where the item is now that was at `path` on the old site, None if nothing is there."""
    path = normal(path)
    if not path or "\0" in path or len(path) > MAX_PATH:
        return None
    return next((links.link(item_id, clock.now()) for (item_id,) in _items(path=path)), None)


@prepared
def _items(*, path):
    return OldAddress.objects.filter(path=path).values_list("item_id")


def normal(path):
    """Return a path as it is stored: as characters, without a slash at the end."""
    return unquote(path).rstrip("/")
