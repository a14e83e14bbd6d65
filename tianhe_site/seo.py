"""What machines read about a page: plain functions from a request or an edition to data."""

from django.conf import settings


def absolute(path):
    """Return the full address of a path of the site, whatever host the request named."""
    return f"{settings.SITE_URL}{path}"


def canonical(request):
    """Context processor: `canonical_url`, the one address of the page that is being shown.

    Without the query: a view whose pages depend on a part of it says so itself.
    """
    return {"canonical_url": absolute(request.path)}
