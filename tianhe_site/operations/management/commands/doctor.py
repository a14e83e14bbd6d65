from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tianhe_site.operations import doctor
from tianhe_site.operations.doctor import content, database, host, mail, proxy
from tianhe_site.operations.doctor.front import Front


class Command(BaseCommand):
    help = "Look at the site as it is installed: what is wrong, and what to do about it."
    # They are among the checks.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--mail",
            dest="recipient",
            default="",
            metavar="ADDRESS",
            help="send a test message to this address",
        )
        parser.add_argument(
            "--only",
            nargs="+",
            choices=_checks(""),
            metavar="SUBJECT",
            help="do these checks alone",
        )

    def handle(self, recipient, only, **options):
        found = []
        checks = _checks(recipient)
        for result in doctor.run({subject: checks[subject] for subject in only or checks}):
            self.stdout.write(str(result))
            found.append(result.level)
        faults, warnings = found.count(doctor.FAULT), found.count(doctor.WARN)
        if faults:
            raise CommandError(f"Faults: {faults}, warnings: {warnings}.")
        self.stdout.write(f"No faults, warnings: {warnings}.")


def _checks(recipient):
    """Return all checks by what they are about, in the order in which one would mend it."""
    return {
        "address": host.check_site_url,
        "account": host.check_account,
        "data folder": host.check_data_folder,
        "settings": host.check_settings_file,
        "disk": host.check_disk,
        "clock": host.check_clock,
        "processes": host.check_processes,
        "database": database.check_all,
        "migrations": database.check_migrations,
        "system checks": database.check_django,
        "storage": content.check_storage,
        "media": content.check_media,
        "static files": content.check_static_files,
        "backups": content.check_backups,
        "mail": partial(mail.check_mail, recipient),
        "proxy": partial(proxy.check_all, Front(settings.SITE_URL)),
    }
