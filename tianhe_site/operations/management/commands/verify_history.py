from django.core.management.base import BaseCommand, CommandError

from tianhe_site.publishing import history
from tianhe_site.publishing.models import HistoryEntry


class Command(BaseCommand):
    help = "Check that no entry, version or address was changed after it was written."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            default="",
            help=(
                "the hash of the last entry, from a log or a backup; shows whether the end was "
                "cut off"
            ),
        )

    def handle(self, head, **options):
        problems = history.verify(head)
        if problems:
            raise CommandError("The audit log isn't intact.\n" + "\n".join(problems))
        self.stdout.write(
            f"The audit log is intact: {HistoryEntry.objects.count()} entries, "
            f"head {history.head() or '(none)'}."
        )
