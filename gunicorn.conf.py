"""How gunicorn serves the site. Anything else is set by its own variables (WEB_CONCURRENCY …)."""

import os

wsgi_app = "tianhe_site.wsgi"
# A proxy on this host stands in front: eight slow clients would fill these threads.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Most of them wait: for the lock of the database, for a picture that is decoded, for a slow client.
threads = 16
timeout = 60
loglevel = "warning"
# The site stands at the root of its host. By default gunicorn takes where it stands from a header
# `Script_Name`, which some proxies pass on from visitors: pages led astray, or were 500.
forwarder_headers = ""


def when_ready(server):
    """Answer readers at once; what can be done beside that begins now."""
    from tianhe_site.operations import serving

    serving.let_go()
    server.indexer = serving.complete_search()


def post_worker_init(worker):
    """Give staff and readers their shares of the threads that a process really has."""
    from tianhe_site import wsgi

    wsgi.shares.divide(worker.cfg.threads)
    # From now on its connection keeps the files of an SQLite database that a full disk has no room
    # to make again.
    wsgi.watch.note_request()
