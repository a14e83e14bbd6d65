import os
import secrets
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations import environment_file
from tianhe_site.operations.environment_file import QUESTIONS

NEXT = """
Written: {file}, for this account alone. Keep a copy of SECRET_KEY. Next:
  manage.py prepare    makes the tables, and shows the first administrator's password
  manage.py doctor     says what is wrong, and what to do about it
docs/production.md has all steps."""
AGAIN = "\nNothing was written. Answer again: Enter keeps what is in brackets.\n"


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
        for question in QUESTIONS:
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
            environment_file.write(file, self._usable_values(options, connect))
        except environment_file.UnusableError as error:
            raise CommandError(f"{error}\nNothing was written.") from None
        except OSError as error:
            raise CommandError(f"{file} can't be written ({error.strerror}).") from None
        self.stdout.write(NEXT.format(file=file))

    def _usable_values(self, options, connect):
        """Return values that the site can run with. Whoever answers on a terminal may correct them;
        otherwise raises `UnusableError`."""
        given = {each.variable: options[each.variable.lower()] for each in QUESTIONS}
        values = {
            each.variable: given[each.variable] or self._ask(each, each.default)
            for each in QUESTIONS
        }
        while True:
            try:
                return self._tried_out(values, connect)
            except environment_file.UnusableError as error:
                if not sys.stdin.isatty() or all(given.values()):
                    raise
                self.stderr.write(f"{error}{AGAIN}")
            values = {each.variable: self._ask(each, values[each.variable]) for each in QUESTIONS}

    def _tried_out(self, values, connect):
        environment_file.refuse_incomplete(values)
        values = {**values, **_made()}
        self.stdout.write("Trying these settings out")
        environment_file.try_out(values, connect=connect)
        return values

    def _ask(self, question, default):
        """Ask on a terminal; elsewhere nobody answers."""
        if not sys.stdin.isatty():
            return default
        offered = f" [{default}]" if default else ""
        try:
            return input(f"{question.text}{offered}: ").strip() or default
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
