from django.core.management.base import CommandError
from django.core.management.commands import migrate

from tianhe_site.database import short_wait_for_tables
from tianhe_site.operations import process_locks
from tianhe_site.operations.backup import BackupError, before_migration


class Command(migrate.Command):
    """Django's, but a start that is preparing the site and a migration wait for one another, and a
    database that is about to change is backed up first."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            before_migration.WITHOUT,
            action="store_false",
            dest="backup",
            help="change the database without a backup",
        )

    def handle(self, *args, backup, **options):
        with process_locks.hold_start_lock(self.stdout):
            if backup and not (options["plan"] or options["check_unapplied"]):
                self._back_up()
            with short_wait_for_tables():
                return super().handle(*args, **options)

    def _back_up(self):
        try:
            before_migration.back_up_if_needed(self.stdout)
        except BackupError as error:
            raise CommandError(str(error)) from None
