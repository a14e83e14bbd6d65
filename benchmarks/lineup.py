"""The contenders, and the archives of the same content that they serve."""

import importlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from .contenders import MODULES
from .processes import ROOT, Worker, environment, gunicorn


@dataclass(frozen=True)
class Contender:
    """A site that can be served. `name` is a key of `MODULES`."""

    title: str
    name: str
    checkout: Path = ROOT
    # Whether it keeps finished pages; ours always does.
    is_cached: bool = False

    @property
    def module(self):
        return importlib.import_module(MODULES[self.name])

    def address_of(self, path):
        """Return where a path of our site is here."""
        return getattr(self.module, "address_of", str)(path)

    def variables(self, folder):
        """Return the variables by which it finds its data."""
        if self.name == "ours":
            return {"TIANHE_DATA": str(folder)}
        variables = {"BENCH_DATA": str(folder), "BENCH_STATIC": str(folder.parent / OURS.name)}
        return {**variables, "BENCH_CACHE": "1"} if self.is_cached else variables

    def worker(self, folder):
        return Worker(self.name, checkout=self.checkout, **self.variables(folder))

    def server(self, port):
        """Return the command and the further variables that serve it on a port."""
        if self.name == "ours":
            return (sys.executable, "-m", "gunicorn"), {"PORT": str(port)}
        return gunicorn(self.module.WSGI, port), {}


OURS = Contender("Ours", "ours", is_cached=True)
PLAIN = Contender("Plain Django", "plain")
PLAIN_CACHED = Contender("Django's cache middleware", "plain", is_cached=True)
WAGTAIL = Contender("Wagtail", "wagtail")
WAGTAIL_CACHED = Contender("wagtail-cache", "wagtail", is_cached=True)


def contenders(before=None):
    """Return those that can be measured here; with `before`, our site of that checkout, too."""
    found = [OURS]
    if before:
        found.append(Contender("Ours, before", "ours", checkout=before, is_cached=True))
    found += [PLAIN, PLAIN_CACHED]
    if find_spec("wagtail") and find_spec("wagtailcache"):
        found += [WAGTAIL, WAGTAIL_CACHED]
    return found


class Archive:
    """The starter content and `size` further items, as each contender stores them, in a folder per
    contender. They are made when they are first asked for."""

    def __init__(self, folder, size):
        self.folder, self.size = folder / f"items-{size}", size
        self.folder.mkdir(parents=True, exist_ok=True)
        self._is_migrated = False

    def folder_of(self, contender):
        # With a cache it serves what the same site does without.
        folder = self.folder / (contender.name + ("" if contender.checkout == ROOT else "-before"))
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            self._fill(contender, unfinished)
            unfinished.rename(folder)
        elif contender == OURS and not self._is_migrated:
            # An earlier run may have been before the newest migration.
            _manage(ROOT, folder, "migrate", "-v0")
            self._is_migrated = True
        return folder

    @cached_property
    def _middle(self):
        """The number of items, and the one in the middle of the list."""
        items = [values for kind, values in self._rows() if kind == "item"]
        return len(items), items[len(items) // 2]

    @property
    def items(self):
        """How many readers see, those of the starter content included."""
        return self._middle[0]

    @property
    def item(self):
        """The path of the item in the middle of the list."""
        return self._middle[1]["path"]

    @property
    def category(self):
        """The last part of the address of its category."""
        return self._middle[1]["category_slug"]

    def copy_of(self, contender, to):
        """Copy the data of a contender into the folder `to`, for what changes it."""
        source = self.folder_of(contender)
        shutil.copytree(source, to, ignore=shutil.ignore_patterns("static"))
        (to / "static").symlink_to(source / "static")

    def _fill(self, contender, folder):
        if contender != OURS:
            # They take their content and their static files from ours.
            self.folder_of(OURS)
        print(f"  {contender.title}: writing {self.size or 'no further'} items", flush=True)
        if contender.name != "ours":
            with contender.worker(folder) as worker:
                worker.load(rows=str(self._exported()))
        elif contender.checkout == ROOT:
            _manage(ROOT, folder, "migrate", "-v0")
            fill = ("seed_scale", str(self.size)) if self.size else ("load_starter_content",)
            _manage(ROOT, folder, *fill)
            _manage(ROOT, folder, "rebuild_search", "--missing")
            _manage(ROOT, folder, "collectstatic", "--noinput", "-v0")
        else:
            self._fill_earlier(contender, folder)

    def _fill_earlier(self, contender, folder):
        """Give an earlier release the archive of this one, without the migrations it hasn't."""
        shutil.copy2(self.folder_of(OURS) / "db.sqlite3", folder)
        for path in sorted(ROOT.glob("**/migrations/0001_initial.py")):
            place = path.parent.relative_to(ROOT)
            if place.parts[0] in ("benchmarks", "tests", ".venv", ".venv-bench"):
                continue
            known = sorted((contender.checkout / place).glob("0*.py"))
            if known and known[-1].stem != max(ROOT.joinpath(place).glob("0*.py")).stem:
                _manage(ROOT, folder, "migrate", place.parent.name, known[-1].stem, "-v0")
        _manage(contender.checkout, folder, "collectstatic", "--noinput", "-v0")

    def _exported(self):
        path = self.folder / "rows.jsonl"
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            with OURS.worker(self.folder_of(OURS)) as worker:
                worker.export(to=str(unfinished))
            unfinished.rename(path)
        return path

    def _rows(self):
        with self._exported().open() as file:
            yield from map(json.loads, file)


def _manage(checkout, folder, *command):
    """Run a command of our site; show what it says only if it takes long, or fails."""
    is_long = command[0] == "seed_scale"
    done = subprocess.run(
        (sys.executable, "manage.py", *command),
        cwd=checkout,
        env=environment(TIANHE_DATA=str(folder)),
        stdout=None if is_long else subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout or ''}{done.stderr}")
