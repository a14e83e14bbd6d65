import os
import secrets
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations import environment_file

NEXT = """
Written: {file}, for this account alone. Keep a copy of SECRET_KEY. Next:
  manage.py prepare    makes the tables, and shows the first administrator's password
  manage.py doctor     says what is wrong, and what to do about it
docs/production.md has all steps."""


class Command(BaseCommand):
    help = (
        "Make the file of settings for production, with new keys. What isn't given as an option is "
        "asked for on a terminal. Never overwrites a file."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            default=settings.BASE_DIR / ".env",
            help="default: %(default)s",
        )
        for question in environment_file.QUESTIONS:
            parser.add_argument(question.option, help=question.text)
        parser.add_argument(
            "--no-connect",
            action="store_false",
            dest="connect",
            help="don't try out folder, database and mail server: they aren't there yet",
        )

    def handle(self, file, connect, **options):
        try:
            if file.exists():
                raise CommandError(f"{file} is there already, and is left as it is.")
            values = {
                question.variable: options[question.variable.lower()] or self._ask(question)
                for question in environment_file.QUESTIONS
            }
            environment_file.refuse_incomplete(values)
            values |= _made()
            self.stdout.write("Trying these settings out")
            environment_file.try_out(values, connect=connect)
            environment_file.write(file, values)
        except environment_file.UnusableError as error:
            hint = "" if not connect else "\nNothing was written. To write it anyway: --no-connect"
            raise CommandError(f"{error}{hint}") from None
        except OSError as error:
            raise CommandError(f"{file} can't be written ({error.strerror}).") from None
        self.stdout.write(NEXT.format(file=file))

    def _ask(self, question):
        """Ask on a terminal; elsewhere nobody answers."""
        if not sys.stdin.isatty():
            return question.default
        offered = f" [{question.default}]" if question.default else ""
        try:
            return input(f"{question.text}{offered}: ").strip() or question.default
        except (EOFError, KeyboardInterrupt):
            raise CommandError("Broken off. Nothing was written.") from None


def _made():
    """Return the values that nobody has to think of."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "MONITORING_TOKEN": secrets.token_urlsafe(32),
        # For each of two instances: twice the number of cores is a good beginning.
        "WEB_CONCURRENCY": str(os.cpu_count()),
    }
