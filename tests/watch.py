"""A database watch for tests that run in a transaction of their own."""

import time

from django.db import DatabaseError

from tianhe_site.serving.database_watch import DatabaseWatch


class WatchWithoutThread(DatabaseWatch):
    """Asks in the thread of the test: no other sees what the test's transaction wrote."""

    def note_request(self):
        """Nobody goes on asking."""

    def _wait(self, is_done, seconds):
        if not is_done():
            self._began = time.monotonic()
            self._ask_once()
        return is_done()

    def _is_answered(self):
        # The connection is the test's: it stays.
        try:
            self.ask()
        except DatabaseError:
            return False
        return True
