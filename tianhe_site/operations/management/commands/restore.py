from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tianhe_site.operations import process_locks
from tianhe_site.operations.backup import restoring, unfinished_restore
from tianhe_site.publishing import history
from tianhe_site.publishing.models import HistoryEntry

from . import start


class Command(BaseCommand):
    help = (
        "Make a site of a backup. Its database and its media storage must be empty. If the "
        "command was interrupted, run it again: it continues where it stopped."
    )
    # The checks of the tables would open, and so create, the database.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a file written by manage.py backup")
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="the file with the private age key"
        )

    def handle(self, file, identity, **options):
        # A start meanwhile would fill the place, and have its database replaced.
        with start.explained_refusals(), process_locks.hold_start_lock(self.stdout):
            manifest = restoring.restore(file, identity=identity, progress=self.stdout.write)
        try:
            for command in ("verify_media", "rebuild_public_media"):
                call_command(command, stdout=self.stdout, stderr=self.stderr)
        except CommandError:
            # Those can be run again.
            unfinished_restore.end()
            raise
        unfinished_restore.end()
        self.stdout.write(
            _(
                "Restored: the site as of %(made_at)s. "
                "Audit log: %(entries)s entries, head %(head)s."
            )
            % {
                "made_at": manifest["made_at"],
                "entries": HistoryEntry.objects.count(),
                "head": history.head() or _("(none)"),
            }
        )
