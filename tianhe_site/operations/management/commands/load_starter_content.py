from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations import process_locks, starter_content
from tianhe_site.publishing.errors import PublishingError


class Command(BaseCommand):
    help = "Bring in the content a new site begins with; what is there already stays as it is."

    def handle(self, **options):
        try:
            with process_locks.preparing(self.stdout):
                made = starter_content.load()
        except PublishingError as error:
            raise CommandError(f"The starter content was not brought in. {error}") from error
        for draft in made:
            self.stdout.write(f"  {draft}")
        self.stdout.write(f"Starter content: {len(made)} brought in.")
