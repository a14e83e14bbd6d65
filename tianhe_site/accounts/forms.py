"""The account forms of the admin."""

from django import forms
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import User

from .people import check_is_free


class OnePersonMixin:
    """Rejects a username or an email address that another account uses."""

    def clean_username(self):
        return self._free("username")

    def clean_email(self):
        return self._free("email")

    def _free(self, field):
        value = self.cleaned_data[field]
        check_is_free(field, value, but=self.instance.pk)
        return value


class AddAccountForm(OnePersonMixin, forms.ModelForm):
    """A new account without a password; its owner chooses one through a link."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]
        field_classes = {"username": UsernameField}

    def save(self, commit=True):
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)


class ChangeAccountForm(OnePersonMixin, UserChangeForm):
    pass
