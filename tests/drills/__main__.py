"""Runs drills and writes what they measured into docs/reliability.md.

.venv/bin/python -m tests.drills                     all, in half an hour
.venv/bin/python -m tests.drills held_lock           one
.venv/bin/python -m tests.drills --scale 0.1         a tenth of each; written with --write alone
"""

import argparse
import os
import sys
import time
import traceback

import django

from . import table
from .drill import Result, load, names


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tianhe_site.settings")
    django.setup()
    options = _options()
    results = {}
    for name in options.names or names():
        results[name] = _run(load(name), options.scale)
        # Now, so that a run that is stopped has written what it measured.
        if options.scale == 1 or options.write:
            table.write({name: results[name]})
    return 0 if all(result.passed for result in results.values()) else 1


def _options():
    parser = argparse.ArgumentParser(prog="python -m tests.drills")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(names())}")
    parser.add_argument("--scale", type=float, default=1, help="below 1: fewer turns")
    parser.add_argument("--write", action="store_true", help="write what fewer turns measured, too")
    options = parser.parse_args()
    if unknown := set(options.names) - set(names()):
        parser.error(f"there is no drill {', '.join(sorted(unknown))}")
    return options


def _run(drill, scale):
    print(f"{drill.name}: {drill.title}", flush=True)
    begun = time.monotonic()
    try:
        result = drill.run(scale)
    except Exception as error:
        traceback.print_exc()
        result = Result(f"stopped by {type(error).__name__}", passed=False)
    seconds = time.monotonic() - begun
    verdict = "within the bar" if result.passed else "NOT WITHIN THE BAR"
    print(f"  bar:      {drill.bar}\n  measured: {result.measured}")
    print(f"  {verdict}, after {seconds:.0f} s\n", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
