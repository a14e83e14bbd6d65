"""What search engines are told of the addresses of the site: an index of sitemaps, their parts,
and the news of the last days."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from news.sitemaps import latest
from tianhe_site.publishing import sections
from tianhe_site.publishing.clock import moment_of
from tianhe_site.seo import absolute, printable

SECTIONS = sections.sitemaps()
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# As news sitemaps write the languages of the site.
LANGUAGES = {"en": "en", "zh-hans": "zh-cn"}


@require_safe
def index(request):
    """Name each part with its last change. Without any there is no index: the format knows no
    empty one."""
    parts = addresses(moment_of(request))
    if not parts:
        raise Http404
    entries = [(absolute(path), changed_at) for path, changed_at in parts]
    return _answer("sitemapindex", "sitemap", entries)


@require_safe
def numbered_part(request, section, number):
    """Name each live item of a part, or each list."""
    entries = SECTIONS[section].entries(int(number), moment_of(request))
    if not entries:
        raise Http404
    return _answer("urlset", "url", [(absolute(path), changed_at) for path, changed_at in entries])


@require_safe
def latest_news(request):
    """Name the news of the last days; without any just the list, since the format knows no empty
    sitemap."""
    language = get_language()
    items = [
        (absolute(item.path), item) for item in latest(language, moment_of(request)) if item.path
    ]
    context = {
        "items": items,
        "list_address": absolute(reverse("news:list")),
        "language": LANGUAGES[language],
    }
    text = printable(render_to_string("sitemap_latest.xml", context, request))
    return HttpResponse(text, content_type="application/xml")


def addresses(at):
    """Return (path, last change) of each part that has live items."""
    return [
        (reverse("sitemap-part", args=[section, number]), changed_at)
        for section, sitemap in SECTIONS.items()
        for number, changed_at in sitemap.parts(at)
    ]


def _answer(root, entry, entries):
    """Return a document of entries, (address, last change) each. A template would take a second
    for a full one."""
    body = format_html_join(
        "\n",
        f"<{entry}><loc>{{}}</loc><lastmod>{{}}</lastmod></{entry}>",
        ((address, changed_at.isoformat()) for address, changed_at in entries),
    )
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    text = f'{declaration}\n<{root} xmlns="{NAMESPACE}">\n{body}\n</{root}>\n'
    return HttpResponse(text, content_type="application/xml")
