"""The log-in: its form, its page, and the page for those who may not come in."""

from urllib.parse import urlencode

from allauth.account import views as account
from allauth.account.forms import LoginForm
from allauth.account.internal.stagekit import (
    LOGIN_SESSION_KEY,
    clear_login,
    get_pending_stage,
)
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing import clock
from tianhe_site.throttle import answers, readers

from ..factors.second_factor import is_outdated


class LogInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = gettext_lazy("Email or username")
        login.widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }
        password.help_text = ""
        del password.widget.attrs["placeholder"]


class OwnTargetMixin:
    """Repeats the page to go on to only if it is one of ours."""

    def get_context_data(self, **kwargs):
        target = self.get_next_url()
        field = format_html('<input type="hidden" name="next" value="{}">', target)
        shown = {"redirect_field_value": target, "redirect_field": field if target else ""}
        return {**super().get_context_data(**kwargs), **shown}


class LogInView(OwnTargetMixin, account.LoginView):
    def dispatch(self, request, *args, **kwargs):
        # The admin leads everyone here who isn't staff, and back again once they are logged in.
        if request.user.is_authenticated and not request.user.is_staff:
            return HttpResponseRedirect(reverse("account_inactive"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        name = settings.OIDC_NAME if settings.HAS_SINGLE_SIGN_ON else ""
        return {**super().get_context_data(**kwargs), "single_sign_on_name": name}


class PasskeyLogInView(webauthn.LoginWebAuthnView):
    def dispatch(self, request, *args, **kwargs):
        wait = readers.PASSKEYS.seconds_to_wait(request, at=clock.now())
        if wait:
            return answers.too_many_requests(request, wait)
        return super().dispatch(request, *args, **kwargs)


class LogOutView(account.LogoutView):
    def get_next_url(self):
        """Lead to the log-in, whatever else was asked for."""


class NoAccessView(account.AccountInactiveView):
    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=403, **kwargs)


class SecondFactorView(mfa.AuthenticateView):
    """Asks for the second factor."""

    def get_context_data(self, **kwargs):
        factors = Authenticator.objects.filter(user=self.stage.login.user)
        types = set(factors.values_list("type", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
            "has_app": Authenticator.Type.TOTP in types,
        }


def second_factor(request):
    """Ask for the second factor, or say that the log-in it belongs to has ended."""
    target = _target_of_log_in(request)
    stage = get_pending_stage(request)
    if stage and is_outdated(request, stage.login.user):
        clear_login(request)
    response = SecondFactorView.as_view()(request)
    to_log_in = reverse("account_login")
    has_ended = (
        response.status_code == 302
        and response.headers["Location"] == to_log_in
        # A visitor without a session never began. Their cookie may be made up.
        and not request.session.is_empty()
    )
    if has_ended:
        messages.error(request, _("Your log-in wasn't finished in time. Log in again."))
    if has_ended and target:
        return HttpResponseRedirect(f"{to_log_in}?{urlencode({'next': target})}")
    return response


def _target_of_log_in(request):
    return (request.session.get(LOGIN_SESSION_KEY) or {}).get("redirect_url")
