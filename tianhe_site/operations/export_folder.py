"""The folder of an export: its manifest, and which of its files this system wrote."""

import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing.hashing import plain

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
NAMES_SHOWN = 10
TRY_AGAIN = gettext_lazy("Fix this, then run manage.py rewrite_exports")


class ExportError(Exception):
    """An export was refused; the message is for the person who asked for it."""


@contextmanager
def translated_errors(folder, advice):
    """Turn an error of the file system into an `ExportError` that ends with `advice`."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            _("The folder %(folder)s can't be written (%(reason)s). %(advice)s")
            % {"folder": folder, "reason": error.strerror, "advice": advice}
        ) from None


def check_is_free(folder):
    """Raise `ExportError` unless `folder` is missing or empty."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise ExportError(_("Choose a folder whose name can be written in UTF-8.")) from None
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise ExportError(_("%s already exists. Choose a new folder, or an empty one.") % folder)


@contextmanager
def unfinished(folder):
    """Yield a working folder beside `folder`; it is removed if something fails."""
    work = folder.with_name(f"{folder.name}.unfinished")
    if work.exists():
        raise ExportError(
            _("%s exists: an export is running, or was interrupted. If none is running, remove it.")
            % work
        )
    work.mkdir(parents=True)
    try:
        yield work
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def write_manifest(folder, manifest):
    """Write `manifest.json`, and `SHA256SUMS` for the program sha256sum."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    sums = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    sums[MANIFEST] = hashlib.sha256(text).hexdigest()
    for name, body in ((MANIFEST, text), (SUMS, _lines_of(sums))):
        # Written under another name first: hard-linked copies keep their own version, and a crash
        # here keeps the old one.
        unfinished = folder / f"{name}.new"
        unfinished.write_bytes(body)
        unfinished.replace(folder / name)


def write_sums(folder):
    """Write `SHA256SUMS` of all files in a new folder."""
    sums = {}
    for name in _names(folder):
        with (folder / name).open("rb") as content:
            sums[name] = hashlib.file_digest(content, "sha256").hexdigest()
    (folder / SUMS).write_bytes(_lines_of(sums))


def _lines_of(sums):
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def read_manifest(remembered):
    """Return the manifest of a `StaticExport`; raise `ExportError` if the folder doesn't hold the
    one written there."""
    try:
        manifest = json.loads((Path(remembered.folder) / MANIFEST).read_bytes())
        if manifest["made_at"] == plain(remembered.made_at):
            return manifest
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise ExportError(
        _(
            "%s no longer holds the export that was written there: its manifest.json is missing "
            "or different. If the folder still shows erased content, remove it."
        )
        % remembered.folder
    )


def remove_files(folder, names):
    """Remove the files below `folder` whose name is among `names`."""
    # Names as found on disk: those in a manifest could have been changed to point elsewhere.
    for name in set(names).intersection(_names(folder)):
        if not (folder / name).is_symlink():
            (folder / name).unlink()


def refuse_other_files(folder):
    """Raise an `ExportError` that asks to move everything except the manifest out of `folder`."""
    names = [name for name in _names(folder) if name not in (MANIFEST, SUMS)]
    if names:
        raise ExportError(
            _(
                "%(folder)s contains files that were added by hand: %(names)s. Check that they "
                "show no erased content, move them out, then run manage.py rewrite_exports"
            )
            % {"folder": folder, "names": _in_short(names)}
        )


def _in_short(names):
    """Return names as text; only the first few if there are many."""
    shown = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return _("%(names)s and %(more)d more") % {"names": shown, "more": more} if more > 0 else shown


def _names(folder):
    """Return the names of all files below `folder`. Links count and aren't followed."""
    found = []
    # Otherwise an unreadable folder would pass for an empty one.
    for place, folders, names in os.walk(folder, onerror=_raise):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        found += [Path(place, name).relative_to(folder).as_posix() for name in [*names, *links]]
    return sorted(found)


def _raise(error):
    raise error
