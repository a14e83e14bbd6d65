from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations.export_folder import ExportError
from tianhe_site.operations.mirror import making
from tianhe_site.operations.progress import every
from tianhe_site.publishing import clock
from tianhe_site.publishing.models import FOREVER

ADVICE = "Make it writable, or choose another one."


class Command(BaseCommand):
    help = (
        "Write the public site as files that a web server serves at the same addresses. Again into "
        "the same folder, it writes only what has changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="new, empty, or of the export before")
        parser.add_argument(
            "--all", action="store_true", help="ask for each page even if nothing was published"
        )

    def handle(self, folder, **options):
        folder = folder.absolute()
        try:
            if not options["all"] and making.is_up_to_date(folder):
                self.stdout.write(f"Nothing has changed. {folder} is up to date.")
                return
            progress = every(100, self.stdout.write, "%s addresses so far")
            made = making.make(folder, advice=ADVICE, progress=progress)
        except ExportError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Written: {made.files} files in {folder}, {made.written} of them new.")
        if made.has_new_rules:
            self.stdout.write("The rules for nginx are new: reload nginx.")
        until = "" if made.right_until == FOREVER else f", at the latest {_utc(made.right_until)}"
        self.stdout.write(
            f"It shows the site of {_utc(made.moment)}. Export again after each publication, "
            f"withdrawal and redaction{until}: until then a mirror shows what was taken away."
        )


def _utc(moment):
    return f"{moment.astimezone(clock.UTC):%Y-%m-%d %H:%M:%S} UTC"
