"""A gunicorn configuration for tests: the site, with its clock some hours ahead."""

import os
import runpy
from datetime import timedelta
from pathlib import Path

shipped = runpy.run_path(str(Path(__file__).parent.parent / "gunicorn.conf.py"))
globals().update(shipped)


def post_worker_init(worker):
    from tianhe_site.publishing import clock

    unmoved, ahead = clock.now, timedelta(hours=float(os.environ["HOURS_AHEAD"]))
    # An as-of walk sets the clock itself.
    clock.now = lambda: unmoved() if clock._set_to.get() else unmoved() + ahead
    # The worker serves from then on.
    shipped["post_worker_init"](worker)
