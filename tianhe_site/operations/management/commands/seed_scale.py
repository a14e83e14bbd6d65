import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations import scale

ITEMS_BETWEEN_LINES = 5_000


class Command(BaseCommand):
    help = (
        "Fill a new site with made-up items, to measure how it grows. Set TIANHE_DATA to a new "
        "folder: a site that has accounts or an audit log is refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, help="how many items, for example 100000")

    def handle(self, count, **options):
        call_command("migrate", verbosity=0)
        if reason := scale.why_not_new():
            raise CommandError(f"Nothing was added. {reason} Set TIANHE_DATA to a new folder.")
        self.count, self.begun = count, time.monotonic()
        scale.build(count, self._report_progress)

    def _report_progress(self, done):
        if done % ITEMS_BETWEEN_LINES == 0 or done == self.count:
            seconds = time.monotonic() - self.begun
            self.stdout.write(f"{done} of {self.count} items after {seconds:.0f} seconds")
