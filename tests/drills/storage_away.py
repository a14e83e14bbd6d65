"""The S3 storage takes connections and never answers, while people read, publish and upload.

Short form: tests/tianhe_site/media_library/test_storage.py,
test_upload_while_the_storage_is_down_gets_a_message_and_leaves_nothing.
"""

import socket
import threading
import time
from contextlib import ExitStack, suppress

from tests.s3 import ACCESS_KEY, SECRET_KEY, S3Server

from .drill import Result
from .load import Readers
from .people import Editors
from .sites import Aftermath, administrators, new_folder, running, seconds_until_saved

BAR = (
    "Readers get every page; an upload is refused within 15 s and leaves no row; saved again "
    "within 15 s after; 0 acknowledged acts lost"
)
TURNS, SECONDS_AWAY = 3, 20


def run(scale):
    turns, waits = max(1, round(TURNS * scale)), []
    with ExitStack() as stack:
        storage = stack.enter_context(S3Server(stack.enter_context(new_folder())))
        hole = stack.enter_context(Hole(storage.port))
        site = stack.enter_context(running(WEB_CONCURRENCY="2", **_variables(storage, hole)))
        browsers = administrators(site, 3)
        with Readers(site.port) as readers, Editors(browsers, pause=0.2) as editors:
            time.sleep(3)
            for _turn in range(turns):
                hole.swallows = True
                time.sleep(SECONDS_AWAY)
                hole.swallows = False
                waits.append(seconds_until_saved(editors.ledger))
        ledger, after = editors.ledger, Aftermath(site, editors.ledger)
    slowest = max(ledger.seconds)
    measured = (
        f"{turns} times away: {readers}; {ledger.answers[503]} uploads refused, the slowest "
        f"within {slowest:.1f} s; saved again after {max(waits):.1f} s; {after}"
    )
    is_told = slowest < 15 and ledger.answers[503] and not (ledger.errors or readers.faults)
    return Result(measured, bool(is_told) and after.is_whole and max(waits) < 15)


def _variables(storage, hole):
    return {
        "MEDIA_S3_ENDPOINT": f"http://127.0.0.1:{hole.port}",
        "MEDIA_S3_BUCKET": storage.new_bucket(),
        "MEDIA_S3_ACCESS_KEY": ACCESS_KEY,
        "MEDIA_S3_SECRET_KEY": SECRET_KEY,
        "MEDIA_S3_REGION": "us-east-1",
    }


class Hole:
    """A port of 127.0.0.1 that leads to another one. While it `swallows`, it takes connections and
    bytes, and nothing ever comes back."""

    def __init__(self, port):
        self._to = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listening.getsockname()[1]
        self.swallows = False

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *error):
        self._listening.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                one, _address = self._listening.accept()
                threading.Thread(target=self._serve, args=[one], daemon=True).start()

    def _serve(self, one):
        with suppress(OSError), one, socket.create_connection(self._to) as other:
            back = threading.Thread(target=self._pass_on, args=[other, one], daemon=True)
            back.start()
            self._pass_on(one, other)
            back.join()

    def _pass_on(self, one, other):
        with suppress(OSError):
            while sent := one.recv(1 << 16):
                if not self.swallows:
                    other.sendall(sent)
            other.shutdown(socket.SHUT_WR)
