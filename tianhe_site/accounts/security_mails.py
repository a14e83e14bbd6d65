"""Email to a person about their own account. Nobody can turn it off."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing import actor, clock

from . import devices, outgoing_mail
from .models import SecurityEvent

Kind = SecurityEvent.Kind
# Failures at one account within an hour that its owner hears of. People mistype three or four.
BURST = 5
# What each kind of event says to its person, and the page that they go to if it wasn't them.
TEXTS = {
    Kind.WARNED: (
        gettext_lazy("Someone is trying to log in to your account"),
        gettext_lazy("Someone tried %(burst)s times or more to log in to your account, in vain."),
        "account_change_password",
    ),
    Kind.NEW_DEVICE: (
        gettext_lazy("Log-in from a new device"),
        gettext_lazy(
            "Someone logged in to your account with a browser that you haven't used here before."
        ),
        "usersessions_list",
    ),
    Kind.FACTOR_ADDED: (
        gettext_lazy("Second factor added"),
        gettext_lazy("A second factor was added to your account: %(note)s"),
        "mfa_index",
    ),
    Kind.FACTOR_REMOVED: (
        gettext_lazy("Second factor removed"),
        gettext_lazy("A second factor was removed from your account: %(note)s"),
        "mfa_index",
    ),
    Kind.FACTORS_RESET: (
        gettext_lazy("Second factors reset"),
        gettext_lazy("All second factors of your account were removed. %(note)s"),
        "mfa_index",
    ),
    Kind.RECOVERY_CODE_USED: (
        gettext_lazy("Recovery code used"),
        gettext_lazy("Someone used a recovery code of your account. %(note)s"),
        "mfa_index",
    ),
    Kind.PASSWORD_CHANGED: (
        gettext_lazy("Password changed"),
        gettext_lazy("The password of your account was changed. %(note)s"),
        "account_reset_password",
    ),
    Kind.SESSION_ENDED: (
        gettext_lazy("Logged out by someone else"),
        gettext_lazy("Someone else ended your session. %(note)s"),
        "usersessions_list",
    ),
    Kind.SINGLE_SIGN_ON_LINKED: (
        gettext_lazy("Linked to single sign-on"),
        gettext_lazy("Your account can now be entered through %(note)s."),
        "usersessions_list",
    ),
}


def tell(event):
    """Tell the person of a new event of the security log about it, if it is one to tell of."""
    if event.user and event.kind in TEXTS and not _is_own_doing(event):
        send(event.user, *_message(event))


def send(user, subject, text, *, to=None):
    """Send a person a message once the response is out, to their address or to another."""
    address = user.email if to is None else to
    if address:
        outgoing_mail.send_afterwards(EmailMessage(subject, text, to=[address]))


def signed(lines, *, event):
    """Return a text of `lines` with the account, and when and where from something happened."""
    facts = [
        _("Account: %s") % event.user.get_username(),
        _("When: %s") % clock.describe(event.at),
        _("From: %s") % event.address if event.address else "",
        _("With: %s") % devices.describe(event.device) if event.device else "",
    ]
    return "\n\n".join([lines[0], "\n".join(filter(None, facts)), *lines[1:]])


def _is_own_doing(event):
    """A session that ends by itself or by its owner's hand is no news to them."""
    by = actor.current()
    return event.kind == Kind.SESSION_ENDED and by.pk in (event.user.pk, None)


def _message(event):
    subject, text, page = TEXTS[event.kind]
    what = (text % {"note": event.note, "burst": BURST}).strip()
    return f"{subject}: {settings.SITE_HOST}", signed([what, *_advice(event, page)], event=event)


def _advice(event, page):
    """Return what to do. No link of it lets anyone in."""
    link = settings.SITE_URL + reverse(page)
    if event.kind == Kind.WARNED and not event.note:
        return [
            _(
                "They didn't get in. If it was you who forgot the password, set a new one. If it "
                "wasn't you, there's nothing to do as long as nobody else knows your password."
            ),
            settings.SITE_URL + reverse("account_reset_password"),
        ]
    if event.kind == Kind.WARNED:
        return [
            _(
                "They know your password, but not your second factor, so they didn't get in. If it "
                "wasn't you, change your password now:"
            ),
            link,
        ]
    return [
        _("If it was you, there's nothing to do."),
        _("If it wasn't you, tell an administrator at once, and look here:"),
        link,
    ]
