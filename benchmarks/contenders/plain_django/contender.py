"""This project, as an application in a process of `benchmarks.worker`, which has set Django up."""

WSGI = "benchmarks.contenders.plain_django.wsgi:application"
SETTINGS = "benchmarks.contenders.plain_django.settings"


def forget_pages(application):
    from django.core.cache import cache

    cache.clear()


def load(rows):
    """Make the tables, and write the rows of `ours.content` into them."""
    from django.core.management import call_command
    from django.db import transaction

    from .models import Category, NewsItem, SiteDetails, Term

    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    writers = {
        "site": lambda values: SiteDetails.objects.create(**values),
        "category": lambda values: Category.objects.create(**values),
        "term": lambda values: Term.objects.create(slug=_slug(values.pop("path")), **values),
        "page": _write_page,
    }
    items = []
    with transaction.atomic():
        for kind, values in rows:
            if "live_from" in values:
                values["published_at"] = values.pop("live_from")
            if kind in writers:
                writers[kind](values)
            else:
                items.append(values)
    categories = dict(Category.objects.values_list("slug", "id"))
    # Among items of one day, the one that was written last comes first.
    NewsItem.objects.bulk_create(
        (
            NewsItem(
                slug=_slug(values.pop("path")),
                category_id=categories[values.pop("category_slug")],
                **values,
            )
            for values in reversed(items)
        ),
        batch_size=1_000,
    )


def _write_page(values):
    from .models import Page

    above = values["path"].rstrip("/").rpartition("/")[0] + "/"
    parent = Page.objects.filter(path=above).exclude(path="/").first()
    Page.objects.create(parent=parent, **values)


def _slug(path):
    return path.rstrip("/").rpartition("/")[2]
