"""The thread of a server process that sends what is due."""

import logging
import threading

from django.db import DatabaseError, connection

from .sending import send_due

logger = logging.getLogger("tianhe.outbox")

# What is scheduled may be announced that late.
SECONDS_BETWEEN = 10


class Sender:
    """Calls `send` now and then in a thread of its own, and when it is woken."""

    def __init__(self, send=send_due):
        self._send = send
        self._is_wanted = threading.Event()
        self._lock = threading.Lock()
        self._thread = None

    def start(self):
        """Start the thread, unless it runs. Not before a process forks, which loses it."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
                self._thread.start()

    def wake(self):
        """Have the thread look now. Without a thread, as in a command, send at once."""
        if self._thread is None:
            self._send()
        else:
            self._is_wanted.set()

    def _run(self):
        while True:
            self._is_wanted.wait(SECONDS_BETWEEN)
            self._is_wanted.clear()
            self._send_once()

    def _send_once(self):
        try:
            self._send()
        except DatabaseError as error:
            logger.warning("The database isn't responding; email waits: %s", error)
        except Exception:
            logger.exception("The outbox failed.")
        finally:
            connection.close()


sender = Sender()
