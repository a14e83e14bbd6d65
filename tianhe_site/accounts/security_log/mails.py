"""Email to a person about their own account. Nobody can turn it off."""

from allauth.core import context
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tianhe_site.publishing import actor, clock
from tianhe_site.throttle.addresses import client_address

from .. import outgoing_mail
from ..log_in import devices
from ..models import SecurityEvent
from ..preferences import language_of

Kind = SecurityEvent.Kind
# Failures at one account within an hour that its owner hears of. People mistype three or four.
BURST = 5
# What each kind of event says to its person, and the page that they go to if it wasn't them.
TEXTS = {
    Kind.WARNED: (
        gettext_lazy("Someone is trying to log in to your account"),
        gettext_lazy(
            "Someone tried and failed to log in to your account at least %(burst)s times."
        ),
        "account_change_password",
    ),
    Kind.NEW_DEVICE: (
        gettext_lazy("Log-in from a new device"),
        gettext_lazy(
            "Someone logged in to your account from a browser that you haven't used here before."
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
# What to do then, by the page for it.
IF_NOT_YOU = {
    "account_reset_password": gettext_lazy(
        "If it wasn't you, tell an administrator now, and set a new password:"
    ),
    "mfa_index": gettext_lazy(
        "If it wasn't you, tell an administrator now, and check your second factors:"
    ),
    "usersessions_list": gettext_lazy(
        "If it wasn't you, tell an administrator now, and end sessions that you don't recognize:"
    ),
}


def tell(event):
    """Tell the person of a new event of the security log about it, if it is one to tell of."""
    if not event.user or event.kind not in TEXTS or _is_own_doing(event):
        return
    subject, text, page = TEXTS[event.kind]
    with override(language_of(event.user)):
        what = (text % {"note": event.shown_note(), "burst": BURST}).strip()
        advice = _advice_after_burst(event) if event.kind == Kind.WARNED else _advice(page)
        _send(event.user.email, subject, [what, *advice], event)


def tell_of_new_address(user, text, names, *, to):
    """Tell a person at the address `to`, in the lazy words `text`, filled in with `names`, that
    this request changed the address of their account."""
    request = context.request
    event = SecurityEvent(
        at=clock.now(),
        user=user,
        address=client_address(request),
        device=request.headers.get("User-Agent", ""),
    )
    with override(language_of(user)):
        lines = [text % names, *_advice("usersessions_list")]
        _send(to, _("Email address changed"), lines, event)


def _send(address, subject, lines, event):
    """Send the lines, with the account, and when and where from it happened."""
    facts = [
        _("Account: %s") % event.user.get_username(),
        _("When: %s") % clock.describe(event.at),
        _("IP address: %s") % event.address if event.address else "",
        _("Browser: %s") % devices.describe(event.device) if event.device else "",
    ]
    text = "\n\n".join([lines[0], "\n".join(filter(None, facts)), *lines[1:]])
    subject = f"{subject}: {settings.SITE_HOST}"
    if address:
        outgoing_mail.send_afterwards(EmailMessage(subject, text, to=[address]))


def _is_own_doing(event):
    """A session that ends by itself or by its owner's hand is no news to them."""
    by = actor.current()
    return event.kind == Kind.SESSION_ENDED and by.pk in (event.user.pk, None)


def _advice_after_burst(event):
    """Return what to do after failures. No link of it lets anyone in."""
    if event.note:
        advice = _(
            "They know your password, but not your second factor, so they didn't get in. If it "
            "wasn't you, change your password now:"
        )
        return [advice, _link("account_change_password")]
    advice = _(
        "They didn't get in. If you forgot your password, set a new one here. If it wasn't you, "
        "you don't need to do anything, unless someone else may know your password."
    )
    return [advice, _link("account_reset_password")]


def _advice(page):
    return [
        _("If it was you, you don't need to do anything."),
        str(IF_NOT_YOU[page]),
        _link(page),
    ]


def _link(page):
    return settings.SITE_URL + reverse(page)
