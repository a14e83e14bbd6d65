from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from tianhe_site.operations.moving import MoveError, database
from tianhe_site.operations.moving.freezing import take_lock
from tianhe_site.publishing import history
from tianhe_site.publishing.errors import BusyError
from tianhe_site.publishing.models import HistoryEntry


class Command(BaseCommand):
    help = (
        "Copy the database in use to an empty one of the other kind: from SQLite to PostgreSQL, or "
        "back. Readers see no difference. Nothing can be saved until the site uses the other one. "
        "If it was interrupted, run it again: it continues where it stopped."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "url",
            metavar="DATABASE_URL",
            nargs="?",
            help="as in DATABASE_URL. A password is better in ~/.pgpass: others here see arguments",
        )
        parser.add_argument(
            "--cancel",
            action="store_true",
            help="stay with the database in use, and let it be changed again",
        )

    def handle(self, url, cancel, **options):
        if cancel == bool(url):
            raise CommandError("Name the other database, or use --cancel.")
        try:
            with take_lock():
                self._cancel() if cancel else self._move(url)
        except (MoveError, BusyError) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"The database can't be used: {error}") from None

    def _move(self, url):
        number = database.move(url, self.stdout.write)
        self.stdout.write(
            f"Moved: {number:,} rows, each equal to its copy. Audit log: "
            f"{HistoryEntry.objects.count()} entries, head {history.head() or '(none)'}.\n"
            f"Now set DATABASE_URL to {database.without_password(url)} (with its password), and "
            "restart the site. Until then nothing can be saved. To stay with the database in use "
            "instead: manage.py move_to --cancel"
        )

    def _cancel(self):
        mark = database.cancel()
        self.stdout.write(
            f"The move is canceled, and the site can be changed again. Remove what was copied to "
            f"{mark.target}."
        )
