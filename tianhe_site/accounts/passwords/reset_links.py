"""The link that someone gets by mail who forgot their password: it works once, for an hour."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36
from django.utils.translation import gettext as _
from django.utils.translation import override

from tianhe_site.publishing import clock
from tianhe_site.publishing.people import name_of

from .. import security_log
from ..log_in.authentication import account_named
from ..preferences import language_of

SECONDS = 3600


class ResetTokens(PasswordResetTokenGenerator):
    """A token is void as soon as its account has another password, or was logged in to."""

    key_salt = "tianhe_site.accounts.passwords.reset_links"

    def check_token(self, user, token):
        return super().check_token(user, token) and self._seconds_since(token) <= SECONDS

    def _seconds_since(self, token):
        return self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0])

    def _now(self):
        # Django's takes this host's.
        return clock.now().replace(tzinfo=None)


def messages_for(email, *, request):
    """Return the mail with a link for who has this address, and note that it was asked for by
    `request`; nothing for those who can't log in by password here, such as those who were invited
    and haven't chosen one."""
    user = account_named(email)
    if not user or user.email.lower() != email.lower():
        return []
    if not user.is_active or not user.is_staff or not user.has_usable_password():
        return []
    security_log.note(security_log.Kind.PASSWORD_LINK_SENT, request=request, user=user)
    context = {"name": name_of(user), "username": user.username, "link": _link(user)}
    with override(language_of(user)):
        text = render_to_string("account/email/forgot.txt", context)
        subject = _("Choose a new password for %s") % settings.SITE_HOST
    return [EmailMessage(subject, text, to=[user.email])]


def _link(user):
    number, token = int_to_base36(user.pk), ResetTokens().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": number, "key": token})
    return settings.SITE_URL + path
