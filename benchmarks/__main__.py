"""Measures our site beside others: `make bench`, or one part of it: `make bench ONLY=fresh`.

Archives are kept in `var/bench` for the next run; remove it to make them again.
"""

import argparse
import importlib
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import machine
from .lineup import Archive, contenders
from .processes import ROOT
from .report import Report

PARTS = ("finished", "fresh", "growth", "search", "log_in", "uploads", "texts")
# These need wrk and nginx.
WITH_SERVERS = {"finished"}
SIZES_COMPARED = (0, 1_000)
SMOKE = {"sizes": [0], "rounds": 1, "rounds_of_load": 1, "seconds": 1, "tries": 1}


@dataclass
class Bench:
    """What every part needs to know. `sizes` are numbers of items beside the starter content."""

    folder: Path
    # For what only this run needs.
    scratch: Path
    contenders: list
    sizes: list
    rounds: int
    rounds_of_load: int
    seconds: int
    tries: int
    # Only whether everything works: each thing once, as short as can be.
    is_smoke: bool
    archives: dict = field(default_factory=dict)

    @property
    def sizes_compared(self):
        """The sizes that every contender can have."""
        return [size for size in self.sizes if size in SIZES_COMPARED]

    def archive(self, size):
        return self.archives.setdefault(size, Archive(self.folder, size))


def main():
    options = _options()
    if WITH_SERVERS & {*options.only} and (missing := machine.missing_packages()):
        sys.exit(f"Programs are missing. On Debian: apt-get install {' '.join(missing)}")
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.folder.absolute(), prefix="run-") as scratch:
        _measure(options, Path(scratch))


def _measure(options, scratch):
    bench = Bench(
        folder=options.folder.absolute(),
        scratch=scratch,
        contenders=contenders(options.before),
        sizes=options.sizes,
        rounds=options.rounds,
        rounds_of_load=options.rounds_of_load,
        seconds=options.seconds,
        tries=options.tries,
        is_smoke=options.smoke,
    )
    report = Report(bench.folder / "sections")
    for name in options.only:
        _run(name, bench, report)
    if not options.smoke:
        report.write(PARTS)


def _run(name, bench, report):
    print(name, flush=True)
    begun = time.monotonic()
    section = importlib.import_module(f"benchmarks.parts.{name}").run(bench)
    section.show()
    report.keep(name, section, _commit())
    print(f"{name} took {time.monotonic() - begun:.0f} seconds\n", flush=True)


def _options():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", type=_parts, default=PARTS, help="parts, separated by commas")
    parser.add_argument("--before", type=Path, help="a checkout of an earlier release, to compare")
    parser.add_argument("--sizes", type=_numbers, default=[0, 100, 1_000, 10_000, 100_000])
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench")
    parser.add_argument("--rounds", type=int, default=15, help="turns in a process")
    parser.add_argument("--rounds-of-load", type=int, default=9, help="turns with a server")
    parser.add_argument("--seconds", type=int, default=1, help="of a turn with a server")
    parser.add_argument("--tries", type=int, default=50, help="log-ins of each kind")
    parser.add_argument("--smoke", action="store_true", help="only try whether everything works")
    parser.set_defaults(**(SMOKE if "--smoke" in sys.argv else {}))
    return parser.parse_args()


def _parts(text):
    return [part for part in text.split(",") if part] or PARTS


def _numbers(text):
    return [int(number) for number in text.split(",")]


def _commit():
    """Return what is measured; unknown where git isn't installed, or this is no clone."""
    command = ("git", "describe", "--always", "--dirty")
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return "commit unknown"
    return f"commit {done.stdout.strip() or 'unknown'}"


if __name__ == "__main__":
    main()
