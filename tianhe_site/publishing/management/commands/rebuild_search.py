from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ... import workflow
from ...search import edition_index

EDITIONS_BETWEEN_LINES = 1_000


class Command(BaseCommand):
    help = "Rebuild or complete the search index. The site can stay online."

    def add_arguments(self, parser):
        parser.add_argument(
            "--missing", action="store_true", help="index only what isn't indexed yet"
        )

    def handle(self, missing, **options):
        self.done = 0
        edition_index.rebuild(workflow.publishing_lock, self._report_progress, only_missing=missing)
        self.stdout.write(_("Versions indexed: %s") % self.done)

    def _report_progress(self, editions):
        before, self.done = self.done, self.done + editions
        if self.done // EDITIONS_BETWEEN_LINES > before // EDITIONS_BETWEEN_LINES:
            self.stdout.write(_("%s versions indexed so far") % self.done)
