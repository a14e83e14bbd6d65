import itertools

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tianhe_site.media_library import storage

from ...media import public_media

FILES_BETWEEN_LINES = 100


class Command(BaseCommand):
    help = "Make the public media folder hold exactly the files that readers need."

    def handle(self, **options):
        self.looked_at = itertools.count(1)
        try:
            rebuilt = public_media.rebuild(self._report_progress)
        except storage.StorageError:
            raise CommandError(storage.STOPPED) from None
        self.stdout.write(
            _("Public copies: %(copied)s created, %(removed)s removed, %(right)s unchanged.")
            % {"copied": rebuilt.copied, "removed": rebuilt.removed, "right": rebuilt.correct}
        )
        if rebuilt.missing:
            names = "\n  ".join(rebuilt.missing)
            raise CommandError(
                _("Missing from the private storage. Restore them from a backup:") + f"\n  {names}"
            )

    def _report_progress(self):
        looked_at = next(self.looked_at)
        if looked_at % FILES_BETWEEN_LINES == 0:
            self.stdout.write(_("%s files checked so far") % looked_at)
