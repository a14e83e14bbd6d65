"""The command that sends what is due, for sites whose processes rest."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from tianhe_site import outbox
from tianhe_site.outbox.models import Message

pytestmark = pytest.mark.django_db


class Away(EmailBackend):
    """A mail server that can't be reached."""

    def open(self):
        raise ConnectionRefusedError("The mail server is away.")


@pytest.fixture
def message(noon, person, settings):
    """A message that is due, and one that isn't yet, on a site with a mail server."""
    settings.HAS_MAIL = True
    ann = person("ann", email="ann@example.org")
    people = type(ann).objects.filter(pk=ann.pk)
    outbox.send_later(people, lambda: ("Live", "A text"), due=noon)
    later = noon.replace(year=noon.year + 1)
    outbox.send_later(people, lambda: ("Later", "A text"), due=later)


def test_what_is_due_is_sent_and_the_rest_waits(message, capsys):
    call_command("send_mail")
    assert [each.subject for each in mail.outbox] == ["Live"]
    assert capsys.readouterr().out == "Messages sent: 1\n"
    assert [each.subject for each in Message.objects.all()] == ["Later"]


def test_what_fails_is_named_and_stays(message, settings, capsys):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    with pytest.raises(CommandError, match="1 of 1 messages weren't sent"):
        call_command("send_mail")
    assert "Not sent to ann: Live (tries: 1, again from 2026-03-02 17:01 UTC on)" in (
        capsys.readouterr().out
    )
    assert Message.objects.count() == 2


def test_without_a_mail_server_everything_stays(message, settings):
    settings.HAS_MAIL = False
    with pytest.raises(CommandError, match="Set EMAIL_URL"):
        call_command("send_mail")
    assert Message.objects.count() == 2
