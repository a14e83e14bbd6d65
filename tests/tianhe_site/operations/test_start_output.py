"""What a start says, when, and how the first administrator gets in: a password is made where a
person reads it, nowhere else."""

import io
import re
import sys

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from tianhe_site.operations.management.commands.start import Command

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch):
    for name in ("USERNAME", "PASSWORD", "EMAIL"):
        monkeypatch.delenv(f"DJANGO_SUPERUSER_{name}", raising=False)


def test_a_terminal_shows_a_password_that_works():
    said = Command(stdout=Terminal())._make_first_administrator()
    password = re.search(r"Name: admin  Password: (\S+)\n", said)[1]
    assert User.objects.get(username="admin").check_password(password)


def test_elsewhere_nobody_has_a_password_and_a_command_says_how_to_get_in():
    said = Command(stdout=io.StringIO())._make_first_administrator()
    assert "Password:" not in said
    assert "open the link that this prints: manage.py recover admin" in said
    assert not User.objects.get(username="admin").has_usable_password()
    written = io.StringIO()
    call_command("recover", "admin", stdout=written)
    assert "/admin/login/link/" in written.getvalue()


def test_a_given_password_is_not_shown(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "four llamas paint quietly")
    said = Command(stdout=Terminal())._make_first_administrator()
    assert "(as set in DJANGO_SUPERUSER_PASSWORD)" in said
    assert "llamas" not in said
    assert User.objects.get(username="admin").check_password("four llamas paint quietly")


def test_each_line_is_written_as_it_happens(monkeypatch):
    file, seen = io.BytesIO(), []
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(file))
    command = Command()

    def handle(**options):
        command.stdout.write("Database: updating its tables")
        seen.append(file.getvalue())

    monkeypatch.setattr(command, "handle", handle)
    command.execute(force_color=False, no_color=False, skip_checks=True)
    assert seen == [b"Database: updating its tables\n"]
