"""What the commands that import share."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tianhe_site.media_library.storage import StorageError

from .importing import Importer
from .media_folder import MediaFolder
from .records import ExchangeError
from .report import Report


class ImportCommand(BaseCommand):
    """A command that imports a file. A subclass sets `help`, and `source`, which returns what to
    `run`."""

    def add_arguments(self, parser):
        parser.add_argument("file", help="the file to import")
        parser.add_argument("--media", metavar="FOLDER", help="where its pictures and PDFs are")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would be imported"
        )
        parser.add_argument(
            "--as-editions",
            action="store_true",
            help="publish what was public, without review, from its old date; else: only drafts",
        )

    def handle(self, **options):
        report = Report()
        try:
            media = MediaFolder(options["media"], report, options["dry_run"])
            importer = Importer(
                report,
                is_dry_run=options["dry_run"],
                as_editions=options["as_editions"],
                progress=self._progress,
            )
            self.source(options, media, importer, report).run()
        except (ExchangeError, StorageError) as error:
            self._print(report, options)
            raise CommandError(str(error)) from None
        self._print(report, options)

    def source(self, options, media, importer, report):
        raise NotImplementedError

    def _print(self, report, options):
        for line in report.text(options["dry_run"]):
            self.stdout.write(line)

    def _progress(self, count):
        self.stdout.write(_("%s items so far") % count)
