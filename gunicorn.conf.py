"""How gunicorn serves the site. Everything else is set by gunicorn's own variables
(WEB_CONCURRENCY …)."""

import gc
import os
import sys
from pathlib import Path

from dotenv import load_dotenv

# As the settings do. `manage.py start` has read it before.
load_dotenv(Path(__file__).with_name(".env"))

# A link may have led here. What a process needs later, such as the pages of staff, it reads from
# the release that it began with, wherever the link leads by then.
chdir = str(Path(__file__).resolve().parent)
sys.path[:] = [os.path.realpath(path) for path in sys.path]
wsgi_app = "tianhe_site.wsgi"
# A proxy on this host is in front: eight slow clients would occupy all threads.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "tianhe_site.serving.worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Most of them wait: for the publishing lock, for a picture to be decoded, for a slow client.
threads = 32
timeout = 60
# Commands to a running server, which nobody sends. The account may have no home for the socket.
control_socket_disable = True
loglevel = "warning"
# The site is at the root of its host. By default gunicorn reads its mount point from a
# `Script_Name` header, which some proxies pass on from visitors: pages had wrong links, or were
# 500.
forwarder_headers = ""


def on_starting(server):
    """Let the port refuse connections until a worker has loaded the site."""
    from tianhe_site.serving import worker

    worker.listen_later()


def when_ready(server):
    """Make room for what workers count, now that the port is ours and before there are any."""
    from tianhe_site.monitoring import metrics_folder

    # What is in it is of an earlier server.
    metrics_folder.begin(os.environ.get("TIANHE_DATA") or "var", server.cfg.bind[0])


def post_fork(server, worker):
    """Load the site without collecting garbage: all of it stays. That was a fifth of the time of
    a start."""
    gc.disable()


def post_worker_init(worker):
    """Divide the threads that a process really has between staff and readers, then serve."""
    from django.urls import resolve

    from tianhe_site import wsgi
    from tianhe_site.operations import handover

    # Its own faults are written as ours are.
    worker.log.error_log.handlers.clear()
    worker.log.error_log.propagate = True
    wsgi.shares.divide(worker.cfg.threads)
    # From now on its connection keeps SQLite's files, which couldn't be created on a full disk.
    wsgi.watch.note_request()
    # Loads the views of readers, which the first one would wait for.
    resolve("/", "tianhe_site.public_urls")
    # From now on the collector looks only through what requests leave, not through the site.
    gc.freeze()
    gc.enable()
    worker.listen()
    handover.release_lock()
