from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations.export_folder import ExportError
from tianhe_site.operations.mirror import checking

ADDRESSES_BETWEEN_LINES = 100
MAX_SHOWN = 20


class Command(BaseCommand):
    help = "Ask this site and a mirror of it (see export_site) for each address, and compare."

    def add_arguments(self, parser):
        parser.add_argument("url", help="where the mirror is, such as https://mirror.example.org")

    def handle(self, url, **options):
        try:
            count, differences = checking.compare(url, self._report)
        except ExportError as error:
            raise CommandError(str(error)) from None
        for each in differences[:MAX_SHOWN]:
            self.stdout.write(each)
        if differences:
            raise CommandError(
                f"{len(differences)} differences at {count} addresses. Run manage.py export_site "
                "again, reload nginx, then run this again."
            )
        self.stdout.write(f"No difference at {count} addresses.")

    def _report(self, count):
        if count % ADDRESSES_BETWEEN_LINES == 0:
            self.stdout.write(f"{count} addresses so far")
