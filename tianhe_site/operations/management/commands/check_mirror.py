from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations.export_folder import ExportError
from tianhe_site.operations.mirror import checking
from tianhe_site.operations.progress import every

MAX_SHOWN = 20


class Command(BaseCommand):
    help = "Ask this site and a mirror of it (see export_site) for each address, and compare."

    def add_arguments(self, parser):
        parser.add_argument("url", help="where the mirror is, such as https://mirror.example.org")

    def handle(self, url, **options):
        progress = every(100, self.stdout.write, "%s addresses so far")
        try:
            count, differences = checking.compare(url, progress)
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
