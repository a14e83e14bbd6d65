"""What kinds of requests there are, and how many of them Django answered, in what time."""

import time

from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.languages import in_each
from tianhe_site.monitoring import counts

PUBLIC, STATIC = "public", "static"
KINDS = {
    "/static/": STATIC,
    **dict.fromkeys(in_each("/search/"), "search"),
    **dict.fromkeys(STAFF_PATHS, "staff"),
}


def kind_of(path):
    """Return the kind of a request for `path`."""
    return next((kind for start, kind in KINDS.items() if path.startswith(start)), PUBLIC)


def counted(environ, start_response):
    """Return a `start_response` that counts the response first. Not for what is in memory."""
    kind, began = kind_of(environ.get("PATH_INFO", "")), time.monotonic()

    def start(status, headers, exc_info=None):
        counts.add("requests", kind, f"{status[0]}xx")
        if kind != STATIC:
            counts.add_duration(kind, time.monotonic() - began)
        return start_response(status, headers, exc_info)

    return start
