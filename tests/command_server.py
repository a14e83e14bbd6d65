"""Has loaded the site, and forks for each command: loading is most of the time of nearly all.

    python -m tests.command_server SOCKET

A fork reads the settings again, from the environment of its command, and what Django made of them.
It ends with its client, and this program when its input ends.
"""

import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import traceback
from contextlib import suppress
from importlib import import_module

import django
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connections, router
from django.utils.functional import empty
from django.utils.translation import trans_real

# What most commands load for themselves: their checks look at all addresses.
LOADED_TOO = ("tianhe_site.urls", "django.db.backends.postgresql.base")


class Server:
    def __init__(self, address):
        self.clients = {}
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(address)
        self.listener.listen()
        # A byte for each process that ends.
        self.ended, ends = socket.socketpair()
        ends.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_arguments: None)
        signal.set_wakeup_fd(ends.fileno())
        self.ends = ends
        self.selector = selectors.DefaultSelector()
        for source, react in (
            (sys.stdin, lambda _input: sys.exit()),
            (self.listener, self._begin),
            (self.ended, self._report),
        ):
            self.selector.register(source, selectors.EVENT_READ, react)

    def run(self):
        while True:
            for key, _events in self.selector.select():
                # Its process may have ended since.
                if key.fd in self.selector.get_map():
                    key.data(key.fileobj)

    def _begin(self, listener):
        client, _address = listener.accept()
        length, files, *_flags = socket.recv_fds(client, 4, 3)
        with client.makefile("rb") as stream:
            request = json.loads(stream.read(int.from_bytes(length, "big")))
        process = os.fork()
        if not process:
            _be_command(files, *request)
        for file in files:
            os.close(file)
        self.clients[process] = client
        self.selector.register(
            client, selectors.EVENT_READ, lambda _gone: os.kill(process, signal.SIGKILL)
        )

    def _report(self, ended):
        ended.recv(1)
        with suppress(ChildProcessError):
            while True:
                process, status = os.waitpid(-1, os.WNOHANG)
                if not process:
                    return
                client = self.clients.pop(process)
                self.selector.unregister(client)
                with client, suppress(BrokenPipeError):
                    client.send(bytes([os.waitstatus_to_exitcode(status) % 256]))


def _be_command(files, arguments, environment, folder):
    """Be the process of a command, as if `manage.py` had just been started."""
    status = 1
    try:
        for number, file in enumerate(files):
            os.dup2(file, number)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        _forget_settings()
        sys.argv = ["manage.py", *arguments]
        runpy.run_path("manage.py", run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def _forget_settings():
    del sys.modules["tianhe_site.settings"]
    settings._wrapped = empty
    for handler in (connections, caches, storages, router):
        vars(handler).clear()
        handler.__init__()
    trans_real._translations, trans_real._default = {}, None


if __name__ == "__main__":
    django.setup()
    for name in LOADED_TOO:
        import_module(name)
    gc.freeze()
    server = Server(sys.argv[1])
    print("ready", flush=True)
    server.run()
