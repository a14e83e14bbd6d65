"""What machines read about a page: plain functions from a request or an edition to data."""

from urllib.parse import urlencode

from django.conf import settings


def absolute(path):
    """Return the full address of a path of the site, whatever host the request named."""
    return f"{settings.SITE_URL}{path}"


def canonical(request):
    """Context processor: `canonical_url`, the one address of the page that is being shown."""
    page = request.GET.get("page", "1")
    query = "" if page == "1" else "?" + urlencode({"page": page})
    return {"canonical_url": absolute(request.path) + query}
