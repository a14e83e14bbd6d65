"""What the doctor says about mail."""

import pytest
from django.core import mail as outgoing

from tianhe_site.operations.doctor import FAULT, OK, WARN, mail


@pytest.fixture
def server(settings):
    settings.HAS_MAIL, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "mail.example.org", 587


def test_mail_server_that_answers_is_right_and_gets_no_message(server):
    assert (mail.check_mail().level, outgoing.outbox) == (OK, [])


def test_message_is_sent_on_request(server):
    found = mail.check_mail("you@example.org")
    assert found.message == "mail.example.org:587 has taken a message to you@example.org."
    assert [message.to for message in outgoing.outbox] == [["you@example.org"]]


class Refusing:
    def open(self):
        raise ConnectionRefusedError

    def close(self):
        pass


def test_mail_server_that_refuses_is_a_fault(server, monkeypatch):
    monkeypatch.setattr(mail, "get_connection", Refusing)
    assert mail.check_mail().level == FAULT


@pytest.mark.parametrize(("is_production", "level"), [(True, WARN), (False, OK)])
def test_missing_mail_server_is_pointed_out_in_production(settings, is_production, level):
    settings.HAS_MAIL, settings.PRODUCTION = False, is_production
    assert mail.check_mail().level == level
