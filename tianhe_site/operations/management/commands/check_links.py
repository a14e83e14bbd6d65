from django.core.management.base import BaseCommand

from tianhe_site.operations.outside_links import checking
from tianhe_site.operations.outside_links.asking import Asker
from tianhe_site.operations.progress import every

MINUTES = 10


class Command(BaseCommand):
    help = (
        "Ask whether the links and sources of live texts still lead somewhere. The dashboard shows "
        "those that failed on two days. For a timer, once a day."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--minutes",
            type=int,
            default=MINUTES,
            help="how long to go on; the next run does the rest (default: %(default)s)",
        )

    def handle(self, minutes, **options):
        progress = every(50, self.stdout.write, "%s addresses so far")
        counts = checking.check(Asker(), seconds=minutes * 60, progress=progress)
        self.stdout.write(
            f"{counts.asked} addresses asked: {counts.broken} broken, "
            f"{counts.failing - counts.broken} failed for the first time, "
            f"{counts.unknown} can't be checked. {counts.left} are left for the next run."
        )
