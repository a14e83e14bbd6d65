"""The addresses of readers. The `urls` of a whole site have those of staff as well."""

from django.urls import URLResolver, include, path, re_path

from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.languages import LanguagePrefix
from tianhe_site.operations import sitemaps
from tianhe_site.operations.views import (
    ICONS,
    drawn_share_picture,
    icon,
    manifest,
    robots,
    security_txt,
)

# What each language has, at addresses of its own.
in_a_language = [
    path("search/", include("tianhe_site.publishing.search.results_page")),
    path("site.webmanifest", manifest, name="manifest"),
    path("news/", include("news.urls")),
    path("glossary/", include("pages.glossary_urls")),
    # Last: a page can have any path that nothing above answers.
    path("", include("pages.urls")),
]
urlpatterns = [
    path("media/", include("tianhe_site.publishing.media.public_media")),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security"),
    *(path(name, icon, {"name": name}) for name in ICONS),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-latest.xml", sitemaps.latest_news, name="sitemap-latest"),
    re_path(
        rf"^sitemap-({'|'.join(sitemaps.SECTIONS)})-(0|[1-9][0-9]{{0,8}})\.xml$",
        sitemaps.numbered_part,
        name="sitemap-part",
    ),
    re_path(r"^(?:share/|(?:[-a-zA-Z0-9_]+/)*share-)[0-9a-f]{16}\.png$", drawn_share_picture),
    URLResolver(LanguagePrefix(), in_a_language),
]

handler400 = "tianhe_site.refusals.bad_request"
handler403 = "tianhe_site.editorial.error_pages.forbidden"
handler404 = "tianhe_site.editorial.error_pages.not_found"
handler500 = "tianhe_site.unavailable.server_error"


def know_public_addresses(get_response):
    """Middleware: for readers there are no other addresses than theirs. So a process loads what
    only staff use, which takes 13 MB, when the first of them comes."""

    def middleware(request):
        if not f"{request.path_info}/".startswith(STAFF_PATHS):
            request.urlconf = __name__
        return get_response(request)

    return middleware
