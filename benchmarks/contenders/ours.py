"""Our site, as an application in a process of `benchmarks.worker`, which has set Django up."""

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
ITEM = (*TEXT, "date", "dateline_place", "category_slug")


def forget_pages(application):
    """Empty the page cache of a WSGI application, and nothing else that the process keeps."""
    while not hasattr(application, "entries"):
        application = application.application
    with application.lock:
        application.entries.clear()
        application.size = 0


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
