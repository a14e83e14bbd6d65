import os
import secrets
import socket
import sys
from contextlib import contextmanager, suppress

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.checks import Tags
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError
from django.db.migrations.exceptions import InconsistentMigrationHistory

from tianhe_site import busy, disk_space, read_only, weak_secrets
from tianhe_site.database import short_wait_for_tables
from tianhe_site.operations import (
    catalogs,
    handover,
    indexing,
    process_locks,
    starter_content,
    static_collection,
    table_checks,
)
from tianhe_site.operations.backup import BackupError, before_migration
from tianhe_site.operations.checks import check_move, check_restore
from tianhe_site.publishing.models import Publishable

ADDRESS = "127.0.0.1"
# What the disk, the database, or another program writing to it may raise.
REFUSALS = (OSError, DatabaseError, InconsistentMigrationHistory, busy.BusyError)


class Command(BaseCommand):
    help = (
        "Prepare what's missing (database, files, content, administrator), then start the server."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dev", action="store_true", help="reload on changes; show debug pages"
        )
        add_backup_argument(parser)

    def handle(self, dev, backup, **options):
        if settings.DEBUG and not dev:
            raise CommandError(
                "DEBUG is set, so readers would see code. Remove it, or run: make dev"
            )
        port = settings.PORT
        self.stdout.write(f"Data folder: {settings.DATA_DIR}")
        with explained_refusals():
            lock = process_locks.take_start_lock(self.stdout)
            _check_port_is_free(port)
            credentials = self.prepare(dev, backup)
        self.stdout.write(f"\nThe site:  {settings.SITE_URL}/")
        self.stdout.write(f"The admin: {settings.SITE_URL}/admin/\n{credentials}")
        if dev:
            # The developers' server starts no threads.
            indexing.begin()
            os.execv(
                sys.executable, [sys.executable, "manage.py", "runserver", f"{ADDRESS}:{port}"]
            )
        handover.pass_lock_on(lock)
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn"])

    def prepare(self, dev, backup):
        """Bring data folder, database and static files to this release; return a message about the
        first administrator, "" if there was one."""
        _make_private()
        self.stdout.write("Database: updating its tables")
        _check_tables()
        if backup:
            before_migration.back_up_if_needed(self.stdout)
        with short_wait_for_tables():
            # Django's command: ours would wait for the lock that is held here.
            call_command(migrate.Command(), verbosity=0)
        # What needs no database was checked before this command began.
        self.check(tags=[Tags.database], databases=["default"])
        catalogs.compile_changed(self.stdout)
        if not dev:
            static_collection.collect_if_changed(self.stdout)
        if not Publishable.objects.exists():
            self.stdout.write("Starter content: loading it")
            starter_content.load()
        if settings.PRODUCTION and not settings.HAS_MAIL:
            self.stdout.write("EMAIL_URL isn't set: no email is sent to staff.")
        return self._make_first_administrator()

    def _make_first_administrator(self):
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return ""
        name = os.environ.get("DJANGO_SUPERUSER_USERNAME") or "admin"
        if users.filter(username=name).exists():
            raise CommandError(
                f"There's no administrator yet, and the user '{name}' isn't one. Set another name "
                "in DJANGO_SUPERUSER_USERNAME."
            )
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        email = os.environ.get("DJANGO_SUPERUSER_EMAIL", "")
        if given:
            _check_password(given, get_user_model()(username=name, email=email))
        # Where nobody may be looking, a log would keep the password.
        made = "" if given or not self.stdout.isatty() else secrets.token_urlsafe(12)
        users.create_superuser(name, email, given or made or None)
        way_in = _way_in(name, given, made)
        return f"\nThe first administrator was created. Name: {name}{way_in}\n"


def _way_in(name, given, made):
    """Return how the first administrator gets in: by a given password, one that was made, or
    neither."""
    if given:
        return "  Password: (as set in DJANGO_SUPERUSER_PASSWORD)"
    if made:
        return f"\n\n    Password: {made}\n\nWrite it down: it won't be shown again."
    return f"\nTo choose a password, open the link that this prints: manage.py recover {name}"


def add_backup_argument(parser):
    parser.add_argument(
        before_migration.WITHOUT,
        action="store_false",
        dest="backup",
        help="upgrade the database without a backup",
    )


@contextmanager
def explained_refusals():
    """Explain in a sentence what the disk or the database refuses, and what to do."""
    try:
        yield
    except (BackupError, catalogs.CatalogError) as error:
        raise CommandError(str(error)) from error
    except REFUSALS as error:
        raise CommandError(_explain(error)) from error


def _explain(error):
    if disk_space.caused(error):
        return "The disk is full. Free up some space, then start again."
    if read_only.refused(error):
        return (
            "The site is being moved, so its database can't be changed. Where to, and how to stay: "
            "manage.py check --database default"
        )
    if busy.is_busy(error):
        return "Another program is using the database. Wait until it's done, then start again."
    if not isinstance(error, OSError):
        return f"The database can't be used: {error}"
    return (
        f"The data folder {settings.DATA_DIR} can't be used ({error}). "
        "Make it writable, or set another one in TIANHE_DATA."
    )


def _check_tables():
    """Refuse tables that no release made, that a move has filled in part, or that a restore has
    brought and not verified, before migrations change them."""
    for check in (check_restore, table_checks.check_tables, check_move):
        found = check(None, databases=["default"])
        if errors := [each for each in found if each.is_serious()]:
            raise CommandError("\n".join([*(error.msg for error in errors), errors[0].hint]))


def _check_password(password, user):
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(
            f"DJANGO_SUPERUSER_PASSWORD is weak: {' '.join(error.messages)} Create another one: "
            f"{weak_secrets.HOW_TO_MAKE_ONE}. Or leave it out: this command then says how to get "
            "in."
        ) from None


def _make_private():
    """Make the data folder private: files written by earlier releases were readable by other
    accounts of this machine."""
    for path in (settings.DATA_DIR, *settings.DATA_DIR.iterdir()):
        # Owned by someone else, such as a mount point, or gone by now.
        with suppress(OSError):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o077)


def _check_port_is_free(port):
    with socket.socket() as probe:
        # As gunicorn does: closing connections don't hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except PermissionError:
            raise CommandError(
                f"Port {port} is reserved for the system. Choose one above 1023: make run PORT=8000"
            ) from None
        except OSError:
            raise CommandError(
                f"Port {port} is in use. Stop the program that uses it, or choose another port: "
                f"make run PORT={port + 1}"
            ) from None
