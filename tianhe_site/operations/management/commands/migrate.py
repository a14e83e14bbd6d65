from django.core.management.commands import migrate

from tianhe_site.operations import process_locks


class Command(migrate.Command):
    """Django's, but a start that is preparing the site and a migration wait for one another."""

    def handle(self, *args, **options):
        with process_locks.hold_start_lock(self.stdout):
            return super().handle(*args, **options)
