"""Empties exports that show redacted content at once; `manage.py rewrite_exports` writes them
again.

The history says which exports are due, so nothing is forgotten if a process stops between a
redaction and this.
"""

import logging
import socket
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.models import HistoryEntry

from . import export
from .export_folder import (
    TRY_AGAIN,
    ExportError,
    read_manifest,
    refuse_other_files,
    remove_files,
    translated_errors,
    write_manifest,
)
from .models import Mirror, StaticExport

logger = logging.getLogger("tianhe.exports")


def follow_redaction(sender, **kwargs):
    """Empty all exports that show what was redacted, and name the mirrors; the receiver of
    `signals.redacted`.

    Raises nothing, since the redaction is done. Failures are logged, and the export stays due.
    """
    try:
        for remembered in StaticExport.objects.order_by("id"):
            _follow(remembered)
        for mirror in Mirror.objects.order_by("id"):
            _name(mirror)
    except Exception:
        logger.exception("Exports may still show redacted content. Run manage.py rewrite_exports")


def empty(remembered):
    """Remove the files of a `StaticExport` that is due; return whether it should be written again.

    All files go: the redacted words are erased by now, so no search can tell which files hold
    them. An export without a folder is forgotten. Raises `ExportError` if the folder can't be
    reached, or holds files that this system didn't write; those stay.
    """
    # No other process may be replacing the folder right now.
    with workflow.publishing_lock(), translated_errors(remembered.folder, TRY_AGAIN):
        if not _is_due(remembered):
            return False
        _check_host(remembered)
        if _is_forgotten(remembered):
            return False
        folder, manifest = Path(remembered.folder), read_manifest(remembered)
        remove_files(folder, [entry["path"] for entry in manifest["files"]])
        why = export.after_redaction(clock.now())
        write_manifest(folder, {**manifest, **why, "files": []})
        refuse_other_files(folder)
        return True


def _follow(remembered):
    try:
        if empty(remembered):
            logger.warning(
                "%s: emptied, because it showed redacted content. Run manage.py rewrite_exports "
                "to write it again",
                remembered.folder,
            )
    except Exception:
        logger.exception(
            "The export %s hasn't been updated after a redaction yet.", remembered.folder
        )


def _name(mirror):
    """Log that a mirror is to be exported again; forget it if its folder is gone."""
    if mirror.host == socket.gethostname() and not Path(mirror.folder).exists():
        mirror.delete()
        return
    logger.warning(
        "The mirror %s on %s may show redacted content, as do its copies. Run manage.py "
        "export_site %s there.",
        *(mirror.folder, mirror.host, mirror.folder),
    )


def _is_due(remembered):
    """Return whether the export shows an edition redacted since, or a later one that mentions its
    correction."""
    # Read it again: another process may have just rewritten it.
    known = StaticExport.objects.filter(pk=remembered.pk).values("last_entry_id")
    return any(
        datetime.fromisoformat(facts["live_from"]) <= remembered.moment
        for entry in HistoryEntry.objects.filter(verb=HistoryEntry.Verb.REDACT, id__gt=known[:1])
        for facts in entry.touched["editions"]
    )


def _check_host(remembered):
    """Raise `ExportError` if the export is on another host. On a shared disk, or after the host
    was renamed, it is here as well."""
    if remembered.host == socket.gethostname():
        return
    try:
        read_manifest(remembered)
    except ExportError:
        raise ExportError(
            _("%(folder)s is on %(host)s. Run manage.py rewrite_exports there.")
            % {"folder": remembered.folder, "host": remembered.host}
        ) from None


def _is_forgotten(remembered):
    """Forget an export whose folder is gone; return whether it was."""
    if Path(remembered.folder).exists():
        return False
    remembered.delete()
    return True
