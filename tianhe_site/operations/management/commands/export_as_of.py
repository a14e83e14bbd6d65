from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tianhe_site.operations import export
from tianhe_site.operations.progress import every
from tianhe_site.publishing import clock


class Command(BaseCommand):
    help = "Export the public site as of a date and time, with a manifest of hashes."

    def add_arguments(self, parser):
        parser.add_argument("moment", help="for example 2014-02-01T00:00Z, or: now")
        parser.add_argument("folder", help="where to write; must not exist yet, or be empty")

    def handle(self, moment, folder, **options):
        progress = every(100, self.stdout.write, _("%s pages so far"))
        try:
            files = export.write_site(_parse(moment), folder, progress=progress)
        except export.ExportError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            _("Written: %(count)s files, %(bytes)s bytes, in %(folder)s")
            % {
                "count": len(files),
                "bytes": sum(entry["bytes"] for entry in files),
                "folder": folder,
            }
        )
        self.stdout.write(_("To check them, run there: sha256sum -c SHA256SUMS"))


def _parse(text):
    """Return the moment that `text` names; raise `CommandError` if it names none."""
    if text == "now":
        return clock.now()
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise CommandError(
        _(
            "'%s' isn't a date and time. Write it in UTC, for example: 2014-02-01T00:00Z, or "
            "write: now"
        )
        % text
    )
