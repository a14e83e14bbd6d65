"""Serves a contender with the number and kind of workers and threads of our own site."""

import runpy
from pathlib import Path

_ours = runpy.run_path(str(Path(__file__).parent.parent.parent / "gunicorn.conf.py"))
worker_class, workers, threads = _ours["worker_class"], _ours["workers"], _ours["threads"]
timeout, loglevel, forwarder_headers = (
    _ours["timeout"],
    _ours["loglevel"],
    _ours["forwarder_headers"],
)
