"""The forms for a new password: changed, chosen first, or after the old one was forgotten."""

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing import clock
from tianhe_site.throttle import answers, tries
from tianhe_site.throttle.addresses import network_of

from .. import outgoing_mail
from . import reset_links

PERSON_SALT = "tianhe_site.accounts.passwords.forms"


def new_password_attributes(user):
    """Return the attributes of an input for a new password of `user`: for password managers, and
    for the script that says how strong it is."""
    return {
        "autocomplete": "new-password",
        "data-rated-at": reverse_lazy("account_rate_password"),
        # Nobody else gets passwords rated.
        "data-person": signing.dumps(user.pk, salt=PERSON_SALT),
    }


class NewPasswordMixin:
    """Asks once: who isn't sure can look at it, and a manager types no mistakes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        field = self.fields["password1"]
        field.label = gettext_lazy("New password")
        # allauth also makes the form for a link that leads to nobody.
        field.widget.attrs = new_password_attributes(self.user) if self.user else {}
        field.help_text = " ".join(filter(None, password_validators_help_texts()))


class ChangePasswordForm(NewPasswordMixin, forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["oldpassword"]
        field.label, field.help_text = gettext_lazy("Current password"), ""
        field.widget.attrs = {"autocomplete": "current-password"}

    def clean_oldpassword(self):
        password = self.cleaned_data["oldpassword"]
        # Tries are counted as at the log-in.
        if not get_adapter(context.request).reauthenticate(self.user, password):
            raise ValidationError(_("That isn't your current password. Try again."))
        return password


class FirstPasswordForm(NewPasswordMixin, forms.SetPasswordForm):
    pass


class ResetForm(NewPasswordMixin, forms.ResetPasswordKeyForm):
    pass


class ResetTokenForm(forms.UserTokenForm):
    token_generator = reset_links.ResetTokens()

    def _get_user(self, uidb36):
        user = super()._get_user(uidb36)
        return user if user and user.is_active else None


class ForgotForm(forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs = {"type": "email", "autocomplete": "email"}

    def clean_email(self):
        """Count the request. Nobody looks yet whether the address is known."""
        request, email = context.request, self.cleaned_data["email"]
        counters = [tries.Counter(tries.MAIL, "forgot", email.lower())]
        if network := network_of(request):
            counters.append(tries.Counter(tries.ADDRESS, "forgot", network))
        try:
            tries.take(counters, at=clock.now())
        except tries.TooManyTriesError as error:
            raise answers.too_many_tries(request, error.seconds) from None
        return email

    def save(self, request, **kwargs):
        email = self.cleaned_data["email"]
        outgoing_mail.write_afterwards(lambda: reset_links.messages_for(email, request=request))
        return email
