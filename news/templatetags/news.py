"""News for the pages of other sections.

`{% latest_news 4 as items %}`: the newest items. `{% newest_for_text as newest %}`: the same as a
list for the middle of a text. `{% news_listed as news %}`: the items of that list, if the page has
one. `{% feeds as found %}`: the feeds that a page offers.
"""

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext

from news import listing
from news.feeds import NAMES, WRITERS, title_of
from news.models import NewsEdition
from tianhe_site.publishing.clock import moment_of
from tianhe_site.publishing.views import with_lead_pictures

register = template.Library()

ITEMS_IN_A_TEXT = 4


@register.simple_tag(takes_context=True)
def latest_news(context, count):
    """Return the `count` newest items that are live at the page's moment, with their pictures."""
    request = context["request"]
    items = listing.newest(get_language(), count, moment_of(request))
    return with_lead_pictures(items, request)


@register.simple_tag(takes_context=True)
def feeds(context):
    """Return the feeds for readers of a page: of its category, if it has one, and of all news."""
    site, category = context["site"], context.get("feed_category")
    found = [_feed(kind, title_of(site)) for kind in WRITERS]
    if not category:
        return found
    slug, name = category
    return [_feed(kind, title_of(site, name), category=slug) for kind in WRITERS] + found


def _feed(kind, title, **where):
    if kind != "atom":
        where["kind"] = kind
    return {
        "name": NAMES[kind],
        "type": WRITERS[kind].content_type.partition(";")[0],
        "title": gettext("%(title)s (%(format)s)") % {"title": title, "format": NAMES[kind]},
        "path": reverse("news:feed", kwargs=where),
    }


@register.simple_tag(takes_context=True)
def newest_for_text(context):
    """Return the HTML of the newest items that are live at the page's moment but for the one that
    is read, made when it is first asked for: most texts never do."""
    return lazy(_newest_for_text, str)(context["request"], context.get("edition"))


@register.simple_tag(takes_context=True)
def news_listed(context):
    """Return the newest items, as `newest_for_text` does, if the page's text or layout lists
    them."""
    edition = context["edition"]
    return _items_for_text(context["request"], edition) if edition.lists_news() else []


def _newest_for_text(request, edition):
    return render_to_string("news/_newest.html", {"items": _items_for_text(request, edition)})


def _items_for_text(request, edition):
    items = listing.newest(get_language(), ITEMS_IN_A_TEXT + 1, moment_of(request))
    if isinstance(edition, NewsEdition):
        items = [item for item in items if item.item_id != edition.item_id]
    return items[:ITEMS_IN_A_TEXT]
