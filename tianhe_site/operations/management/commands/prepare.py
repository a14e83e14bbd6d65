from django.conf import settings

from tianhe_site.operations import process_locks

from . import start


class Command(start.Command):
    """What `start` does before it serves: for instances that a supervisor starts."""

    help = (
        "Prepare what's missing (database, files, content, administrator), as start does, without "
        "starting the server. The site may be in use."
    )

    def add_arguments(self, parser):
        start.add_backup_argument(parser)

    def handle(self, backup, **options):
        self.stdout.write(f"Data folder: {settings.DATA_DIR}")
        with start.explained_refusals(), process_locks.hold_start_lock(self.stdout):
            credentials = self.prepare(dev=False, backup=backup)
        self.stdout.write(f"\nPrepared: {settings.SITE_URL}/ can be served.\n{credentials}")
