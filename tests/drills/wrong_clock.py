"""A gunicorn configuration for drills: the site on a host whose clock is some minutes ahead."""

import os
import runpy
import time
from datetime import timedelta
from pathlib import Path

_SHIPPED = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))
globals().update(_SHIPPED)


def post_worker_init(worker):
    from django.utils import timezone

    right_time, right_now = time.time, timezone.now
    ahead = timedelta(minutes=float(os.environ["MINUTES_AHEAD"]))
    time.time = lambda: right_time() + ahead.total_seconds()
    timezone.now = lambda: right_now() + ahead
    _SHIPPED["post_worker_init"](worker)
