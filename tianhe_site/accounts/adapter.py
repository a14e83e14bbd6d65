"""What allauth asks about accounts: who may come in, where they go, what is asked again."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from tianhe_site.throttle import answers, tries
from tianhe_site.throttle.addresses import client_address

from . import authentication, hashing
from .second_factor import has_second_factor

# Not pages to land on after a log-in: the last ones only accept POST, and a form whose session had
# ended led to an empty 405.
_NO_PAGES = ("login", "logout", "_revoke", "_open", "_sizes", "_describe")


_NO_MATCH = _("That name and password don't match. Check both and try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _NO_MATCH,
        "email_password_mismatch": _NO_MATCH,
    }

    def is_open_for_signup(self, request):
        """People are invited."""
        return False

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

    def get_client_ip(self, request):
        return client_address(request)

    def is_reauthentication_required(self, **kwargs):
        """Ask again before dangerous acts wherever there is more to ask for than on a trial
        site."""
        is_required = settings.SECOND_FACTOR == "required"
        return is_required or has_second_factor(self.request.user)


class SecondFactorAdapter(DefaultMFAAdapter):
    pass
