"""This project, as an application in a process of `benchmarks.worker`, which has set Django up."""

from collections import defaultdict

WSGI = "benchmarks.contenders.plain_django.wsgi:application"
SETTINGS = "benchmarks.contenders.plain_django.settings"


def forget_pages(application):
    from django.core.cache import cache

    cache.clear()


def load(rows):
    """Make the tables, and write the rows of `ours.content` into them."""
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", run_syncdb=True, verbosity=0)
    by_kind = defaultdict(list)
    for kind, values in rows:
        if "live_from" in values:
            values["published_at"] = values.pop("live_from")
        by_kind[kind].append(values)
    with transaction.atomic():
        _write(by_kind)


def _write(rows):
    from .models import Category, NewsItem, SiteDetails, Term

    SiteDetails.objects.create(**rows["site"][0])
    Category.objects.bulk_create(Category(**values) for values in rows["category"])
    for values in rows["term"]:
        Term.objects.create(slug=_slug(values.pop("path")), **values)
    _write_pages(rows["page"])
    categories = dict(Category.objects.values_list("slug", "id"))
    # Among items of one day, the one that was written last comes first.
    items = (
        NewsItem(
            slug=_slug(values.pop("path")),
            category_id=categories[values.pop("category_slug")],
            **values,
        )
        for values in reversed(rows["item"])
    )
    NewsItem.objects.bulk_create(items, batch_size=1_000)


def _write_pages(rows):
    from .models import Page

    written = {}
    for values in sorted(rows, key=lambda values: values["path"]):
        path = values["path"]
        above = path.rstrip("/").rpartition("/")[0] + "/"
        parent = None if above == "/" else written.get(above)
        written[path] = Page.objects.create(parent=parent, **values)


def _slug(path):
    return path.rstrip("/").rpartition("/")[2]
