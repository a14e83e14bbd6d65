from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from news.sitemaps import NewsSitemap
from pages.sitemaps import PageSitemap
from tianhe_site.operations.views import (
    ICONS,
    health,
    icon,
    manifest,
    robots,
    security_txt,
)

urlpatterns = [
    path("admin/as-of/", include("tianhe_site.publishing.as_of")),
    path("admin/claims/", include("tianhe_site.publishing.claims_register")),
    path("admin/together/", include("tianhe_site.publishing.together")),
    path("admin/", admin.site.urls),
    path("preview/", include("tianhe_site.publishing.previews")),
    path("media/", include("tianhe_site.publishing.public_media")),
    path("healthz", health, name="health"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security_txt, name="security"),
    path("site.webmanifest", manifest, name="manifest"),
    *(path(name, icon, {"name": name}) for name in ICONS),
    path(
        "sitemap.xml",
        sitemap,
        {"sitemaps": {"pages": PageSitemap, "news": NewsSitemap}},
        name="sitemap",
    ),
    path("news/", include("news.urls")),
    path("glossary/", include("pages.glossary_urls")),
    # Last: a page may stand at any path that nothing above answers.
    path("", include("pages.urls")),
]
