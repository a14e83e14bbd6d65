"""What a start says, when, and how the first administrator gets in: a password is made where a
person reads it, nowhere else."""

import io
import re
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command

from tests.site import own_variables
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
    password = re.search(r"Name: admin\n\n    Password: (\S+)\n\n", said)[1]
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


def test_what_a_command_wrote_before_it_was_killed_is_there(tmp_path):
    killed = "import os, signal; print('Search: indexing'); os.kill(os.getpid(), signal.SIGKILL)"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", killed],
        cwd=settings.BASE_DIR,
        env={**own_variables(), "TIANHE_DATA": str(tmp_path), "PYTHONUNBUFFERED": ""},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "Search: indexing\n")
