"""All addresses: those of staff, and those of readers."""

from django.contrib import admin
from django.urls import include, path

from tianhe_site import public_urls

admin.autodiscover()

urlpatterns = [
    path("admin/address-offer/", include("tianhe_site.editorial.address_offer")),
    path("admin/as-of/", include("tianhe_site.editorial.site_as_of")),
    path("admin/claims/", include("tianhe_site.editorial.claims_register")),
    path("admin/help/", include("tianhe_site.editorial.help_pages")),
    path("admin/item-search/", include("tianhe_site.editorial.item_search")),
    path("admin/requests/", include("tianhe_site.editorial.request_page")),
    path("admin/bulk/", include("tianhe_site.editorial.bulk")),
    path("admin/searches/", include("tianhe_site.editorial.search_misses")),
    path("admin/status/", include("tianhe_site.operations.status_page")),
    path("admin/search/", include("tianhe_site.editorial.search_page")),
    path("admin/", include("tianhe_site.accounts.urls")),
    path("admin/", admin.site.urls),
    path("preview/", include("tianhe_site.editorial.previews")),
    *public_urls.urlpatterns,
]

handler400 = public_urls.handler400
handler403 = public_urls.handler403
handler404 = public_urls.handler404
handler500 = public_urls.handler500
