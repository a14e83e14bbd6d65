from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tianhe_site.operations import export, redacted_exports
from tianhe_site.operations.models import StaticExport


class Command(BaseCommand):
    help = "Rewrite the exports that a redaction emptied."

    def handle(self, **options):
        done = [self._follow(remembered) for remembered in StaticExport.objects.order_by("id")]
        if not all(done):
            raise CommandError(_("Some exports couldn't be rewritten."))
        self.stdout.write(_("No export shows redacted content."))

    def _follow(self, remembered):
        """Bring one export up to date; return whether that worked."""
        try:
            if redacted_exports.empty(remembered):
                self.stdout.write(_("Rewriting: %s") % remembered.folder)
                export.rewrite(remembered)
            return True
        except export.ExportError as error:
            self.stderr.write(str(error))
            return False
