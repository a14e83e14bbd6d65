from django.core.management.base import BaseCommand, CommandError

from tianhe_site.publishing import history
from tianhe_site.publishing.models import HistoryEntry


class Command(BaseCommand):
    help = "Check that no history entry, edition or address was changed since it was written."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            default="",
            help="the hash of the last entry, as a log or a backup names it: shows a cut-off tail",
        )

    def handle(self, head, **options):
        problems = history.verify(head)
        if problems:
            raise CommandError("The record is not whole.\n" + "\n".join(problems))
        last = HistoryEntry.objects.first()
        self.stdout.write(
            f"The record is whole: {HistoryEntry.objects.count()} entries, "
            f"head {last.hash if last else '(none)'}."
        )
