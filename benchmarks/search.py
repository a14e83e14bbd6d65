"""How fast the search answers with many news items: python benchmarks/search.py [100000]

On SQLite, in a database of its own in a temporary folder; on PostgreSQL with
python tests/on_postgresql.py .venv/bin/python benchmarks/search.py
Whole requests through Django, without a server and without the page cache, which keeps none.
"""

import itertools
import math
import os
import random
import re
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import django

ROOT = Path(__file__).parent.parent
BEGINNING = datetime(2014, 1, 1, tzinfo=UTC)
DAYS = 4_000
WORDS_PER_TEXT = 150
TURNS = 10
CORE = (
    "stem cell cord blood patent trial diabetes immune therapy clinical islet lymphocyte device "
    "hospital Jinan China office European Union researchers patients study results safety phase "
    "insulin platelets mitochondria educator closed-loop CB-SCs approved granted published "
)
CHINESE = "干细胞治疗的临床研究在济南进行脐带血来源的多能干细胞与免疫系统糖尿病患者医院专利获得授权"
# Words in nearly every text, frequent, rare and absent ones; several; Chinese; identifiers;
# filters; later pages.
QUERIES = (
    "cell",
    "stem cell",
    "the patent of the company",
    '"cord blood"',
    "cell blood",
    "trial",
    "patents granted",
    "immune therapy diabetes",
    "closed-loop CB-SCs",
    "{25000}",
    "{9000} cell",
    "{300} {400}",
    "{12000} {13000}",
    "nothingatall",
    "cell nothingatall",
    "therap",
    "zebrafis",
    "NCT00004242",
    "NCT0000424",
    "干细胞",
    "干细胞治疗",
    "脐带血 专利",
    "糖尿病患者",
    "细胞细胞",
    "cell&section=newsitem",
    "cell&year=2016",
    "stem cell trial&section=newsitem&year=2020",
    "patent&section=page",
    "cell&page=50",
    "{3000}&page=2",
)


class Writer:
    """Writes reproducible texts in which few words are frequent and most are rare."""

    def __init__(self):
        self.random = random.Random(1)
        self.words = [*CORE.split(), *(_spelled(number) for number in range(30_000))]
        weights = (1 / (number + 1) ** 0.9 for number in range(len(self.words)))
        self.weights = list(itertools.accumulate(weights))

    def words_of(self, count):
        return self.random.choices(self.words, cum_weights=self.weights, k=count)

    def content(self, number):
        """Return title, summary and text of the item with this number."""
        title = " ".join(self.words_of(8)).capitalize()
        summary = " ".join(self.words_of(20)).capitalize() + "."
        parts = [self.words_of(WORDS_PER_TEXT // 5) for _part in range(5)]
        body = "".join(f"<p>The stem cell {' '.join(part)}.</p>" for part in parts)
        body += f"<p>It is registered as NCT{number:08}; cord blood was given.</p>"
        if number % 3 == 0:
            at = self.random.randrange(len(CHINESE))
            body += f"<p>{CHINESE[at:]}{CHINESE[:at]}。干细胞治疗。</p>"
        return title[:90], summary[:160], body


def _spelled(number):
    """Return a made-up word, different for each number."""
    letters = "bcdfghklmnprtvwz"
    return "".join(letters[number >> 4 * at & 15] + "aeio"[at] for at in range(4)) + "q"


def fill(count):
    """Insert `count` live news items, and older editions of every fifth one, bypassing the
    workflow."""
    from django.db import connection

    from news.models import Category, NewsEdition
    from tianhe_site.publishing.models import Address, Publishable

    category, _made = Category.objects.get_or_create(slug="patent", defaults={"name": "Patent"})
    days = [date(2014, 1, 1) + timedelta(days=number % DAYS) for number in range(count)]
    Publishable.objects.bulk_create([Publishable() for _day in days], batch_size=500)
    ids = list(Publishable.objects.order_by("-id").values_list("id", flat=True)[:count])[::-1]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO news_newsitem (publishable_ptr_id, title, date, summary, "
            "dateline_place, body, sources, company_announcement, category_id, slug) "
            "VALUES (%s, 'A title', %s, 'A summary', '', '<p>Text</p>', '[]', true, %s, %s)",
            [(pk, day, category.pk, f"item-{pk}") for pk, day in zip(ids, days, strict=True)],
        )
    writer = Writer()
    replaced = BEGINNING + timedelta(days=1)
    old = {"live_from": BEGINNING, "live_until": replaced}
    for times in (old, {"live_from": replaced}):
        step = 5 if times is old else 1
        rows = list(zip(ids, days, itertools.count()))[::step]
        for batch in _batches(rows, 500):
            NewsEdition.objects.bulk_create(_edition(*each, times, writer) for each in batch)
    addresses = (
        Address(item_id=pk, path=f"/news/{day.year}/item-{pk}/", live_from=BEGINNING)
        for pk, day in zip(ids, days, strict=True)
    )
    Address.objects.bulk_create(addresses, batch_size=500)


def _edition(pk, day, number, times, writer):
    from news.models import NewsEdition

    title, summary, body = writer.content(number)
    category = {"category_slug": "patent", "category_name": "Patent"}
    content = {"title": title, "summary": summary, "body": body, "date": day}
    record = {"item_id": pk, "language": "en", "frozen_at": BEGINNING}
    return NewsEdition(**record, **content, **category, **times)


def _batches(rows, size):
    rows = iter(rows)
    while batch := list(itertools.islice(rows, size)):
        yield batch


def measure(client, query):
    """Return the times of several requests in milliseconds, and the summary on the page."""
    query = re.sub(r"{(\d+)}", lambda number: _spelled(int(number[1])), query)
    text, _mark, others = query.partition("&")
    address = f"/search/?{urlencode({'q': text})}&{others}"
    times = []
    for _turn in range(TURNS):
        begun = time.perf_counter()
        response = client.get(address, headers={"host": "localhost"})
        times.append((time.perf_counter() - begun) * 1000)
        assert response.status_code == 200, query
    words = response.content.decode().partition('role="status">')[2].partition("<")[0]
    return times, words


def percentile(times, share):
    return sorted(times)[math.ceil(len(times) * share) - 1]


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TIANHE_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "tianhe_site.settings"
        sys.path.insert(0, str(ROOT))
        Path(folder, "static").mkdir()
        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection, transaction
        from django.test import Client

        from tianhe_site.operations import starter_content

        settings.STORAGES["staticfiles"]["BACKEND"] = (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
        call_command("migrate", verbosity=0)
        starter_content.load()
        print(
            f"{connection.vendor}: writing {count} items, and older editions of a fifth of them",
            flush=True,
        )
        with transaction.atomic():
            fill(count)
        begun = time.perf_counter()
        call_command("rebuild_search", missing=True)
        print(f"indexed in {time.perf_counter() - begun:.0f} seconds", flush=True)
        client, all_times = Client(), []
        print(f"{'query':<44} {'median ms':>10} {'slowest ms':>11}  says")
        for query in QUERIES:
            times, words = measure(client, query)
            all_times += times
            row = f"{statistics.median(times):>10.1f} {max(times):>11.1f}"
            print(f"{query:<44} {row}  {words[:40]}", flush=True)
        slow = percentile(all_times, 0.95)
        print(
            f"of {len(all_times)} answers: median {statistics.median(all_times):.1f} ms, "
            f"95th percentile {slow:.1f} ms, slowest {max(all_times):.1f} ms"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
