from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from tianhe_site.operations import pruning
from tianhe_site.operations.backup import before_migration, kept


class Command(BaseCommand):
    help = (
        "Remove old backups that manage.py backup FOLDER has made, and rows that are no longer "
        "needed: expired sessions, old entries of the security log, and the like. Never a version, "
        "an address, a draft or an entry of the audit log."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--backups",
            type=Path,
            default=_default_folder(),
            metavar="FOLDER",
            help="where the backups are (default: %(default)s)",
        )
        parser.add_argument(
            "--keep", type=int, default=7, metavar="N", help="keep the newest N (default: 7)"
        )
        parser.add_argument(
            "--weekly",
            type=int,
            default=4,
            metavar="N",
            help="also keep the last one of each of the newest N weeks (default: 4)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be removed, and remove nothing"
        )

    def handle(self, backups, keep, weekly, dry_run, **options):
        if keep < 1 or weekly < 0:
            raise CommandError("At least one backup must be kept: --keep 1.")
        self.removed = "to be removed" if dry_run else "removed"
        try:
            self._prune_backups(backups, keep, weekly, dry_run)
            self._prune_rows(dry_run)
        except OSError as error:
            raise CommandError(f"{error.filename} can't be removed ({error.strerror}).") from None
        except DatabaseError as error:
            raise CommandError(f"The database can't be used: {error}") from None

    def _prune_backups(self, folder, keep, weekly, dry_run):
        if not folder.is_dir():
            if folder == _default_folder():
                return
            raise CommandError(f"The folder {folder} isn't there.")
        paths = [
            *kept.superfluous(folder, newest=keep, weekly=weekly),
            *kept.left_by_killed(folder),
        ]
        for path in paths:
            if not dry_run:
                kept.remove(path)
            self.stdout.write(f"{path}: {self.removed}")

    def _prune_rows(self, dry_run):
        for title, rows in pruning.prunable():
            number = rows.count() if dry_run else pruning.delete(rows)
            if number:
                self.stdout.write(f"{title}: {number:,} {self.removed}")


def _default_folder():
    return settings.DATA_DIR / before_migration.FOLDER
