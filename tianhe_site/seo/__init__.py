"""What machines read about a page: plain functions from values to data, and the head of a page."""

import re

from django.conf import settings

from tianhe_site.upward import Above

# As OpenGraph writes the languages of the site.
LOCALES = {"en": "en_US", "zh-hans": "zh_CN"}
# What no search engine should keep: staff's pages, previews, the past, and lists of results.
NOT_TO_INDEX = ("/admin/", "/preview/", "/search/")
# No XML may hold them, however they got into a title.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

# Who publishes the site: `pages.site_details(language, at)`.
pages = Above("pages.navigation")


def absolute(path):
    """Return the full address of a path of the site, whatever host the request named."""
    return f"{settings.SITE_URL}{path}"


def printable(text):
    """Return a text with a space for each character that XML may not hold."""
    return _UNPRINTABLE.sub(" ", text)


def canonical(request):
    """Context processor: `canonical_url`, the one address of the page that is being shown.

    Without the query: a view whose pages depend on a part of it says so itself.
    """
    return {"canonical_url": absolute(request.path)}


def keep_out_of_indexes(get_response):
    """Middleware: say by header that what is not for search engines is none of theirs."""

    def middleware(request):
        response = get_response(request)
        if request.path_info.startswith(NOT_TO_INDEX) or response.status_code >= 400:
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware
