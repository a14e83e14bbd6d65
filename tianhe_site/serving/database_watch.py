"""Checks the database in a background thread: does it answer, and what has changed?

A database that hangs accepts a connection and never answers, and every thread that queries it
hangs too. So threads that serve readers don't query it; they rely on the watch's last answer.
"""

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections, connection

logger = logging.getLogger("tianhe.database")

COMPLAINT = "The database isn't responding; serving cached pages"
# Slightly less than the second within which every process shows a change.
SECONDS_BETWEEN = 0.8
SECONDS_UNTIL_OLD = 1.0
# How long a reader waits for an answer.
SECONDS_TO_WAIT = 0.7
# A database that takes longer counts as away. A busy processor delays answers too.
SECONDS_UNTIL_AWAY = 2.5
# After a pause this long the last answer says nothing, so the next one is worth waiting for.
SECONDS_OF_REST = 10.0
# How long a failure counts: longer than the time until the next question.
SECONDS_OF_FAILURE = 3 * SECONDS_BETWEEN
# How often to ask after the last request; then the watch rests until the next one.
ROUNDS_AFTER_REQUEST = 10


class DatabaseWatch:
    """Calls `ask` about once a second while requests arrive, one call at a time.

    `ask` runs in the watch's own thread and may take its time. It raises `DatabaseError` if the
    database doesn't answer. `when_started` is called once, with the first request of the process:
    for other threads that must not start earlier. `complaint` is logged when answers stop.
    """

    def __init__(self, ask=None, when_started=None, complaint=COMPLAINT):
        self.ask = ask
        self._when_started = when_started
        self._complaint = complaint
        self._changed = threading.Condition()
        self._thread = None
        self._is_wanted = False
        self._rounds = 0
        self._began = None
        self._failed_at = float("-inf")
        # When the last answered question was asked.
        self.asked_at = float("-inf")

    def is_late(self):
        """Return whether the open question is overdue, or the last one failed: then nobody should
        wait."""
        return self._has_been_open_for(SECONDS_TO_WAIT) or self._has_failed()

    def is_away(self):
        """Return whether the database can't be expected to answer now."""
        return self._has_been_open_for(SECONDS_UNTIL_AWAY) or self._has_failed()

    def is_answering(self):
        """Return whether the database can be expected to answer, by an answer of the last second.
        Without one, wait for the next: a statement that a hanging database never answers would
        take its thread much longer."""
        last = self.asked_at
        if not self.is_old() or self.is_away():
            return not self.is_away()
        return self._wait(lambda: self.asked_at > last, SECONDS_UNTIL_AWAY)

    def is_old(self):
        """Return whether the last answer is too old to serve readers by."""
        return time.monotonic() - self.asked_at >= SECONDS_UNTIL_OLD

    def _has_been_open_for(self, seconds):
        began = self._began
        return began is not None and time.monotonic() - began >= seconds

    def _has_failed(self):
        return self.asked_at < self._failed_at > time.monotonic() - SECONDS_OF_FAILURE

    def note_request(self):
        """Keep the watch running for a while: a request may need the database."""
        # The watch nearly always knows already.
        if self._rounds == ROUNDS_AFTER_REQUEST:
            return
        with self._changed:
            self._rounds = ROUNDS_AFTER_REQUEST
            self._start()

    def wait_until(self, is_done):
        """Ask at once, and wait until `is_done()` or the answer is late. Doesn't wait if it is
        late already. Returns whether it is done."""
        has_rested = time.monotonic() - self.asked_at >= SECONDS_OF_REST
        return self._wait(is_done, SECONDS_UNTIL_AWAY if has_rested else SECONDS_TO_WAIT)

    def _wait(self, is_done, seconds):
        with self._changed:
            self._rounds = ROUNDS_AFTER_REQUEST
            self._is_wanted = True
            self._start()
            self._changed.wait_for(
                lambda: is_done() or self._has_been_open_for(seconds) or self._has_failed(), seconds
            )
        return is_done()

    def _start(self):
        # Not earlier: forking a process loses its threads.
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="database-watch", daemon=True)
            self._thread.start()
            if self._when_started:
                self._when_started()
        self._changed.notify_all()

    def _run(self):
        while True:
            self._wait_for_turn()
            if not self._ask_once():
                # Nobody waits for an answer right now. This also prevents a storm of questions.
                time.sleep(SECONDS_BETWEEN)

    def _wait_for_turn(self):
        with self._changed:
            self._changed.wait_for(lambda: self._is_wanted or self._rounds > 0)
            self._changed.wait_for(lambda: self._is_wanted, SECONDS_BETWEEN)
            self._is_wanted = False
            self._rounds -= 1
            self._began = time.monotonic()

    def _ask_once(self):
        """Ask, and return whether there was an answer."""
        asked_at = self._began
        is_answered = self._is_answered()
        with self._changed:
            if is_answered:
                self.asked_at = asked_at
            else:
                self._failed_at = time.monotonic()
            self._began = None
            self._changed.notify_all()
        return is_answered

    def _is_answered(self):
        try:
            _close_old_connection()
            self.ask()
        except DatabaseError as error:
            if self.asked_at >= self._failed_at:
                logger.error("%s: %s", self._complaint, error)
        except Exception:
            logger.exception("The database watch failed.")
        else:
            return True
        return False


def _close_old_connection():
    """Close a connection that is too old or broken; on SQLite only a broken one.

    SQLite's `-wal` and `-shm` files stay while a connection is open. On a full disk they couldn't
    be created again, and nobody could even read.
    """
    if connection.vendor == "sqlite":
        connection.health_check_done = False
        if connection.errors_occurred:
            connection.close()
    else:
        close_old_connections()
