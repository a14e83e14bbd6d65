from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations import process_locks, starter_content
from tianhe_site.publishing.errors import PublishingError


class Command(BaseCommand):
    help = "Load the starter content of a new site. Existing content stays as it is."

    def handle(self, **options):
        try:
            with process_locks.hold_start_lock(self.stdout):
                made = starter_content.load()
        except PublishingError as error:
            raise CommandError(f"The starter content wasn't loaded. {error}") from error
        for draft in made:
            self.stdout.write(f"  {draft}")
        self.stdout.write(f"Starter content: {len(made)} loaded.")
