from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tianhe_site.outbox import sending
from tianhe_site.outbox.models import Message
from tianhe_site.upward import ModuleAbove

clock = ModuleAbove("tianhe_site.publishing.clock")


class Command(BaseCommand):
    help = (
        "Send the email that is due. The site does so by itself: this is for a timer, where no "
        "process of it runs for hours."
    )

    def handle(self, **options):
        if not settings.HAS_MAIL:
            raise CommandError("There is no mail server. Set EMAIL_URL, then run this again.")
        due = list(Message.objects.filter(due_at__lte=clock.now()).values_list("pk", flat=True))
        sending.send_due()
        failed = Message.objects.filter(pk__in=due).exclude(failed_at=None).order_by("pk")
        for message in failed.select_related("person"):
            self.stdout.write(
                f"Not sent to {message.person.username}: {message.subject} "
                f"(tries: {message.tries}, again from {message.due_at:%Y-%m-%d %H:%M} UTC on)"
            )
        if failed:
            raise CommandError(
                f"{len(failed)} of {len(due)} messages weren't sent. The log above says why. Check "
                "EMAIL_URL. The next run tries again."
            )
        self.stdout.write(f"Messages sent: {len(due)}")
