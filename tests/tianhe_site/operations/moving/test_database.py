"""A site moves from SQLite to PostgreSQL and back with every row, whatever stops it meanwhile."""

import json
from contextlib import ExitStack

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.own_database import own_database
from tests.ports import free_port
from tests.site import prepare_database
from tests.tianhe_site.operations.backup.place import DUMP, HEAD, SHOW_A_PICTURE, Place

DESTROY_THE_NEWEST = """
from pages.models import Page
page = Page.objects.create(slug="gone", title="Gone", summary="A page.", body="<p>Words.</p>")
print(page.pk, flush=True)
page.delete()
"""
# Says each item that is saved, until nothing can be saved any more.
WRITE_ON = """
from news.models import Category, NewsItem
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import BusyError
category = Category.objects.first()
for number in range(10_000):
    item = NewsItem(slug=f"n-{number}", title=f"N {number}", summary="S", category=category)
    item.body = "<p>Words.</p>"
    try:
        with workflow.publishing_lock():
            item.save()
        workflow.import_edition(
            item, by=workflow.COMMAND_LINE, live_from=clock.now(), note="Meanwhile"
        )
    except BusyError as error:
        print(error)
        break
    print(item.pk, flush=True)
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
from pages.models import Page
print(Page.objects.create(slug={!r}, title="New", summary="A page.", body="<p>Words.</p>").pk)
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
        writer = here.begin("shell", "-v0", "-c", SHOW_A_PICTURE + DESTROY_THE_NEWEST + WRITE_ON)
        destroyed, saved = int(writer.stdout.readline()), {int(writer.stdout.readline())}
        assert here.manage("shell", "-v0", "-c", BE_KILLED.format(url)).returncode == 9
        *more, refusal = writer.communicate()[0].splitlines()
        saved |= set(map(int, more))
        assert refusal == SAVED_NOTHING

        here, there, back = (
            stack.enter_context(Place(tmp_path, each).shell())
            for each in ({}, variables | {"PORT": str(free_port())}, {"DATABASE_URL": url_back})
        )
        assert FILLED_IN_PART in there(RUN.format(["start"]))
        log = HEAD.search(here(RUN.format(["move_to", url]))).groups()
        rows = rows_in(here)
        assert rows_in(there) == rows
        assert saved <= ids_in(rows, "news.NewsItem", "publishable_ptr_id")
        assert "{} entries, head {}.".format(*log) in there(RUN.format(["verify_history"]))
        # The old one stays as it is, until someone decides to stay with it.
        assert here(RUN.format(["move_to", url])).startswith("The other database isn't empty.")
        # No id of a row that is gone, which the audit log may name, is given again.
        assert int(there(ADD.format("new"))) > max(destroyed, *saved)

        there(RUN.format(["move_to", url_back]))
        assert rows_in(back) == rows_in(there)
        there(RUN.format(["move_to", "--cancel"]))
        there(ADD.format("newer"))


@pytest.mark.django_db
class TestRefused:
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

    def test_to_cancel_what_has_not_begun(self):
        with pytest.raises(CommandError, match="^No move has begun"):
            call_command("move_to", "--cancel")
