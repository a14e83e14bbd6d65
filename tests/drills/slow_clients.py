"""500 clients behind nginx send a byte now and then, or never read, while people read and publish.

Short form: tests/test_nginx.py, test_clients_that_stall_keep_nobody_waiting.
"""

import itertools
import socket
import ssl
import threading
import time

from tests.nginx import HOST

from .drill import Result
from .front import DOOR, in_front
from .load import Readers
from .people import Editors
from .sites import Aftermath, administrators

BAR = "Readers get every page, 99 % within 0.5 s; 95 % of what editors do within 2 s"
CLIENTS, SECONDS = 500, 30
HEAD = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nX-Long: "
# A picture that never comes to its end.
BODY = (
    f"POST /admin/login/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
)
# The answers to many requests, none of which is read.
UNREAD = f"GET /news/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n" * 100


def run(scale):
    clients = max(3, round(CLIENTS * scale))
    with in_front() as front:
        browsers = administrators(front, 2, **DOOR)
        with (
            SlowClients(front.port, clients),
            Readers(front.port, **DOOR) as readers,
            Editors(browsers, pause=0.5) as editors,
        ):
            time.sleep(SECONDS)
        ledger, after = editors.ledger, Aftermath(front, editors.ledger)
    measured = (
        f"{clients} slow clients: {readers}, 99 % within {readers.percentile(0.99):.2f} s; "
        f"95 % of what editors did within {ledger.percentile_95:.1f} s; {after}"
    )
    is_quick = readers.percentile(0.99) < 0.5 and ledger.percentile_95 < 2
    return Result(measured, is_quick and after.is_whole and not (readers.faults or ledger.errors))


class SlowClients(threading.Thread):
    """Holds connections: a third drips the head of a request, a third its body, a third sends
    many requests and reads no answer."""

    def __init__(self, port, number):
        super().__init__(daemon=True)
        self.port, self.number = port, number
        self.held, self._over = [], threading.Event()

    def __enter__(self):
        context = ssl._create_unverified_context()
        for begin, _client in zip(itertools.cycle([HEAD, BODY, UNREAD]), range(self.number)):
            connection = context.wrap_socket(socket.create_connection(("127.0.0.1", self.port)))
            connection.settimeout(0)
            self.held.append((connection, begin is UNREAD))
            connection.sendall(begin.encode())
        self.start()
        return self

    def __exit__(self, *error):
        self._over.set()
        self.join()
        for connection, _is_silent in self.held:
            connection.close()

    def run(self):
        while not self._over.wait(1):
            for connection, is_silent in self.held:
                if not is_silent:
                    self._drip(connection)

    def _drip(self, connection):
        try:
            connection.send(b"x")
        except OSError:
            # nginx has had enough of it.
            connection.close()
