from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from tianhe_site.operations.backup import BackupError, kept, making
from tianhe_site.publishing import clock


class Command(BaseCommand):
    help = (
        "Write the database and the media of this moment to a file. The site may be in use. "
        "Progress is shown on a terminal only, so that a timer's log has one line."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            type=Path,
            help="where to write: a new file, or a folder, for one named by the time",
        )
        parser.add_argument(
            "--recipient", default="", metavar="KEY", help="encrypt it for this public age key"
        )

    def handle(self, file, recipient, **options):
        try:
            if file.is_dir():
                file /= kept.name_for(clock.now(), recipient)
            facts = making.back_up(file.absolute(), recipient=recipient, progress=self._report)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(_("The database can't be used: %s") % error) from None
        self.stdout.write(
            _("Backup: %(file)s, %(bytes)s bytes. Audit log: %(entries)s entries, head %(head)s.")
            % {**facts, "file": file, "bytes": file.stat().st_size}
        )

    def _report(self, message):
        if self.stdout.isatty():
            self.stdout.write(message)
