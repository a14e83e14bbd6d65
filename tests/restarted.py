"""The small application that `tests/instances.py` serves."""

import os
import time

# It is loaded once this file is there.
GATE = os.environ.get("TIANHE_GATE")
while GATE and not os.path.exists(GATE):
    time.sleep(0.02)


def application(environ, start_response):
    """Answer at leisure, so that some requests are open at each moment."""
    if environ["PATH_INFO"] != "/readyz":
        environ["wsgi.input"].read()
        time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []
