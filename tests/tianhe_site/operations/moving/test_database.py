"""A site moves from SQLite to PostgreSQL and back with every row, whatever stops it meanwhile."""

import json
import subprocess
from contextlib import ExitStack, suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.own_database import own_database
from tests.site import prepare_database
from tests.tianhe_site.operations.backup.place import DUMP, HEAD, Place
from tianhe_site import read_only
from tianhe_site.operations.management.commands import start
from tianhe_site.operations.moving import unfinished

PREPARE = """
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from tianhe_site.media_library.models import File, Image
SessionStore().create()
image = Image.objects.create(title="Names its file, which names it")
image.current = File.objects.create(asset=image, digest="0" * 64, size=1, width=1, height=1)
image.save()
gone = User.objects.create(username="gone")
print(gone.pk, flush=True)
gone.delete()
"""
# Publishes an item for each line of its input, and says its number, or why it wasn't saved.
WRITE_ON = """
import sys
from news.models import Category, NewsItem
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import BusyError
category = Category.objects.first()
for number, _line in enumerate(sys.stdin):
    item = NewsItem(slug=f"n-{number}", title=f"N {number}", summary="S", category=category)
    item.body = "<p>Words.</p>"
    try:
        with workflow.publishing_lock():
            item.save()
        workflow.import_edition(
            item, by=workflow.COMMAND_LINE, live_from=clock.now(), note="Meanwhile"
        )
        print(item.pk, flush=True)
    except BusyError as error:
        print(error, flush=True)
"""
BE_KILLED = """
import os
from django.core.management import call_command
from tianhe_site.operations.moving import rows
insert, inserted = rows._insert, []
def insert_some(model, *arguments):
    inserted.append(model)
    if len(inserted) == 12:
        os._exit(9)
    insert(model, *arguments)
rows._insert = insert_some
call_command("move_to", {!r})
"""
ADD = """
from django.contrib.auth.models import User
print(User.objects.create(username={!r}).pk)
"""
RUN = """
from django.core.management import CommandError, call_command
try:
    call_command(*{!r})
except CommandError as error:
    print(error)
"""
FILLED_IN_PART = "This database was filled only in part by manage.py move_to."
SAVED_NOTHING = "The site is being moved. Nothing can be saved until that is done."


def rows_in(shell):
    """Return the rows of each model, in an order that no database decides on."""
    return {
        label: sorted(json.dumps(row, sort_keys=True) for row in rows)
        for label, rows in json.loads(shell(DUMP)).items()
    }


def write_until_refused(writer, *, meanwhile):
    """Publish an item now and then while another process works; return what was said to each. The
    last one is refused."""
    said = []
    while not said or said[-1].isdigit():
        is_over = meanwhile.poll() is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
        said.append(writer.stdout.readline().strip())
        assert not (is_over and said[-1].isdigit())
        with suppress(subprocess.TimeoutExpired):
            meanwhile.wait(0.2)
    writer.communicate()
    meanwhile.communicate()
    return said


def ids_in(rows, label, key):
    return {json.loads(row)[key] for row in rows[label]}


@pytest.mark.postgresql
def test_a_site_moves_to_postgresql_and_back(tmp_path, django_db_setup, django_db_blocker):
    if connection.vendor == "sqlite":
        pytest.skip("Moving needs both databases.")
    with ExitStack() as stack, django_db_blocker.unblock(), own_database() as variables:
        url, url_back = variables["DATABASE_URL"], f"sqlite:///{tmp_path / 'back'}"
        here = Place(tmp_path, {})
        prepare_database(here.data)
        writer = here.begin("shell", "-v0", "-c", PREPARE + WRITE_ON)
        destroyed = int(writer.stdout.readline())
        killed = here.begin("shell", "-v0", "-c", BE_KILLED.format(url))
        *saved, refusal = write_until_refused(writer, meanwhile=killed)
        assert (killed.wait(), refusal) == (9, SAVED_NOTHING)

        here, there, back = (
            stack.enter_context(Place(tmp_path, each).shell())
            for each in ({}, variables, {"DATABASE_URL": url_back})
        )
        assert FILLED_IN_PART in there(RUN.format(["check", "--database", "default"]))
        log = HEAD.search(here(RUN.format(["move_to", url]))).groups()
        rows = rows_in(here)
        assert rows_in(there) == rows
        assert {*map(int, saved)} <= ids_in(rows, "news.NewsItem", "publishable_ptr_id")
        assert "{} entries, head {}.".format(*log) in there(RUN.format(["verify_history"]))
        # The old one stays as it is, until someone decides to stay with it.
        assert here(RUN.format(["move_to", url])).startswith("The other database isn't empty.")
        # No id of a row that is gone, which the audit log may name, is given again.
        assert int(there(ADD.format("new"))) > destroyed

        there(RUN.format(["move_to", url_back]))
        assert rows_in(back) == rows_in(there)
        there(RUN.format(["move_to", "--cancel"]))
        there(ADD.format("newer"))


@pytest.mark.django_db
class TestRefused:
    def test_to_start_on_a_database_that_was_filled_in_part(self):
        unfinished.begin(connection, "token")
        with pytest.raises(CommandError, match=FILLED_IN_PART):
            start._check_tables()

    def test_to_move_from_a_database_that_was_filled_in_part(self):
        unfinished.begin(connection, "token")
        with pytest.raises(CommandError, match="^The database in use was filled only in part by"):
            call_command("move_to", "postgres://127.0.0.1:1/none")

    @pytest.mark.parametrize("url", ["sqlite:///other", "sqlite://:memory:", "sqlite://"])
    def test_a_file_without_its_folder(self, url):
        with pytest.raises(CommandError, match="^Write the whole path of the file: sqlite:////"):
            call_command("move_to", url)

    def test_a_database_of_the_same_kind(self):
        with pytest.raises(CommandError, match="^Both databases are of the same kind. Use manage"):
            call_command("move_to", "sqlite:////tmp/other")

    @pytest.mark.parametrize("url", ["tianhe", "mysql://127.0.0.1/tianhe", "postgres://[/x"])
    def test_what_is_no_address_of_a_database(self, url):
        with pytest.raises(CommandError, match="^This isn't the address of a database. Write it"):
            call_command("move_to", url)

    def test_a_database_that_is_away_and_its_password_is_not_shown(self):
        with pytest.raises(CommandError) as refusal:
            call_command("move_to", "postgres://ann:only-for-tests@127.0.0.1:1/none")
        assert str(refusal.value).startswith("postgres://127.0.0.1:1/none can't be used: ")
        assert "only-for-tests" not in str(refusal.value)

    def test_to_do_both_or_neither(self):
        for arguments in ([], ["postgres://127.0.0.1/tianhe", "--cancel"]):
            with pytest.raises(CommandError, match="^Name the other database, or use --cancel."):
                call_command("move_to", *arguments)

    def test_to_move_from_a_database_that_lacks_a_migration_and_it_can_be_changed(self):
        MigrationRecorder(connection).record_unapplied("news", "0001_initial")
        with pytest.raises(CommandError, match="Run manage.py migrate. Missing: news.0001"):
            call_command("move_to", "postgres://127.0.0.1:1/none")
        assert not read_only.is_on(connection)

    def test_to_cancel_the_move_of_media(self):
        read_only.begin(connection, "the bucket media")
        with pytest.raises(CommandError, match="the bucket media by manage.py move_media. Finish"):
            call_command("move_to", "--cancel")
        assert read_only.is_on(connection)

    def test_to_cancel_what_has_not_begun(self):
        with pytest.raises(CommandError, match="^No move has begun"):
            call_command("move_to", "--cancel")
