"""Email to staff: written in the transaction of what it is about, sent after the response, tried
again until a mail server accepts it.

A message is a row. So nothing is sent about what was rolled back, a server that stops loses none,
and a message about something scheduled waits until that has happened. Any process of the server
sends what is due; each message is sent by one of them.

Not for links that let someone in: those aren't stored. See `accounts.outgoing_mail`.
"""

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import override

from tianhe_site.upward import ModuleAbove

from . import after_response

clock = ModuleAbove("tianhe_site.publishing.clock")
preferences = ModuleAbove("tianhe_site.accounts.preferences")


def send_later(people, write, *, choice="", due=None, item_id=None, about=""):
    """Send a message to each of `people`, users with their preferences, from `due` on (now if
    None).

    `write` returns its subject and its text in the active language, which is the recipient's.
    People without an email address get none, and of those with the same address one gets it.
    `choice` names the field of their preferences that they may turn off. `item_id` is the item that
    the message quotes, and `about` a name by which it can be canceled. Call it in the transaction
    of what the message is about.
    """
    from .models import Message

    by_address = {person.email: person for person in people if person.email}
    if not by_address:
        return
    values = {"choice": choice, "item_id": item_id, "about": about, "due_at": due or clock.now()}
    written = _in_languages(write, by_address.values())
    messages = [
        Message(person=person, **values, **written[preferences.language_of(person)])
        for _address, person in sorted(by_address.items())
    ]
    Message.objects.bulk_create(messages)
    if not due:
        transaction.on_commit(_send_soon, robust=True)


def cancel(about):
    """Delete the messages of this name that haven't been sent."""
    from .models import Message

    Message.objects.filter(about=about).delete()


def forget(item_id, *, address):
    """Delete the messages that quote an item and haven't been sent; also those about several items
    that have the `address` of this one."""
    from .models import Message

    Message.objects.filter(Q(item_id=item_id) | Q(text__contains=address)).delete()


def trouble(at):
    """Return since when email isn't going out, as of `at`; None if it is."""
    from .models import Message

    failed = Message.objects.filter(failed_at__lte=at)
    return failed.aggregate(since=Min("failed_at"))["since"]


def waiting(at):
    """Return how many messages should have gone out by `at`, or failed and are tried again."""
    from .models import Message

    return Message.objects.filter(Q(due_at__lte=at) | Q(tries__gt=0)).count()


def _in_languages(write, people):
    """Return the subject and the text of a message in each language of `people`."""
    written = {}
    for language in {preferences.language_of(person) for person in people}:
        with override(language):
            subject, text = write()
        # A line break in a title would end the header of the message.
        written[language] = {"subject": " ".join(subject.split()), "text": text}
    return written


def _send_soon():
    from .sender import sender

    after_response.call(sender.wake)
