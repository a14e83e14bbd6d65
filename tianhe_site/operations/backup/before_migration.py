"""A backup of the database before migrations change it."""

import shutil

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from tianhe_site.publishing import clock

from . import making
from .errors import BackupError

FOLDER = "backups"
KEPT = 5
WITHOUT = "--no-backup"


def back_up_if_needed(stdout):
    """Back up the database if it has tables that migrations are about to change; keep the newest
    `KEPT` of these backups. The caller holds the start lock. Raises `BackupError`."""
    executor = MigrationExecutor(connection)
    is_new = not executor.loader.applied_migrations
    if is_new or not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    folder = settings.DATA_DIR / FOLDER
    path = folder / f"before-{clock.now():%Y%m%dT%H%M%S%fZ}.tar.zst"
    stdout.write(_("Database: backing it up to %s") % path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(folder)
        making.back_up_database(path)
    except (BackupError, OSError) as error:
        raise BackupError(
            _("%(reason)s Nothing was changed. To go on without a backup: %(option)s")
            % {"reason": error, "option": WITHOUT}
        ) from error
    for old in sorted(folder.glob("before-*.tar.zst"))[:-KEPT]:
        old.unlink()


def _remove_unfinished(folder):
    """Remove what backups left that were killed: each has a copy of the database, and a start that
    takes too long may be killed again and again."""
    for left in folder.glob(f"{making.PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
