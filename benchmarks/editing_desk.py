"""How the screens of staff answer with many items: python benchmarks/editing_desk.py [100000]

A database of its own in a temporary folder, with as many news items, and pages for each tenth of
them. Each is asked as a publisher who has some of them in work.
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
# One in so many items is a draft, waits for review, or is approved.
IN_WORK = 1000
TURNS = 5
LIMIT = 300


def fill(count, people):
    """Insert `count` news items, most of them live, and pages, bypassing the workflow."""
    from django.db import transaction

    from news.models import Category

    category = Category.objects.create(name="Patent", slug="patent")
    with transaction.atomic():
        _fill_news(count, category, people)
        _fill_pages(max(count // 10, 20), people)


def _fill_news(count, category, people):
    from news.models import NewsEdition, NewsItem
    from tianhe_site.publishing.models import FOREVER

    ids = _drafts(
        NewsItem,
        count,
        lambda number, pk: {
            "title": f"Title {pk}",
            "date": date(2014, 1, 1) + timedelta(days=number % 4000),
            "summary": "A summary",
            "body": "<p>Text</p>",
            "category_id": category.pk,
            "slug": f"item-{pk}",
        },
    )
    editions = []
    for number, pk in enumerate(ids):
        place = number % IN_WORK
        if place == 1:
            continue
        reviewed = {2: "waiting", 3: "approved", 4: "changes"}.get(place, "")
        editions.append(
            NewsEdition(
                item_id=pk,
                title=f"Title {pk}",
                date=date(2014, 1, 1) + timedelta(days=number % 4000),
                summary="A summary",
                body="<p>Text</p>",
                frozen_at=BEGINNING,
                language="en",
                category_slug="patent",
                category_name="Patent",
                review=reviewed,
                reviewed_at=BEGINNING if reviewed else None,
                live_from=FOREVER if reviewed else BEGINNING,
            )
        )
    NewsEdition.objects.bulk_create(editions, batch_size=500)
    live = [each for each in editions if each.live_from < FOREVER]
    _addresses([(each.item_id, f"/news/{each.date.year}/item-{each.item_id}/") for each in live])
    _entries("news.newsitem", ids, people, {each.item_id: each for each in editions})


def _fill_pages(count, people):
    from pages.models import Page, PageEdition

    above = {}

    def values(number, pk):
        above[number] = pk
        parent = above[number - number % 20] if number % 20 else None
        return {
            "title": f"Page {pk}",
            "summary": "A summary",
            "body": "<p>Text</p>",
            "slug": f"page-{pk}",
            "parent_id": parent,
            "position": number * 10,
        }

    ids = _drafts(Page, count, values)
    common = {"frozen_at": BEGINNING, "live_from": BEGINNING, "summary": "A summary"}
    PageEdition.objects.bulk_create(
        [
            PageEdition(item_id=pk, title=f"Page {pk}", body="", language="en", **common)
            for pk in ids
        ],
        batch_size=500,
    )
    pages = [(pk, f"/page-{pk}/") for pk in ids]
    _addresses(pages)
    _entries("pages.page", ids, people)


def _drafts(model, count, values):
    """Insert drafts of a section: the shared rows first, then those of the section."""
    from django.db import connection

    from tianhe_site.publishing.models import Publishable

    last = Publishable.objects.order_by("-id").values_list("id", flat=True).first() or 0
    now = datetime.now(UTC)
    Publishable.objects.bulk_create(
        [Publishable(modified_at=now) for _number in range(count)], batch_size=500
    )
    ids = list(Publishable.objects.filter(pk__gt=last).order_by("id").values_list("id", flat=True))
    rows = [model(publishable_ptr_id=pk, **values(number, pk)) for number, pk in enumerate(ids)]
    fields = model._meta.local_concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})'
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [
                [
                    field.get_db_prep_save(getattr(row, field.attname), connection)
                    for field in fields
                ]
                for row in rows
            ],
        )
    return ids


def _addresses(paths):
    from tianhe_site.publishing.models import Address

    rows = [Address(item_id=pk, path=path, live_from=BEGINNING) for pk, path in paths]
    Address.objects.bulk_create(rows, batch_size=500)


def _entries(kind, ids, people, editions=None):
    """Write entries of who wrote and submitted what, without their hashes: nobody verifies them."""
    from tianhe_site.publishing.models import HistoryEntry

    entries = []
    begin = HistoryEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for number, pk in enumerate(ids):
        # Most people have written what is long live; the publisher has a few in work.
        by = people[0] if number % IN_WORK < 5 else people[1 + number % (len(people) - 1)]
        for verb in ("write", "freeze", "submit", "approve", "publish"):
            key = begin + len(entries) + 1
            entries.append(
                HistoryEntry(
                    id=key,
                    at=BEGINNING + timedelta(seconds=key),
                    verb=verb,
                    actor_id=by.pk,
                    actor_name=by.get_full_name(),
                    kind=kind,
                    item_id=pk,
                    item_title=f"Title {pk}",
                    touched={"editions": _facts((editions or {}).get(pk)), "addresses": []},
                    previous_hash=f"p{key}",
                    hash=f"h{key}",
                )
            )
    HistoryEntry.objects.bulk_create(entries, batch_size=500)


def _facts(edition):
    """Return what the entries of a submission say of the edition."""
    if not edition or not edition.review:
        return []
    return [{"kind": edition._meta.label_lower, "id": edition.pk, "review": edition.review}]


def measure(client, path):
    """Return the median and the slowest of some responses in milliseconds of processor time, after
    a first one, and the number of queries. SQLite works in this process, so that is all of it,
    whatever else the machine does."""
    from django.db import connection

    queries = []

    def note(execute, sql, params, many, context):
        begun = time.process_time()
        try:
            return execute(sql, params, many, context)
        finally:
            queries.append((time.process_time() - begun, sql))

    with connection.execute_wrapper(note):
        response = client.get(path, headers={"host": "localhost"})
    assert response.status_code == 200, (path, response.status_code)
    times = []
    for _turn in range(TURNS):
        begun = time.process_time()
        client.get(path, headers={"host": "localhost"})
        times.append((time.process_time() - begun) * 1000)
    if os.environ.get("SLOW_QUERIES"):
        for seconds, sql in sorted(queries, reverse=True)[:3]:
            if seconds > 0.02:
                print(f"   {seconds * 1000:.0f} ms {sql[:1500]}")
    return statistics.median(times), max(times), len(queries)


def people():
    from django.contrib.auth.models import Group, User

    found = []
    for name in ("paul", "ann", "amy", "ben"):
        user = User.objects.create_user(
            name, first_name=name.title(), last_name="Li", is_staff=True
        )
        user.groups.add(Group.objects.get(name="Publishers" if name == "paul" else "Authors"))
        found.append(user)
    return found


def paths():
    from news.models import NewsItem
    from pages.models import Page

    news, pages = "/admin/news/newsitem/", "/admin/pages/page/"
    last = 90
    yield from ("/admin/", news, f"{news}?p={last}", f"{news}?q=title", f"{news}?show=mine")
    states = ("draft", "in-review", "approved", "scheduled", "live", "live-draft", "archived")
    yield from (f"{news}?state={state}" for state in states)
    yield from (f"{news}add/", f"{news}{NewsItem.objects.first().pk}/change/", pages)
    yield from (f"{pages}add/", f"{pages}{Page.objects.first().pk}/change/")
    yield f"{pages}{Page.objects.first().pk}/move/"
    yield f"{pages}order/"


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        folder = os.environ.get("BENCH_FOLDER", folder)
        os.environ["TIANHE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tianhe_site.settings"
        sys.path.insert(0, str(ROOT))
        Path(folder, "static").mkdir(exist_ok=True)
        django.setup()
        from django.conf import settings
        from django.contrib.auth.models import User
        from django.core.management import call_command
        from django.test import Client

        plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
        settings.STORAGES["staticfiles"] = {"BACKEND": plain}
        call_command("migrate", verbosity=0)
        if not User.objects.exists():
            print(f"Writing {count} items", flush=True)
            fill(count, people())
        client = Client()
        client.force_login(User.objects.get(username="paul"), settings.AUTHENTICATION_BACKENDS[0])
        print(f"{'address':<44} {'median ms':>10} {'slowest ms':>11} {'queries':>8}")
        for path in paths():
            median, slowest, queries = measure(client, path)
            late = " !" if median > LIMIT else ""
            print(f"{path:<44} {median:>10.0f} {slowest:>11.0f} {queries:>8}{late}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
