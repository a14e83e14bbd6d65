from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tianhe_site.media_library import library, storage
from tianhe_site.media_library.models import File

FILES_BETWEEN_LINES = 1000


class Command(BaseCommand):
    help = "Check that every stored file is there and hasn't changed by a single byte."

    def handle(self, **options):
        looked_at, wrong = 0, []
        try:
            for files in library.in_batches(File.objects.select_related("asset")):
                for file in files:
                    wrong += library.damaged_parts_of(file)
                    looked_at += 1
                    self._report_progress(looked_at)
        except storage.StorageError:
            raise CommandError(storage.STOPPED) from None
        for file, name in wrong:
            self.stderr.write(f"{name}  {file.asset}")
        if wrong:
            raise CommandError(
                _("Missing or changed: %s. Restore them from a backup.") % len(wrong)
            )
        self.stdout.write(
            _("No files are missing or changed. Files in the library: %s.") % looked_at
        )

    def _report_progress(self, looked_at):
        if looked_at % FILES_BETWEEN_LINES == 0:
            self.stdout.write(_("%s files checked so far") % looked_at)
