"""The folder of a mirror.

`current` is a link to the newest of its generations, which are whole. A generation holds `public/`,
the root of the web server, with a compressed form beside each file that it makes smaller, the rules
for nginx, and `mirror.json`. What hasn't changed since the generation before is the same file.
"""

import fcntl
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from tianhe_site.operations.export_folder import ExportError
from tianhe_site.serving.finished_page import COMPRESSORS, MIN_BYTES_TO_COMPRESS

CURRENT, LOCK, PREFIX = "current", "mirror.lock", "mirror-"
PUBLIC, RULES, ABOUT = "public", "nginx-mirror.conf", "mirror.json"
# The forms that web servers look for, by what their names end in.
FORMS = {".br": "br", ".gz": "gzip"}
# A form is kept if it is smaller by a twentieth, as of static files.
WORTH_KEEPING = 0.95
# All of it is public, and the web server has an account of its own.
FILE_MODE, FOLDER_MODE = 0o644, 0o755


@contextmanager
def next_generation(folder):
    """Yield a new `Generation` in `folder`, which becomes the current one unless something fails.

    `folder` is made if it is missing. Raises `ExportError` if it is something else than a mirror,
    or if another process writes to it.
    """
    _check(folder)
    _make_folder(folder)
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ExportError(_("Another process is writing to %s right now.") % folder) from None
        before = current_of(folder)
        # What a killed run left.
        _remove_all_but(folder, before)
        generation = Generation(Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder)), before)
        try:
            yield generation
            _make_current(folder, generation.root)
        except BaseException:
            shutil.rmtree(generation.root, ignore_errors=True)
            raise
        _remove_all_but(folder, generation.root)


class Generation:
    """What is written this time, in `root`; `before` is the generation before it, or None."""

    def __init__(self, root, before):
        self.root, self.before = root, before
        self.files = self.written = 0
        root.chmod(FOLDER_MODE)
        _make_folder(root / PUBLIC)

    def write_public(self, name, body, *, compressed):
        """Write a file of the web server, and its compressed forms if it is to have any."""
        name = f"{PUBLIC}/{name}"
        self.files += 1
        _make_folders(self.root, (self.root / name).parent)
        if not self._keep(name, body):
            self.written += 1
            _write(self.root / name, body)
            is_large = len(body) >= MIN_BYTES_TO_COMPRESS
            for suffix, coding in FORMS.items() if compressed and is_large else ():
                form = COMPRESSORS[coding](body)
                if len(form) < len(body) * WORTH_KEEPING:
                    _write(self.root / f"{name}{suffix}", form)

    def write(self, name, text):
        """Write a file about the mirror; return whether it differs from the one before."""
        body = text.encode()
        _write(self.root / name, body)
        return not self.before or _read(self.before / name) != body

    def _keep(self, name, body):
        """Take a file and its forms over from the generation before, if it has these bytes."""
        if not self.before or _read(self.before / name) != body:
            return False
        for suffix in ("", *FORMS):
            if (self.before / f"{name}{suffix}").exists():
                _link_or_copy(self.before / f"{name}{suffix}", self.root / f"{name}{suffix}")
        return True


def current_of(folder):
    """Return the folder of the current generation of a mirror, None if there is none."""
    link = folder / CURRENT
    return link.parent / os.readlink(link) if link.is_symlink() else None


def about(folder):
    """Return what `mirror.json` says of the current generation, {} if there is none."""
    generation = current_of(folder)
    body = generation and _read(generation / ABOUT)
    return json.loads(body) if body else {}


def _check(folder):
    """Raise `ExportError` unless a folder is missing, empty or a mirror."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(_("%s isn't a folder. Choose another one.") % folder)
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    foreign = {name for name in names - {CURRENT, LOCK} if not name.startswith(PREFIX)}
    if names and (foreign or LOCK not in names):
        raise ExportError(
            _("%s holds something else than a mirror. Choose a new folder, or an empty one.")
            % folder
        )


def _make_current(folder, generation):
    """Lead `current` to a generation, in one step."""
    link = folder / f"{PREFIX}{CURRENT}"
    link.symlink_to(generation.name)
    link.replace(folder / CURRENT)


def _remove_all_but(folder, kept):
    for path in folder.glob(f"{PREFIX}*"):
        if path.is_symlink():
            path.unlink()
        elif path != kept:
            shutil.rmtree(path)


def _make_folders(root, folder):
    """Make a folder, and those between it and `root`."""
    for path in (*reversed(folder.relative_to(root).parents[:-1]), folder.relative_to(root)):
        _make_folder(root / path)


def _make_folder(folder):
    if not folder.exists():
        folder.mkdir()
        folder.chmod(FOLDER_MODE)


def _link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        # Not every file system has links.
        shutil.copy2(source, target)


def _write(place, body):
    place.write_bytes(body)
    place.chmod(FILE_MODE)


def _read(place):
    """Return the bytes of a file, None if there is none."""
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None
