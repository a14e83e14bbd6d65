"""A line in the log for each request."""

import logging
import time

from . import requests
from .responses import when_sent

logger = logging.getLogger("tianhe.access")

# Of the address, which may be as long as the server lets it.
MAX_LENGTH = 200


class AccessLog:
    """WSGI middleware: logs each response once it is sent. In front of the site, so that what is
    logged meanwhile has the same id, and behind health checks, which come each second.

    `address_of` is as for `RequestIds`.
    """

    def __init__(self, application, address_of):
        self.application = application
        self.address_of = address_of

    def __call__(self, environ, start_response):
        began = time.monotonic()
        statuses = ["500"]
        requests.begin(self.address_of(environ))

        def start(status, headers, exc_info=None):
            statuses.append(status[:3])
            return start_response(status, headers, exc_info)

        def done():
            _write(environ, int(statuses[-1]), time.monotonic() - began)
            requests.end()

        try:
            answer = self.application(environ, start)
        except BaseException:
            done()
            raise
        return when_sent(answer, environ, done)


def _write(environ, status, seconds):
    """Write the line. Without the query: what readers search for is nobody's business."""
    # A line break in an address must not begin a line.
    path = environ.get("PATH_INFO", "")[:MAX_LENGTH].encode("unicode_escape").decode()
    method = environ["REQUEST_METHOD"][:20]
    milliseconds = round(seconds * 1000, 1)
    facts = {"method": method, "path": path, "status": status, "milliseconds": milliseconds}
    logger.info("%s %s %s %s ms", method, path, status, milliseconds, extra=facts)
