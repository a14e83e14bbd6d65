"""Asks the database, in a thread of its own, whether it is there and what has changed.

A database that hangs takes a connection and never answers. Whoever asks it waits with it, so no
thread that serves readers does: they go by the last answer.
"""

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections, connection

logger = logging.getLogger("tianhe.database")

# A little less than the second within which every process shows a change.
SECONDS_BETWEEN = 0.8
SECONDS_UNTIL_OLD = 1.0
# How long a reader waits for an answer.
SECONDS_TO_WAIT = 0.7
# A database that takes longer counts as away. A busy processor makes an answer late, too.
SECONDS_UNTIL_AWAY = 3.0
# Nobody knows what happened since an older answer, so the next is worth waiting for.
SECONDS_OF_REST = 10.0
# How long a failure says something of now: longer than until the next question.
SECONDS_OF_FAILURE = 3 * SECONDS_BETWEEN
# How often the database is asked after the last request; then the watch rests until the next.
ROUNDS_AFTER_REQUEST = 10


class DatabaseWatch:
    """Calls `ask` once a second while requests come, one call at a time.

    `ask` takes whatever time it needs, in a thread of the watch; it raises `DatabaseError` where
    the database doesn't answer.
    """

    def __init__(self, ask=None):
        self.ask = ask
        self._changed = threading.Condition()
        self._thread = None
        self._is_wanted = False
        self._rounds = 0
        self._began = None
        self._failed_at = float("-inf")
        # Numbers of questions: of the last that was asked, and of the last that was answered.
        self._asked = self._answered = 0
        # When the question was asked that was answered last.
        self.asked_at = float("-inf")

    def is_late(self):
        """Return whether the answer to the question that is open is late, or the last failed: then
        nobody should wait."""
        return self._has_been_open_for(SECONDS_TO_WAIT) or self._has_failed()

    def is_away(self):
        """Return whether no answer is to be had from the database now."""
        return self._has_been_open_for(SECONDS_UNTIL_AWAY) or self._has_failed()

    def is_old(self):
        """Return whether the last answer is older than readers may be served by."""
        return time.monotonic() - self.asked_at >= SECONDS_UNTIL_OLD

    def _has_been_open_for(self, seconds):
        began = self._began
        return began is not None and time.monotonic() - began >= seconds

    def _has_failed(self):
        return self.asked_at < self._failed_at > time.monotonic() - SECONDS_OF_FAILURE

    def note_request(self):
        """Let the watch go on for a while: a request is there that the database may keep."""
        # Nearly always it was told so since it last asked.
        if self._rounds == ROUNDS_AFTER_REQUEST:
            return
        with self._changed:
            self._rounds = ROUNDS_AFTER_REQUEST
            self._start()

    def ask_anew(self):
        """Wait, as `wait_until` does, for the answer to a question that isn't asked yet; return
        whether it came."""
        asked = self._asked
        return self.wait_until(lambda: self._answered > asked)

    def wait_until(self, is_done):
        """Ask at once, and wait until `is_done()` or the answer is late; not at all where it is so
        already. Returns whether it is done."""
        has_rested = time.monotonic() - self.asked_at >= SECONDS_OF_REST
        return self._wait(is_done, SECONDS_UNTIL_AWAY if has_rested else SECONDS_TO_WAIT)

    def is_good(self):
        """Return whether the database answers, or has answered just now; within a second."""
        return self._wait(lambda: not self.is_old(), SECONDS_TO_WAIT)

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
        # Not earlier: a process that is forked leaves threads behind.
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="database-watch", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self):
        while True:
            self._wait_for_turn()
            if not self._ask_once():
                # Nobody waits for an answer now; and no storm of questions.
                time.sleep(SECONDS_BETWEEN)

    def _wait_for_turn(self):
        with self._changed:
            self._changed.wait_for(lambda: self._is_wanted or self._rounds > 0)
            self._changed.wait_for(lambda: self._is_wanted, SECONDS_BETWEEN)
            self._is_wanted = False
            self._rounds -= 1
            self._began = time.monotonic()
            self._asked += 1

    def _ask_once(self):
        """Ask, and return whether there was an answer."""
        asked_at = self._began
        is_answered = self._is_answered()
        with self._changed:
            if is_answered:
                self.asked_at, self._answered = asked_at, self._asked
            else:
                self._failed_at = time.monotonic()
            self._began = None
            self._changed.notify_all()
        return is_answered

    def _is_answered(self):
        try:
            _let_go_of_old_connection()
            self.ask()
        except DatabaseError as error:
            if self.asked_at >= self._failed_at:
                logger.error("The database isn't responding; serving cached pages: %s", error)
        except Exception:
            logger.exception("The database watch failed.")
        else:
            return True
        return False


def _let_go_of_old_connection():
    """Close a connection that is too old or broken; on SQLite only a broken one.

    While one connection to an SQLite database is open, its files `-wal` and `-shm` stay. On a disk
    that is full they couldn't be made again, and nobody could even read.
    """
    if connection.vendor == "sqlite":
        connection.health_check_done = False
        if connection.errors_occurred:
            connection.close()
    else:
        close_old_connections()
