"""What allauth asks about accounts: who may come in, where they go, what is asked again."""

import time

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from tianhe_site.publishing import actor, workflow
from tianhe_site.throttle import answers, tries
from tianhe_site.throttle.addresses import client_address

from .factors import encryption, second_factor
from .log_in import authentication, devices
from .passwords import hashing
from .sessions import NO_ADDRESS

# Not pages to land on after a log-in: the last ones only accept POST, and a form whose session had
# ended led to an empty 405.
_NO_PAGES = ("login", "logout", "_session", "_revoke", "_open", "_sizes", "_describe")


_WAYS = {
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "mfa_reauthenticate": _("Use a code"),
    "reauthenticate": _("Use your password"),
}
_NO_MATCH = _("That name and password don't match. Check both and try again.")
# Depends on nothing but what was typed, so it tells nobody which addresses have an account.
_NO_MATCH_OF_EMAIL = _(
    "That email and password don't match. Check both and try again. If colleagues use the same "
    "email, log in with your username."
)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _NO_MATCH,
        "email_password_mismatch": _NO_MATCH_OF_EMAIL,
        "incorrect_password": _("That isn't your password. Try again."),
    }

    def is_open_for_signup(self, request):
        """People are invited."""
        return False

    def is_ajax(self, request):
        """Return whether a script asks for a passkey. allauth would answer every form in JSON, with
        what was typed, passwords included."""
        is_passkey = request.path_info == reverse("mfa_login_webauthn")
        return is_passkey and super().is_ajax(request)

    def is_safe_url(self, url):
        """Return whether an address is the path of an existing page for staff."""
        path = (url or "").partition("?")[0]
        if not path.startswith("/admin/"):
            return False
        try:
            name = resolve(path).url_name
        except Resolver404:
            return False
        return bool(name) and not name.endswith(_NO_PAGES)

    def pre_login(self, request, user, **kwargs):
        """Turn away those whom the admin would only lead back to the log-in."""
        if not user.is_staff:
            request.session.flush()
            return self.respond_user_inactive(request, user)
        second_factor.note_log_in(request, user)
        return super().pre_login(request, user, **kwargs)

    def authenticate(self, request, **credentials):
        """Return the account that name and password are of, None if they don't match. Raises
        `ValidationError` if there were too many tries, or too many log in right now."""
        login = credentials.get("username") or credentials.get("email", "")
        user = authentication.account_named(login)
        try:
            attempt = authentication.begin_attempt(request, "log-in", user, login)
        except tries.TooManyTriesError as error:
            raise answers.too_many_tries(
                request, error.seconds, way_on=_(", or log in with a passkey")
            ) from None
        try:
            found = super().authenticate(request, **credentials)
        except hashing.HashingBusyError:
            attempt.give_back()
            raise answers.too_busy(request, hashing.MESSAGE) from None
        if found:
            attempt.give_back()
        else:
            attempt.fail()
        return found

    def set_password(self, user, password):
        """Set someone's own password. It is hashed before the lock is taken."""
        user.set_password(password)
        with workflow.publishing_lock(), actor.acting(user):
            user.save(update_fields=["password"])

    def get_client_ip(self, request):
        return client_address(request) or NO_ADDRESS

    def is_reauthentication_required(self, **kwargs):
        """Ask again before dangerous acts wherever there is more to ask for than on a trial
        site. A log-in counts as an answer."""
        asks = second_factor.is_required() or second_factor.has_second_factor(self.request.user)
        return asks and not _logged_in_lately(self.request)

    def get_reauthentication_methods(self, user):
        """Return the ways to answer, the strongest first."""
        known = {each["id"]: each for each in super().get_reauthentication_methods(user)}
        ways = [{**known[id], "description": _WAYS[id]} for id in _WAYS if id in known]
        # Someone who came through single sign-on has nothing else to show.
        return ways or [{"id": "again", "url": reverse("account_logout")}]


def _logged_in_lately(request):
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "This is your only second factor, and you need one to work here. Add another one first."
        ),
    }

    encrypt = staticmethod(encryption.encrypt)
    decrypt = staticmethod(encryption.decrypt)

    def can_delete_authenticator(self, authenticator):
        return not (second_factor.is_required() and second_factor.is_last(authenticator))

    def generate_authenticator_name(self, user, type):
        """Propose the name of the device, which somebody will look for in the list."""
        return devices.describe(context.request.headers.get("User-Agent", ""))

    def build_totp_svg(self, url):
        return mark_safe(qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode"))

    def get_public_key_credential_rp_entity(self):
        """A passkey of this site belongs to its host, whatever the port."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.SITE_HOST}
