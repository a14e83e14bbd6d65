"""The pages of second factors: allauth's views, with what our pages show besides."""

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView

from ..log_in.confirm import ConfirmedMixin
from . import second_factor
from .encryption import SecretUnreadableError


def target_after_set_up(request):
    """Return where someone wanted to go who had to set up a factor first; empty if nowhere."""
    target = request.session.get(second_factor.TARGET, "")
    return target if get_adapter().is_safe_url(target) else ""


class SecondFactorView(mfa.IndexView):
    """What someone has for a second step, and what they can add."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        factors = context["authenticators"]
        app = factors.get(Authenticator.Type.TOTP)
        passkeys = [each.instance for each in factors.get(Authenticator.Type.WEBAUTHN, [])]
        codes = factors.get(Authenticator.Type.RECOVERY_CODES)
        number = len(passkeys) + bool(app)
        is_required = second_factor.is_required()
        return {
            **context,
            "app": app and app.instance,
            "passkeys": passkeys,
            "codes_left": codes and second_factor.codes_left(codes.instance),
            "is_missing": is_required and not number,
            "can_remove": not is_required or number > 1,
            "continue_to": target_after_set_up(self.request) if number else "",
        }


class AddAppView(ConfirmedMixin, totp.ActivateTOTPView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return {**context, "secret": " ".join(groups)}


class RemoveAppView(ConfirmedMixin, totp.DeactivateTOTPView):
    pass


class AddPasskeyView(ConfirmedMixin, webauthn.AddWebAuthnView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # One that is kept on the device, which asks for a fingerprint or PIN: it is enough to log
        # in with, without a password.
        options = auth.begin_registration(self.request.user, passwordless=True)
        return {**context, "js_data": {"creation_options": options}}


class RenamePasskeyView(ConfirmedMixin, webauthn.EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class RemovePasskeyView(ConfirmedMixin, webauthn.RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form):
        adapter = get_factor_adapter()
        if adapter.can_delete_authenticator(self.object):
            return super().form_valid(form)
        messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
        return HttpResponseRedirect(self.get_success_url())


class RecoveryCodesView(ConfirmedMixin, recovery_codes.ViewRecoveryCodesView):
    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            return HttpResponseRedirect(reverse("mfa_index"))
        except SecretUnreadableError:
            messages.error(
                request, _("Your recovery codes can't be read any more. Create new ones.")
            )
            return HttpResponseRedirect(reverse("mfa_generate_recovery_codes"))

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "continue_to": target_after_set_up(self.request),
        }


class NewRecoveryCodesView(ConfirmedMixin, recovery_codes.GenerateRecoveryCodesView):
    def get(self, request, *args, **kwargs):
        if not second_factor.has_second_factor(request.user):
            messages.error(request, _("Add a passkey or an authenticator app first."))
            return HttpResponseRedirect(reverse("mfa_index"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        # allauth reads the old codes only to count them, and it may not be able to.
        return FormView.get_context_data(self, **kwargs)


class DownloadRecoveryCodesView(ConfirmedMixin, recovery_codes.DownloadRecoveryCodesView):
    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except (Http404, SecretUnreadableError):
            return HttpResponseRedirect(reverse("mfa_view_recovery_codes"))
