"""The pages that ask someone who is logged in to show again who they are."""

from allauth.account import views as account
from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import HttpResponseRedirect

from tianhe_site.editorial.admin.identity import answered, confirm_identity

from .pages import OwnTargetMixin


class ConfirmedMixin:
    """For views that only someone gets who has lately shown who they are."""

    def dispatch(self, request, *args, **kwargs):
        confirm_identity(request)
        return super().dispatch(request, *args, **kwargs)


class ConfirmByPasswordForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs = {
            "autocomplete": "current-password",
            "autofocus": True,
        }
        self.fields["password"].help_text = ""


class GoesOnMixin(OwnTargetMixin):
    """Goes on with what was asked about."""

    def form_valid(self, form):
        answered(self.request, self.get_next_url())
        return super().form_valid(form)


class ConfirmByPasswordView(GoesOnMixin, account.ReauthenticateView):
    pass


class ConfirmByCodeView(GoesOnMixin, mfa.ReauthenticateView):
    def get_context_data(self, **kwargs):
        has_app = is_mfa_enabled(self.request.user, [Authenticator.Type.TOTP])
        return {**super().get_context_data(**kwargs), "has_app": has_app}


class ConfirmByPasskeyView(GoesOnMixin, webauthn.ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        """Ask again; allauth would lead to the log-in, and that to the dashboard."""
        for error in form.errors.get("credential", []):
            messages.error(self.request, error)
        return HttpResponseRedirect(self.request.get_full_path())
