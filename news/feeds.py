"""The news, all of it or one category, as Atom, RSS and JSON Feed."""

import json
import re
from datetime import UTC, datetime, time

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.html import escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tianhe_site.languages import tag_of
from tianhe_site.media_library import markup
from tianhe_site.publishing import alternates
from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.content_checks import statement_above, statement_on
from tianhe_site.publishing.views import media_root
from tianhe_site.rich_text import references
from tianhe_site.rich_text.cleaning import for_readers
from tianhe_site.rich_text.languages import marked
from tianhe_site.rich_text.presentation import with_latest_news
from tianhe_site.seo import absolute, pages, printable

from . import listing

ITEMS = 20
# A link to our own site, or to a place on the same page.
_OWN_LINK = re.compile(r'\bhref="([/#][^"]*)"')


@require_safe
def feed(request, kind, category=""):
    """The newest items, with their texts as readers get them."""
    language, at = get_language(), moment_of(request)
    alternates.check_open(request, at)
    editions = listing.live_news(language, at)
    if category:
        editions = editions.filter(category_slug=category)
    editions = list(editions[:ITEMS])
    if category and not editions:
        raise Http404
    site = pages.site_details(language, at)
    writer = _writer(request, WRITERS[kind], site, category and editions[0])
    for edition, content in zip(editions, _contents(editions, request, site, at), strict=True):
        writer.add_item(**_item(edition, content))
    return HttpResponse(writer.writeString("utf-8"), content_type=writer.content_type)


def title_of(site, category_name=""):
    """Return the name of the feed of all news, or of one category: that of the page with the same
    list. `site` are the details of the site, None before any were published."""
    heading, _about = listing.heading_and_description(category_name=category_name)
    return f"{heading} · {site.name}" if site else heading


def _writer(request, writer, site, newest_of_category):
    """Return a feed without items: of the category of `newest_of_category`, if that is given."""
    name, link = "", reverse("news:list")
    if newest_of_category:
        name = newest_of_category.category_name
        link = reverse("news:category", args=[newest_of_category.category_slug])
    title = printable(title_of(site, name))
    _heading, about = listing.heading_and_description(category_name=name)
    return writer(
        title=title,
        link=absolute(link),
        description=printable(about),
        subtitle=printable(about),
        language=tag_of(get_language()),
        # Atom requires one.
        author_name=printable(site.legal_name) if site else title,
        feed_url=absolute(request.path),
        feed_guid=absolute(link),
        at=moment_of(request),
    )


def _item(edition, content):
    # Noon in UTC is on the same day in New York and in Jinan.
    published = datetime.combine(edition.date, time(12), UTC)
    return {
        "title": printable(edition.title),
        "link": absolute(edition.path),
        # Atom and RSS treat it as HTML.
        "description": escape(printable(edition.summary)),
        "summary": printable(edition.summary),
        "content": printable(content),
        # It stays when the item moves, so that feed readers don't show the item twice.
        "unique_id": absolute(f"/#news-{edition.item_id}"),
        "unique_id_is_permalink": False,
        "pubdate": published,
        "updateddate": max(edition.live_from, published),
        "categories": [printable(edition.category_name)],
    }


def _contents(editions, request, site, at):
    """Return each edition as HTML with full addresses: its approval statement, its text, and what
    of it was corrected. The number of queries doesn't depend on theirs."""
    root, language = absolute(media_root(request)), get_language()
    media = markup.media_of_each([each.media for each in editions], root, language)
    paths = references.paths_in("".join(each.body for each in editions), at)
    corrections = listing.corrections_of(editions, at)
    texts = (
        marked(for_readers(edition.body, at, len(edition.sources), each, paths), language)
        for edition, each in zip(editions, media, strict=True)
    )
    return [
        _content(
            edition, text, corrections[edition.item_id], _statement(edition, corrections, site, at)
        )
        for edition, text in zip(editions, texts, strict=True)
    ]


def _statement(edition, corrections, site, at):
    """Return the approval statement for readers of an edition and of what of it was corrected."""
    corrected = [sentence for _moment, sentence in corrections[edition.item_id]]
    return statement_on(edition, site, at) or statement_above(corrected, site, at)


def _content(edition, text, corrections, statement):
    def full(found):
        value = found[1]
        return f'href="{absolute(value if value[0] == "/" else edition.path + value)}"'

    # The summary has a place of its own in each format; programs that show both repeated it.
    text = text or format_html("<p>{}</p>", edition.summary)
    # The feed itself is the latest news.
    text = _OWN_LINK.sub(full, with_latest_news(text, ""))
    stated = format_html("<p>{}</p>", statement) if statement else ""
    return stated + text + _corrected(corrections)


def _corrected(corrections):
    """Return the list of corrections as HTML, below a heading; "" without any."""
    if not corrections:
        return ""
    shown = render_to_string("news/_corrections.html", {"corrections": corrections})
    return format_html("<h2>{}</h2>{}", _("Corrections"), shown)


class _Dated:
    def latest_post_date(self):
        # Without items it would be this machine's time, also in a walk of the past.
        return super().latest_post_date() if self.items else self.feed["at"]


class _Atom(_Dated, feedgenerator.Atom1Feed):
    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class _Rss(_Dated, feedgenerator.Rss201rev2Feed):
    def rss_attributes(self):
        content = "http://purl.org/rss/1.0/modules/content/"
        names = {"xmlns:content": content, "xmlns:dc": "http://purl.org/dc/elements/1.1/"}
        return {**super().rss_attributes(), **names}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        # RSS's own element for the author holds an email address.
        handler.addQuickElement("dc:creator", self.feed["author_name"])
        updated = feedgenerator.rfc3339_date(item["updateddate"])
        handler.addQuickElement("atom:updated", updated)


class _Json(feedgenerator.SyndicationFeed):
    """JSON Feed, version 1.1."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        data = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "icon": absolute(static("img/icon-512.png")),
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
            "items": [self._entry(item) for item in self.items],
        }
        json.dump(data, outfile, ensure_ascii=False)

    def _entry(self, item):
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "summary": item["summary"],
            "content_html": item["content"],
            "date_published": feedgenerator.rfc3339_date(item["pubdate"]),
            "date_modified": feedgenerator.rfc3339_date(item["updateddate"]),
            "tags": item["categories"],
        }


# By the format in the address; without one it is Atom.
WRITERS = {"atom": _Atom, "rss": _Rss, "json": _Json}
NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON"}
