from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tianhe_site.media_library.storage import StorageError
from tianhe_site.operations.exchange import exporting
from tianhe_site.operations.export_folder import (
    ExportError,
    check_is_free,
    translated_errors,
    unfinished,
    write_sums,
)
from tianhe_site.operations.progress import every


class Command(BaseCommand):
    help = (
        "Export the content of the site: content.json, which import_content reads, wordpress.xml "
        "(WXR), which import_wordpress and WordPress read, and the pictures and documents."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", help="where to write; must not exist yet, or be empty")
        parser.add_argument(
            "--drafts", action="store_true", help="also export drafts that were never public"
        )

    def handle(self, folder, drafts, **options):
        target = Path(folder).resolve()
        try:
            with translated_errors(target, _("Choose another folder.")):
                items, files = self._write(target, drafts)
        except (ExportError, StorageError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            _("Written: %(items)s items and %(files)s files, in %(folder)s")
            % {"items": items, "files": files, "folder": folder}
        )

    def _write(self, folder, drafts):
        check_is_free(folder)
        with unfinished(folder) as work:
            progress = every(100, self.stdout.write, _("%s items so far"))
            found = exporting.write_content(work, with_drafts=drafts, progress=progress)
            write_sums(work)
            if folder.exists():
                folder.rmdir()
            work.rename(folder)
        return found
