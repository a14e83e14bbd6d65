"""Well-known addresses that programs request: robots.txt, security.txt, the web manifest,
icons."""

from datetime import timedelta

from django.conf import settings
from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages import navigation
from tianhe_site import unavailable
from tianhe_site.languages import codes, tag_of
from tianhe_site.publishing import alternates, clock
from tianhe_site.seo import absolute, share_pictures

# Icons that browsers request at the root by default.
ICONS = {"favicon.ico": "image/x-icon", "apple-touch-icon.png": "image/png"}
ICON_SECONDS = 24 * 3600
# RFC 9116 recommends less than a year.
SECURITY_DAYS = 300
# The light-mode background in site.css.
PAPER = "#fbfaf7"


@require_safe
def robots(request):
    """Name the sitemap, and keep crawlers out of the admin. Pages with `noindex` stay open, since
    a crawler must be able to read that."""
    return render(request, "robots.txt", {"site_url": settings.SITE_URL}, content_type="text/plain")


@require_safe
def security_txt(request):
    """Name the contact for security reports (RFC 9116); 404 if none is set."""
    if not settings.SECURITY_CONTACT:
        return unavailable.no_such_file()
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {midnight + timedelta(days=SECURITY_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(map(tag_of, codes()))}",
        f"Canonical: {absolute(request.path)}",
    ]
    content_type = "text/plain; charset=utf-8"
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=content_type)


@require_safe
def manifest(request):
    """Return the web manifest: the site's name and colors where someone installs it as an app."""
    language, at = get_language(), clock.moment_of(request)
    alternates.check_open(request, at)
    site = navigation.site_details(language, at)
    data = {
        "name": site.legal_name if site else _("Home"),
        "short_name": site.name if site else _("Home"),
        "lang": tag_of(language),
        "start_url": reverse("pages:page"),
        "scope": reverse("pages:page"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            _icon("icon-192.png", 192),
            _icon("icon-512.png", 512),
            {**_icon("icon-maskable-512.png", 512), "purpose": "maskable"},
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json")


def _icon(name, size):
    return {"src": static(f"img/{name}"), "sizes": f"{size}x{size}", "type": "image/png"}


@require_safe
def icon(request, name):
    """Send one of `ICONS`. Its name has no hash, so it may be cached for a day only."""
    content = (settings.BASE_DIR / "static" / "img" / name).open("rb")
    response = FileResponse(content, content_type=ICONS[name])
    patch_cache_control(response, public=True, max_age=ICON_SECONDS)
    return response


@require_safe
def drawn_share_picture(request):
    """Redirect from where releases 0.4 and 0.5 drew a picture of a page's title: link previews
    from then may still request it. The redirect is temporary, since the file's name changes with
    its design."""
    return redirect(share_pictures.path_of(share_pictures.DEFAULT))
