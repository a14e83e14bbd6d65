"""Our site, as an application in a process of `benchmarks.worker`, which has set Django up."""

import os
import time
from pathlib import Path

WSGI = "tianhe_site.wsgi:application"
SETTINGS = "tianhe_site.settings"
SITE = (
    "name",
    "legal_name",
    "footer_note",
    "about",
    "cautionary_text",
    "contact_name",
    "contact_phone",
    "contact_email",
)
TEXT = ("title", "summary", "sources", "path", "live_from")
TERM = (*TEXT, "other_forms")
PAGE = (
    *TEXT,
    "position",
    "menu_title",
    "in_menu",
    "in_footer",
    "layout",
    "illustration",
    "status",
    "approval_statement",
    "last_reviewed",
    "reviewed_by",
    "next_review",
)
PERSON = "bench"
ITEM = (*TEXT, "date", "dateline_place", "category_slug")


def forget_pages(application):
    """Empty the page cache of a WSGI application, and nothing else that the process keeps."""
    pages = application
    while not hasattr(pages, "store") and not hasattr(pages, "entries"):
        pages = pages.application
    if hasattr(pages, "store"):
        pages.store = type(pages.store)()
        # Since release 0.13.2.
        if hasattr(pages, "ready"):
            pages.ready = type(pages.ready)()
        return
    # Until release 0.8.
    with pages.lock:
        pages.entries.clear()
        pages.size = 0


def log_in():
    """Return the headers of a publisher who has logged in, as a WSGI environment has them."""
    from django.conf import settings
    from django.contrib.auth.models import Group, User
    from django.test import Client

    person, is_new = User.objects.get_or_create(username=PERSON, defaults={"is_staff": True})
    if is_new:
        person.groups.add(Group.objects.get(name="Publishers"))
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"HTTP_COOKIE": f"{cookie.key}={cookie.value}"}


def staff_paths():
    """Return the pages of staff that might grow with the archive, by what they are."""
    from news.models import NewsItem

    news, history = "/admin/news/newsitem/", "/admin/publishing/historyentry/"
    draft = NewsItem.objects.filter(editions=None).order_by("id").first()
    return {
        "dashboard": "/admin/",
        "news": news,
        "news in review": f"{news}?state=in-review",
        "news, drafts": f"{news}?state=draft",
        "news, live + draft": f"{news}?state=live-draft",
        "news, search": f"{news}?q=patent",
        "a news item": f"{news}{NewsItem.objects.order_by('id')[0].pk}/change/",
        "publish": f"{news}{draft.pk}/publish/" if draft else "",
        "pages": "/admin/pages/page/",
        "menu order": "/admin/pages/page/order/",
        "history": history,
        "history, search": f"{history}?q=patent",
        "claims": "/admin/claims/",
    }


def publish():
    """Publish a news item, so that every process makes its pages again within a second."""
    from django.utils import timezone

    from news.models import Category, NewsItem
    from tianhe_site.publishing import workflow

    number = NewsItem.objects.count()
    item = NewsItem.objects.create(
        title=f"Announcement {number}",
        slug=f"announcement-{number}",
        date=timezone.localdate(),
        summary="What happened, in one sentence.",
        body="<p>The text of the announcement.</p>",
        category=Category.objects.first(),
        company_announcement=True,
    )
    workflow.import_edition(item, by=workflow.COMMAND_LINE, live_from=timezone.now())


def upload(path):
    """Upload a photo as a publisher does. Returns the seconds until it can be used, and until it
    has all its sizes, as pairs of (by the clock, of processors, those of child processes
    included)."""
    from django.contrib.auth.models import User
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tianhe_site.media_library import library

    log_in()
    file = SimpleUploadedFile("photo.jpg", Path(path).read_bytes())
    begun = _clocks()
    asset, _is_new = library.add(file, by=User.objects.get(username=PERSON))
    usable = _since(begun)
    for width in library.missing_widths(asset.current):
        library.make_width(asset.current, width)
    return usable, _since(begun)


def _clocks():
    return time.perf_counter(), sum(os.times()[:4])


def _since(begun):
    return tuple(now - then for now, then in zip(_clocks(), begun, strict=True))


def content():
    """Yield (kind, values) of everything that readers see now, parents before children."""
    from django.utils import timezone
    from django.utils.translation import override

    from news import listing
    from pages import glossary, navigation

    at = timezone.now()
    with override("en"):
        yield "site", _values(navigation.site_details("en", at), SITE)
        for slug, name in listing.categories("en", at):
            yield "category", {"slug": slug, "name": name}
        for term in glossary.live_terms("en", at):
            yield "term", _text(term, at, TERM)
        for page in _pages(at):
            yield "page", _text(page, at, PAGE)
        for item in listing.live_news("en", at).iterator():
            yield "item", _text(item, at, ITEM)


def _pages(at):
    from django.db.models import OuterRef, Subquery

    from pages.models import PageEdition
    from tianhe_site.publishing.models import Address

    places = Address.objects.live(at).filter(item=OuterRef("item_id"))
    live = PageEdition.objects.live(at).filter(language="en").with_path(at)
    return live.annotate(position=Subquery(places.values("position")[:1])).order_by("path")


def _text(edition, at, names):
    """Return the values of an edition, with its text as a developer would store it: clean, and
    with the addresses of links."""
    from tianhe_site.rich_text.cleaning import for_readers

    return {
        **_values(edition, names),
        "body": str(for_readers(edition.body, at, len(edition.sources))),
    }


def _values(edition, names):
    return {name: getattr(edition, name) for name in names}
