"""Sitemaps: an index, its parts, and a news sitemap of the last days."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from news.sitemaps import latest
from pages import navigation
from tianhe_site.publishing import sections
from tianhe_site.publishing.alternates import open_languages
from tianhe_site.publishing.clock import moment_of
from tianhe_site.seo import absolute, hreflang, printable

SECTIONS = sections.sitemaps()
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
# Languages of which news sitemaps need more than the first part of the code.
LANGUAGES = {"zh-hans": "zh-cn", "zh-hant": "zh-tw"}


@require_safe
def index(request):
    """List each part with its last change; 404 if there are none, since the format doesn't allow
    an empty index."""
    parts = addresses(moment_of(request))
    if not parts:
        raise Http404
    rows = (_row(path, changed_at) for path, changed_at in parts)
    return _answer("sitemapindex", "sitemap", rows)


@require_safe
def numbered_part(request, section, number):
    """List the live items, or the lists, of one part."""
    entries = SECTIONS[section].entries(int(number), moment_of(request))
    if not entries:
        raise Http404
    rows = (_row(path, changed_at) + _links(paths) for path, changed_at, paths in entries)
    return _answer("urlset", "url", rows)


@require_safe
def latest_news(request):
    """List the news of the last days; if there is none, only the news list, since the format
    doesn't allow an empty sitemap."""
    at = moment_of(request)
    context = {
        "items": [each for code in open_languages(at) for each in _latest_in(code, at)],
        "list_address": absolute(reverse("news:list")),
    }
    text = printable(render_to_string("sitemap_latest.xml", context, request))
    return HttpResponse(text, content_type="application/xml")


def _latest_in(language, at):
    """Return the newest items of a language, each with its address, and the name and the language
    of the publication."""
    site = navigation.site_details(language, at)
    with override(language):
        name = site.name if site else _("News")
    code = LANGUAGES.get(language, language.partition("-")[0])
    return [
        {"address": absolute(item.path), "item": item, "name": name, "language": code}
        for item in latest(language, at)
        if item.path
    ]


def addresses(at):
    """Return (path, last change) of each part that has live items."""
    return [
        (reverse("sitemap-part", args=[section, number]), changed_at)
        for section, sitemap in SECTIONS.items()
        for number, changed_at in sitemap.parts(at)
    ]


def _row(path, changed_at):
    return f"<loc>{escape(absolute(path))}</loc><lastmod>{changed_at.isoformat()}</lastmod>"


def _links(paths):
    """Return the links to a page in each language, from its path by language."""
    addresses = {language: absolute(path) for language, path in paths.items() if path}
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(address)}"/>'
        for tag, address in hreflang(addresses)
    )


def _answer(root, entry, rows):
    """Return an XML document with an `entry` around each of `rows`. A template would take a second
    for a full one."""
    body = "\n".join(f"<{entry}>{row}</{entry}>" for row in rows)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    text = f'{declaration}\n<{root} xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">\n{body}\n</{root}>\n'
    return HttpResponse(text, content_type="application/xml")
