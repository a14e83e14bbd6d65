"""A configuration of gunicorn for tests: the site, its clock some hours ahead of this machine's.

Nobody can wait a day in a test, and the site itself has no way to move its clock.
"""

import os
import runpy
from datetime import timedelta
from pathlib import Path

globals().update(runpy.run_path(str(Path(__file__).parent.parent / "gunicorn.conf.py")))


def post_worker_init(worker):
    from tianhe_site.publishing import clock

    unmoved, ahead = clock.now, timedelta(hours=float(os.environ["HOURS_AHEAD"]))
    # An as-of walk sets the clock itself.
    clock.now = lambda: unmoved() if clock._set_to.get() else unmoved() + ahead
