"""How the public lists answer with many items: python benchmarks/many_items.py [100000]

A database of its own in a temporary folder; queries without the page cache in front.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django

ROOT = Path(__file__).parent.parent
BEGINNING = datetime(2014, 1, 1, tzinfo=UTC)


def fill(count):
    """Insert `count` live items with editions and addresses, bypassing the workflow."""
    from django.db import connection, transaction

    from news.models import Category, NewsEdition
    from tianhe_site.publishing.models import Address, Publishable

    category = Category.objects.create(name="Patent", slug="patent")
    days = [date(2014, 1, 1) + timedelta(days=number % 4000) for number in range(count)]
    with transaction.atomic():
        Publishable.objects.bulk_create([Publishable() for _day in days], batch_size=500)
        ids = list(Publishable.objects.order_by("id").values_list("id", flat=True))
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO news_newsitem (publishable_ptr_id, title, date, summary, "
                "dateline_place, body, sources, company_announcement, category_id, slug) "
                "VALUES (%s, 'A title', %s, 'A summary', '', '<p>Text</p>', '[]', true, %s, %s)",
                [(pk, day, category.pk, f"item-{pk}") for pk, day in zip(ids, days, strict=True)],
            )
        common = {"frozen_at": BEGINNING, "live_from": BEGINNING, "summary": "A summary"}
        common |= {"language": "en", "category_slug": "patent", "category_name": "Patent"}
        editions = [
            NewsEdition(item_id=pk, title=f"Title {pk}", date=day, body="<p>Text</p>", **common)
            for pk, day in zip(ids, days, strict=True)
        ]
        NewsEdition.objects.bulk_create(editions, batch_size=500)
        addresses = [
            Address(item_id=pk, path=f"/news/{day.year}/item-{pk}/", live_from=BEGINNING)
            for pk, day in zip(ids, days, strict=True)
        ]
        Address.objects.bulk_create(addresses, batch_size=500)
    return addresses


def measure(client, path):
    """Return the median and the maximum of twenty response times, in milliseconds."""
    times = []
    for _turn in range(20):
        begun = time.perf_counter()
        assert client.get(path, headers={"host": "localhost"}).status_code == 200, path
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), max(times)


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TIANHE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tianhe_site.settings"
        sys.path.insert(0, str(ROOT))
        Path(folder, "static").mkdir()
        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import Client

        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        call_command("migrate", verbosity=0)
        print(f"Writing {count} items", flush=True)
        addresses = fill(count)
        item = addresses[count // 2].path
        last = count // 20
        print(f"{'address':<28} {'median ms':>10} {'slowest ms':>11}")
        part = count // 10_000
        paths = (item, "/news/", "/news/2020/", f"/news/?page={last}", "/news/feed/")
        for path in (*paths, "/sitemap.xml", f"/sitemap-news-{part}.xml", "/sitemap-latest.xml"):
            median, slowest = measure(Client(), path)
            print(f"{path:<28} {median:>10.1f} {slowest:>11.1f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
