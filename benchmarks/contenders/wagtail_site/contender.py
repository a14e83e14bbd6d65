"""This project, as an application in a process of `benchmarks.worker`, which has set Django up."""

import re
from collections import defaultdict

WSGI = "benchmarks.contenders.wagtail_site.wsgi:application"
SETTINGS = "benchmarks.contenders.wagtail_site.settings"
_OWN_LINK = re.compile(r'<a href="(/[^"]*)"')
_NEWS = re.compile(r"^/news/(\d{4})/([^/]+)/$")


def forget_pages(application):
    from django.core.cache import caches

    caches["pages"].clear()


def address_of(path):
    """Return where a path of our site is here: all news is directly below the list."""
    return _NEWS.sub(r"/news/\1-\2/", path)


def load(rows):
    """Make the tables, and write the rows of `ours.content` into them."""
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    by_kind = defaultdict(list)
    for kind, values in rows:
        by_kind[kind].append(values)
    with transaction.atomic():
        _write(by_kind)


def _write(rows):
    from wagtail.models import Page, Site

    from .models import Category, NewsIndexPage, NewsPage, SiteDetails, Term

    Page.objects.filter(depth=2).delete()
    pages = _write_pages(rows["page"])
    site = Site.objects.create(
        hostname="127.0.0.1", port=8000, root_page=pages["/"], is_default_site=True
    )
    SiteDetails.objects.create(site=site, **rows["site"][0])
    for values in rows["category"]:
        Category.objects.create(**values)
    for values in rows["term"]:
        values.pop("live_from")
        Term.objects.create(slug=_slug(values.pop("path")), rich_body=values.pop("body"), **values)
    index = pages["/"].add_child(instance=NewsIndexPage(title="News", slug="news"))
    categories = {category.slug: category for category in Category.objects.all()}
    # Among items of one day, the one that was written last comes first.
    for values in reversed(rows["item"]):
        path = address_of(values["path"])
        category = categories[values.pop("category_slug")]
        pages[path] = index.add_child(instance=NewsPage(category=category, **_common(values, path)))
    _link(pages)


def _write_pages(rows):
    """Write the pages in the order of the menu, parents first; return them by path."""
    from wagtail.models import Page

    from .models import ContentPage

    pages = {}
    for values in sorted(rows, key=lambda values: (values["path"].count("/"), values["position"])):
        path = values["path"]
        above = path.rstrip("/").rpartition("/")[0] + "/"
        parent = Page.objects.get(depth=1) if path == "/" else pages.get(above, pages.get("/"))
        values.pop("position")
        values["show_in_menus"] = values.pop("in_menu")
        pages[path] = parent.add_child(instance=ContentPage(**_common(values, path)))
    return pages


def _common(values, path):
    values.pop("path")
    published = {"first_published_at": values.pop("live_from"), "rich_body": values.pop("body")}
    return {**values, **published, "slug": _slug(path) or "home"}


def _link(pages):
    """Refer to pages by id in each text, as Wagtail's editor does."""

    def refer(found):
        page = pages.get(address_of(found[1]))
        return f'<a linktype="page" id="{page.pk}"' if page else found[0]

    for page in pages.values():
        linked = _OWN_LINK.sub(refer, page.rich_body)
        if linked != page.rich_body:
            page.rich_body = linked
            page.save()


def _slug(path):
    return path.rstrip("/").rpartition("/")[2]
