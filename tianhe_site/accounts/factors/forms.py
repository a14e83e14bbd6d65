"""The forms of second factors: allauth's, in our words, and with a reason for each refusal."""

import json
import struct
import time

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    hotp_value,
    validate_totp_code,
)
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from fido2.utils import websafe_decode

from .. import security_log
from .code_forms import ThrottledCodeMixin
from .encryption import SecretUnreadableError, decrypt
from .second_factor import codes_left

# How far off a clock can be for us to find it out.
CLOCK_MINUTES = 60
MAX_NAME_LENGTH = 60
PASSKEY_REFUSED = gettext_lazy(
    "That passkey isn't known here, or this page was open for too long. Try again, or use another "
    "way."
)
# What reading a made-up credential raises: it is JSON that holds CBOR that holds keys.
MALFORMED = (
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


class CodeFormMixin:
    code_label = gettext_lazy("Code")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label=self.code_label,
            max_length=40,
            widget=forms.TextInput(
                {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
            ),
        )


class FactorCodeFormMixin(CodeFormMixin):
    """A code of the app, or a recovery code."""

    def clean_code(self):
        code = _digits(self.cleaned_data["code"])
        factors = Authenticator.objects.filter(user=self.user).exclude(
            type=Authenticator.Type.WEBAUTHN
        )
        for factor in sorted(factors, key=lambda each: each.type != Authenticator.Type.TOTP):
            method = factor.wrap()
            if _is_right(method, code):
                # Read again by allauth, with the recovery code taken off.
                self.authenticator = method.instance
                self.authenticator.user = self.user
                return code
        if factors:
            self._emit_authentication_failed(factors[0])
        raise ValidationError(_why_not(factors, code))

    def save(self):
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            left = codes_left(self.authenticator)
            text = ngettext(
                "You have %d recovery code left.", "You have %d recovery codes left.", left
            )
            messages.warning(context.request, text % left)


class SecondFactorForm(ThrottledCodeMixin, FactorCodeFormMixin, AuthenticateForm):
    pass


class ConfirmByCodeForm(ThrottledCodeMixin, FactorCodeFormMixin, ReauthenticateForm):
    pass


class AddAppForm(CodeFormMixin, ActivateTOTPForm):
    code_label = gettext_lazy("Code that the app shows now")

    def __init__(self, *args, **kwargs):
        session = context.request.session
        kept = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        # A page that is loaded again must not ask for a code of another secret than was scanned.
        if kept:
            self.secret = session[SECRET_SESSION_KEY] = kept

    def clean_code(self):
        code = _digits(self.cleaned_data["code"])
        is_right = validate_totp_code(self.secret, code)
        # The same code must not let somebody in who looked over a shoulder.
        if not (is_right and TOTP(Authenticator(user=self.user))._mark_code_used(code)):
            raise ValidationError(_why_not_of_app(self.secret, code))
        return code


def _digits(code):
    """Return a code without the spaces and dashes that apps and people put into it."""
    return "".join(code.split()).replace("-", "")


def _is_right(method, code):
    try:
        return method.validate_code(code)
    except SecretUnreadableError:
        return False


def _why_not(factors, code):
    app = next((each for each in factors if each.type == Authenticator.Type.TOTP), None)
    if app is None or len(code) == app_settings.RECOVERY_CODE_DIGITS:
        return _("This recovery code isn't right, or was used already. Try another one.")
    try:
        return _why_not_of_app(decrypt(app.data["secret"]), code, of_stranger=True)
    except SecretUnreadableError:
        return _(
            "The key of your authenticator app can't be read any more. Use another way, or ask an "
            "administrator to reset your second factor."
        )


def _why_not_of_app(secret, code, *, of_stranger=False):
    """Return why a code of an app isn't accepted. A stranger isn't told that it will be right:
    one of the 120 codes of the next hour is easier to guess than the present one."""
    if len(code) != app_settings.TOTP_DIGITS:
        return _("Enter the 6 digits that your app shows now.")
    if validate_totp_code(secret, code):
        return _("This code was used already. Wait for the next one.")
    if minutes := _minutes_off(secret, code, ahead=not of_stranger):
        return (
            ngettext(
                "Your phone's clock is off by about %d minute. Set it, and enter a new code.",
                "Your phone's clock is off by about %d minutes. Set it, and enter a new code.",
                minutes,
            )
            % minutes
        )
    return _(
        "This code isn't right. Enter the one that your app shows now, and check that your phone's "
        "clock is right."
    )


def _minutes_off(secret, code, *, ahead):
    """Return by how many minutes the clock is off that makes this code the present one; 0 if
    none does. Clocks that are fast are only looked for if `ahead`."""
    period = app_settings.TOTP_PERIOD
    now = int(time.time()) // period
    for steps in range(1, CLOCK_MINUTES * 60 // period):
        for counter in (now - steps, now + steps)[: 1 + ahead]:
            if format_hotp_value(hotp_value(secret, counter)) == code:
                return max(1, round(steps * period / 60))
    return 0


class CredentialField(forms.JSONField):
    """What a script fills in; so whatever is wrong with it gets one sentence."""

    widget = forms.HiddenInput
    default_error_messages = {"required": PASSKEY_REFUSED, "invalid": PASSKEY_REFUSED}

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):
            # It nests too deep, or has a number of more than 4,300 digits.
            raise ValidationError(PASSKEY_REFUSED) from None

    def bound_data(self, data, initial):
        """Show none again: a credential answers one page."""
        return InvalidJSONInput()


def _check_origin(credential):
    """Raise an error unless a credential was made on a page of this very site. Browsers let every
    host below ours ask for our passkeys, and fido2 takes them."""
    made_by = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))
    request = context.request
    # A proxy may name the host without its port.
    if made_by["origin"] not in (f"{request.scheme}://{request.get_host()}", settings.SITE_URL):
        raise ValueError("The credential was made on a page of another site.")


class PasskeyFormMixin:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean_credential(self):
        try:
            _check_origin(self.cleaned_data["credential"])
            return super().clean_credential()
        except (ValidationError, *MALFORMED):
            self._note_failure()
            raise ValidationError(PASSKEY_REFUSED) from None

    def _note_failure(self):
        """Tell the security log, which allauth does for codes alone."""
        kinds = security_log.Kind
        kind = kinds.FACTOR_FAILED if self.user else kinds.LOG_IN_FAILED
        kind = kinds.CONFIRM_FAILED if self.reauthenticated else kind
        security_log.note(kind, user=self.user, note=gettext_lazy("Passkey"))


class PasskeyAsSecondFactorForm(PasskeyFormMixin, AuthenticateWebAuthnForm):
    pass


class ConfirmByPasskeyForm(PasskeyFormMixin, ReauthenticateWebAuthnForm):
    pass


class LogInByPasskeyForm(PasskeyFormMixin, LoginWebAuthnForm):
    pass


class NamedPasskeyMixin:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name"),
            max_length=MAX_NAME_LENGTH,
            help_text=_("For example: Work laptop."),
            widget=forms.TextInput({"autocomplete": "off"}),
        )


class AddPasskeyForm(NamedPasskeyMixin, AddWebAuthnForm):
    # Every passkey of ours lets its owner in without a password.
    passwordless = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean(self):
        try:
            if "credential" in self.cleaned_data:
                _check_origin(self.cleaned_data["credential"])
            return super().clean()
        except (ValidationError, *MALFORMED):
            raise ValidationError(
                _("The passkey couldn't be added, or this page was open for too long. Try again.")
            ) from None


class RenamePasskeyForm(NamedPasskeyMixin, EditWebAuthnForm):
    pass
