"""A site whose database Litestream copies comes back as of a moment, once its machine is gone."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime

from tests import parts
from tests.litestream import Litestream
from tests.site import prepare_database
from tests.tianhe_site.operations.backup.place import Place

SECONDS_TO_COPY = 120
# Publishes an item for each line of its input, and says its audit log's head.
PUBLISH = """
import sys
from news.models import Category, NewsItem
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import HistoryEntry
category = Category.objects.first()
for line in sys.stdin:
    item = NewsItem(slug=line.strip(), title="New", summary="S", category=category)
    item.body = "<p>Words.</p>"
    item.save()
    workflow.import_edition(item, by=workflow.COMMAND_LINE, live_from=clock.now(), note="Now")
    print(HistoryEntry.objects.order_by("-id").first().hash, flush=True)
"""


class Site:
    """A site in use, and its continuous copies."""

    def __init__(self, place, copies, folder):
        self.copies, self.folder, self.restored = copies, folder, 0
        self.process = place.begin("shell", "-v0", "-c", PUBLISH)

    def publish(self, slug):
        """Publish an item, and wait until a copy has it; return the head of the audit log."""
        self.process.stdin.write(f"{slug}\n")
        self.process.stdin.flush()
        head = self.process.stdout.readline().strip()
        deadline = time.monotonic() + SECONDS_TO_COPY
        while head not in self.copied_heads():
            assert time.monotonic() < deadline
            time.sleep(0.5)
        return head

    def copied_heads(self):
        """Return the hashes of the audit log in the newest copy."""
        self.restored += 1
        path = self.folder / f"copy-{self.restored}"
        return heads_in(path) if self.copies.restore(path) else []


def heads_in(path):
    with closing(sqlite3.connect(path)) as database:
        return [row[0] for row in database.execute("SELECT hash FROM publishing_historyentry")]


def test_a_site_comes_back_as_of_a_moment(s3_server, tmp_path):
    parts.needed(parts.LITESTREAM)
    place, again = Place(tmp_path / "site", {}), Place(tmp_path / "again", {})
    prepare_database(place.data)
    with Litestream(place.data, s3_server) as copies:
        site = Site(place, copies, tmp_path)
        wanted = site.publish("wanted")
        moment = datetime.now(UTC)
        unwanted = site.publish("unwanted")
        site.process.kill()
        site.process.communicate()
    again.data.mkdir()
    assert copies.restore(again.data / "db.sqlite3", moment)
    assert unwanted not in heads_in(again.data / "db.sqlite3")
    assert f"head {wanted}." in again.managed("verify_history", "--head", wanted)
