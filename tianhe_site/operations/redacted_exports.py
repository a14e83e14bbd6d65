"""What was redacted goes from the exports that lie on this host.

At once, the files that show it; then the folder is written again, in the same request if it is
small, else by `manage.py rewrite_exports`. The history says which exports are due, so that nothing
is forgotten where a process stops between a redaction and this.
"""

import logging
import socket
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import Address, HistoryEntry

from . import export
from .export_folder import (
    TRY_AGAIN,
    ExportError,
    faults_in_words,
    in_short,
    not_as_written,
    read_manifest,
    refuse_own,
    regular_files,
    write_manifest,
)
from .models import StaticExport

logger = logging.getLogger("tianhe.exports")

# Measured: 2.5 seconds of the request of whoever confirms the redaction.
FILES_PER_BATCH = 250


def follow_redaction(sender, **kwargs):
    """Take what was redacted out of all exports; the receiver of `signals.redacted`.

    Raises nothing: the redaction stands. What fails is logged, and stays due.
    """
    left = FILES_PER_BATCH
    try:
        for remembered in StaticExport.objects.order_by("id"):
            left -= _follow(remembered, left)
    except Exception:
        logger.exception("Exports may still show what was redacted. Run manage.py rewrite_exports")


def strike(remembered):
    """Remove, from a `StaticExport` that is due, the files that show what was redacted; return how
    many files are to be written again, 0 if it is not due.

    An export whose folder is gone is forgotten. Raises `ExportError` if the folder can't be reached
    or holds what this system did not write, which stays as it is.
    """
    # Alone, or another process may be swapping the folder.
    with workflow.publishing_lock(), faults_in_words(remembered.folder, TRY_AGAIN):
        items = _redacted_since(remembered)
        if not items:
            return 0
        _check_host(remembered)
        if _is_forgotten(remembered):
            return 0
        folder, manifest = Path(remembered.folder), read_manifest(remembered)
        own = not_as_written(folder, manifest)
        marks = _marks(items, remembered.moment) | _erased_files_since(remembered)
        removed = _remove(folder, manifest, marks)
        manifest = _without(manifest, removed)
        write_manifest(folder, manifest)
        _tell_what_was_lost(folder, [name for name in own if name in removed])
        refuse_own(folder, [name for name in own if name not in removed])
        return len(manifest["files"]) + len(manifest["removed"])


def _follow(remembered, most):
    """Bring one export up to date; return how many files were written, 0 if it had more than
    `most` or there was a fault."""
    try:
        count = strike(remembered)
        if count > most:
            logger.warning(
                "%s: what was redacted is gone, and pages are missing until somebody runs "
                "manage.py rewrite_exports",
                remembered.folder,
            )
            return 0
        return len(export.write_again(remembered)) if count else 0
    except Exception:
        logger.exception("The export %s is still to follow a redaction.", remembered.folder)
        return 0


def _redacted_since(remembered):
    """Return the ids of the items of which the export shows an edition that was redacted since, or
    a later one, which tells of its correction."""
    return {
        facts["item"]
        for entry in _redactions_since(remembered)
        for facts in entry.touched["editions"]
        if datetime.fromisoformat(facts["live_from"]) <= remembered.moment
    }


def _erased_files_since(remembered):
    """Return the keys of the files of the media library that were erased since; they stand in
    the names of their copies."""
    return {
        key for entry in _redactions_since(remembered) for key in entry.touched.get("media", [])
    }


def _redactions_since(remembered):
    # As it is by now: another process may just have written it again.
    known = StaticExport.objects.filter(pk=remembered.pk).values("last_entry_id")
    return HistoryEntry.objects.filter(verb=HistoryEntry.Verb.REDACT, id__gt=known[:1])


def _check_host(remembered):
    """Raise `ExportError` if the export lies on another host; on a shared disk, or where the host
    got another name, it is here as well."""
    if remembered.host == socket.gethostname():
        return
    try:
        read_manifest(remembered)
    except ExportError:
        raise ExportError(
            _("%(folder)s lies on %(host)s. Run manage.py rewrite_exports there.")
            % {"folder": remembered.folder, "host": remembered.host}
        ) from None


def _is_forgotten(remembered):
    """Forget an export whose folder is gone; return whether it was."""
    if Path(remembered.folder).exists():
        return False
    remembered.delete()
    return True


def _marks(items, at):
    """Return what stands in the name or in the bytes of each file that shows one of `items`.

    Its words are erased already. But whatever shows an item stands at its address or links to it;
    the last part of its address is in every such link, also in relative ones. What has no address,
    or only "/", is shown everywhere.
    """
    rows = Address.objects.filter(item__in=items, live_from__lte=at).values_list("item_id", "path")
    marks = {f"{path.rstrip('/').rpartition('/')[2]}/".lstrip("/") for _item, path in rows}
    return marks if items == {item for item, _path in rows} else {""}


def _remove(folder, manifest, marks):
    """Remove the files of ours that bear one of `marks`; return their names."""
    ours = {
        entry["path"]
        for entry in manifest["files"]
        if not entry["address"].startswith(settings.STATIC_URL)
    }
    # Names as the disk has them: those of a manifest may have been changed to lead elsewhere.
    removed = {
        name for name in regular_files(folder) if name in ours and _bears(folder, name, marks)
    }
    for name in removed:
        (folder / name).unlink()
    return removed


def _bears(folder, name, marks):
    body = (folder / name).read_bytes()
    return any(mark in name or mark.encode() in body for mark in marks)


def _without(manifest, removed):
    """Return the manifest of what is left."""
    return {
        **manifest,
        **export.after_redaction(clock.now()),
        "removed": sorted({*manifest.get("removed", []), *removed}),
        "files": [entry for entry in manifest["files"] if entry["path"] not in removed],
    }


def _tell_what_was_lost(folder, names):
    if names:
        logger.warning("%s: removed, though changed by hand: %s", folder, in_short(names))
