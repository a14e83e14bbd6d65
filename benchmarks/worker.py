"""One contender in a process of its own, asked without a server: python -m benchmarks.worker NAME

Reads a command per line from standard input, as JSON, and answers each with a line of JSON.
"""

import importlib
import io
import itertools
import json
import logging
import os
import re
import sys
import time
from ipaddress import ip_address
from pathlib import Path

from .contenders import MODULES

FIRST_ADDRESS = ip_address("10.0.0.1")
SECONDS_UNTIL_SHOWN = 1.2


class Worker:
    def __init__(self, name):
        import django

        self.contender = importlib.import_module(MODULES[name])
        os.environ["DJANGO_SETTINGS_MODULE"] = self.contender.SETTINGS
        django.setup()
        # Our site notes each entry of its audit log.
        logging.disable(logging.INFO)
        self._application = None
        self._addresses = itertools.count()

    @property
    def application(self):
        if self._application is None:
            module, _colon, name = self.contender.WSGI.partition(":")
            self._application = getattr(importlib.import_module(module), name)
        return self._application

    def export(self, to):
        """Write what readers of this site see into a file, a row per line."""
        from django.core.serializers.json import DjangoJSONEncoder

        with open(to, "w") as file:
            for row in self.contender.content():
                file.write(json.dumps(row, cls=DjangoJSONEncoder) + "\n")

    def load(self, rows):
        """Fill a new database from a file that `export` wrote."""
        with open(rows) as file:
            self.contender.load(map(json.loads, file))

    def ask(self, address, times=1, headers=None):
        """Ask for an address several times, each time with an empty page cache. Returns status and
        length of the last response, and the processor time of each in milliseconds."""
        spent = []
        for _turn in range(times):
            self.contender.forget_pages(self.application)
            begun = time.process_time()
            status, body = self._call(address, headers or {})
            spent.append((time.process_time() - begun) * 1000)
        return {"status": int(status[:3]), "bytes": len(body), "cpu": spent}

    def log_in(self):
        return self.contender.log_in()

    def staff_paths(self):
        return self.contender.staff_paths()

    def measure_texts(self, turns):
        from .contenders import our_texts

        return list(our_texts.measure(turns))

    def run(self, code):
        exec(code, {})

    def upload(self, path):
        return self.contender.upload(path)

    def memory(self):
        """Return the memory of this process in MB."""
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def publish(self):
        """Publish an item, and wait until each process must show it."""
        self.contender.publish()
        time.sleep(SECONDS_UNTIL_SHOWN)

    def queries(self, address):
        """Return the SQL that a fresh page runs in the thread that makes it."""
        from django.db import connection

        run = []

        def note(execute, sql, *others):
            run.append(sql)
            return execute(sql, *others)

        self.contender.forget_pages(self.application)
        with connection.execute_wrapper(note):
            self._call(address, {})
        return run

    def _new_address(self):
        """Return an address that hasn't asked before: our site limits how often one may search."""
        return str(FIRST_ADDRESS + next(self._addresses))

    def _call(self, address, headers):
        path, _mark, query = address.partition("?")
        answered = []
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "REMOTE_ADDR": self._new_address(),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **headers,
        }
        result = self.application(environ, lambda *answer: answered.append(answer))
        body = b"".join(result)
        getattr(result, "close", lambda: None)()
        return answered[0][0], body


def main(name):
    worker = Worker(name)
    # Whatever a contender prints must not look like an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        command, arguments = json.loads(line)
        print(json.dumps(getattr(worker, command)(**arguments)), file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
