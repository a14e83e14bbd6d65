import logging
import os
import time

import django.db
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from tianhe_site.operations import process_locks
from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import BusyError
from tianhe_site.publishing.search import edition_index

# A lower share of the processor: readers and editors go first.
NICENESS = 10
SECONDS_BETWEEN_TRIES = 30

logger = logging.getLogger("tianhe.search")


class Command(BaseCommand):
    help = (
        "Index what isn't indexed yet, for example after an upgrade. The server runs this while "
        "it serves readers; it stops when the server does."
    )

    def handle(self, **options):
        self.parent = os.getppid()
        os.nice(NICENESS)
        while not self._try_to_complete():
            time.sleep(SECONDS_BETWEEN_TRIES)
            self._check_parent()

    def _try_to_complete(self):
        try:
            # Only one of several servers indexes.
            with process_locks.take("index", before_waiting=lambda: None):
                self._check_parent()
                self._complete()
        except (django.db.Error, BusyError) as error:
            logger.warning("Indexing was interrupted and will resume soon: %s", error)
            # Another process may be indexing now: the lock was lost with the connection.
            connection.close()
            return False
        return True

    def _complete(self):
        if missing := edition_index.missing():
            self.stdout.write(f"Search: indexing {missing} versions while the site is running")
            edition_index.rebuild(workflow.publishing_lock, self._go_on, only_missing=True)
            self.stdout.write("Search: the index is complete")

    def _go_on(self, editions):
        self._check_parent()

    def _check_parent(self):
        # Someone who stops the site may be about to replace the database.
        if os.getppid() != self.parent:
            raise CommandError("The server has stopped, so indexing has stopped too.")
