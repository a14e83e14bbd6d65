from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tianhe_site.media_library.models import File

from ... import image_processing, library, storage


class Command(BaseCommand):
    help = "Create missing sizes of pictures, for example after an interrupted upload."

    def handle(self, **options):
        pictures = made = failed = 0
        for files in library.in_batches(File.objects.filter(width__gt=0).select_related("asset")):
            for file in files:
                pictures += 1
                widths = library.missing_widths(file)
                try:
                    for width in widths:
                        library.make_width(file, width)
                        made += 1
                        self._report(file, width)
                except (image_processing.UploadError, storage.MissingFileError) as error:
                    failed += 1
                    self.stderr.write(f"{file.asset}: {error}")
                except storage.StorageError:
                    raise CommandError(storage.STOPPED) from None
        self.stdout.write(
            _("Pictures: %(pictures)s. Sizes created: %(made)s.")
            % {"pictures": pictures, "made": made}
        )
        if failed:
            raise CommandError(_("Pictures with sizes still missing: %s.") % failed)

    def _report(self, file, width):
        self.stdout.write(
            _("%(picture)s: %(width)s pixels wide") % {"picture": file.asset, "width": width}
        )
