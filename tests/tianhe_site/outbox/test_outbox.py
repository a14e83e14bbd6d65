"""Email that waits for its time or for a mail server, and leaves once."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from tests.conftest import NOON
from tianhe_site import outbox
from tianhe_site.accounts.models import Preferences
from tianhe_site.outbox import sending
from tianhe_site.outbox.models import Message
from tianhe_site.publishing import clock

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
MINUTE = timedelta(minutes=1)


class Away(EmailBackend):
    """A mail server that can't be reached."""

    def open(self):
        raise ConnectionRefusedError("The mail server is away.")


class HangsUp(EmailBackend):
    """A mail server that ends each connection with the first message."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("Connection unexpectedly closed")


class Refusing(EmailBackend):
    """A mail server that doesn't know Ann, and has no time for Bob."""

    def send_messages(self, messages):
        codes = {"ann@example.org": 550, "bob@example.org": 450}
        if code := codes.get(messages[0].to[0]):
            raise SMTPRecipientsRefused({messages[0].to[0]: (code, b"No")})
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _people(person):
    for name in ("ann", "bob", "cid"):
        person(name, email=f"{name}@example.org")


@pytest.fixture
def after():
    """Return a function that sends what is due so many minutes after noon, and says to whom."""

    def send(minutes):
        mail.outbox.clear()
        with clock.set_to(NOON + minutes * MINUTE):
            sending.send_due()
        return [message.to[0] for message in mail.outbox]

    return send


def put(minutes=0, names=("ann",), **values):
    """Put a message to these people into the outbox, due so many minutes after noon."""
    with clock.set_to(NOON):
        people = User.objects.filter(username__in=names)
        outbox.send_later(people, lambda: ("Live", "A text"), due=NOON + minutes * MINUTE, **values)


def trouble(minutes):
    return outbox.trouble(NOON + minutes * MINUTE)


def test_message_waits_for_its_time_and_leaves_nothing_behind(after):
    put(60)
    assert after(59) == []
    assert after(60) == ["ann@example.org"]
    assert after(61) == []
    assert not Message.objects.exists()


def test_canceled_message_is_never_sent(after):
    put(60, about="live 1")
    put(60, names=["bob"], about="live 2")
    outbox.cancel("live 1")
    assert after(60) == ["bob@example.org"]


def test_what_quotes_a_redacted_item_is_forgotten(after):
    put(60, item_id=1)
    put(60, names=["bob"], item_id=2)
    outbox.forget(1, address="/item/1/")
    assert after(60) == ["bob@example.org"]


def test_what_is_canceled_while_other_messages_are_sent_stays_away(after, monkeypatch):
    put(0)
    put(1, names=["bob"], about="live 1")
    send = EmailBackend.send_messages

    def canceling(backend, messages):
        outbox.cancel("live 1")
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", canceling)
    assert after(2) == ["ann@example.org"]


def test_an_address_that_cannot_be_written_keeps_no_message_from_the_others(after):
    # Django's validator accepts it. No mail server would: as ASCII the label has 67 characters.
    User.objects.filter(username="ann").update(email=f"ann@{'ü' * 62}.example")
    put(names=("ann", "bob"))
    assert after(0) == ["bob@example.org"]
    assert trouble(1) == NOON


def test_whether_someone_wants_it_and_where_is_asked_when_it_is_sent(after):
    put(60, names=("ann", "bob", "cid"), choice="email_live")
    User.objects.filter(username="ann").update(email="ann@elsewhere.example")
    User.objects.filter(username="bob").update(is_active=False)
    Preferences.objects.create(user=User.objects.get(username="cid"), email_live=False)
    assert after(60) == ["ann@elsewhere.example"]
    assert not Message.objects.exists()


def test_people_without_an_address_get_none_and_a_shared_one_gets_one(after, person):
    person("dan", email="")
    person("eve", email="ann@example.org")
    put(names=("ann", "dan", "eve"))
    assert after(0) == ["ann@example.org"]


@pytest.mark.parametrize("server", [Away, HangsUp])
def test_unreachable_server_is_tried_again_after_growing_waits(after, settings, server):
    put(names=("ann", "bob"))
    assert trouble(0) is None
    settings.EMAIL_BACKEND = f"{__name__}.{server.__name__}"
    waits = []
    at = 0
    for _try in range(6):
        assert after(at) == []
        due = Message.objects.earliest("due_at").due_at
        waits.append((due - NOON) / MINUTE - at)
        at += waits[-1]
    assert waits == [1, 2, 4, 8, 15, 15]
    assert trouble(45) == NOON
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert after(44) == []
    assert after(45) == ["ann@example.org", "bob@example.org"]
    assert trouble(45) is None


def test_old_news_is_given_up(after, settings):
    put()
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    after(0)
    after(7 * 24 * 60 + 1)
    assert not Message.objects.exists()


def test_missing_mailbox_is_given_up_and_a_busy_one_tried_again(after, settings):
    put(names=("ann", "bob", "cid"))
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    assert after(0) == ["cid@example.org"]
    assert [message.person.username for message in Message.objects.all()] == ["bob"]


def test_message_that_another_process_sends_is_left_to_it(after, monkeypatch):
    put(names=("ann", "bob"))
    claim = sending._is_ours

    def claim_after_another(message, until):
        # Another process was quicker with Ann's.
        if message.person.username == "ann":
            claim(Message.objects.get(pk=message.pk), until)
        return claim(message, until)

    monkeypatch.setattr(sending, "_is_ours", claim_after_another)
    assert after(0) == ["bob@example.org"]
    monkeypatch.undo()
    # That process stopped before it was sent.
    assert after(4) == []
    assert after(5) == ["ann@example.org"]
