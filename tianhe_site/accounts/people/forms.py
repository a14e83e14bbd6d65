"""The forms of people in the admin."""

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tianhe_site import languages
from tianhe_site.names import MAX_NAME_LENGTH
from tianhe_site.plain_text import LineFormField
from tianhe_site.publishing.people import name_of

from .. import people
from ..models import Preferences

# Their permissions let nobody do anything here: accounts are for administrators alone.
WITHOUT_PERMISSIONS = (
    *("account", "accounts", "admin", "auth", "contenttypes", "mfa", "sessions", "throttle"),
    *("usersessions", "socialaccount", "search", "operations"),
)
# As many as a message names.
MAX_NAMESAKES = 3


class RoleCards(forms.CheckboxSelectMultiple):
    """Checkboxes that look like cards, each with what the role may do."""

    template_name = "admin/accounts/role_cards.html"

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        sentence_id = f"{option['attrs']['id']}_sentence"
        option["attrs"]["aria-describedby"] = sentence_id
        return option | {"sentence": people.ROLES[value].sentence, "sentence_id": sentence_id}


class LanguageSelect(forms.Select):
    """Each language by its own name, and marked as of that language."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "attrs": {**option["attrs"], "lang": languages.tag_of(value)}}


class OnePersonMixin:
    """Rejects a username or an email address that another account uses."""

    def clean_email(self):
        return self._free("email")

    def clean_username(self):
        return self._free("username")

    def _free(self, field):
        value = self.cleaned_data[field]
        try:
            people.check_is_free(field, value, but=self.instance.pk)
        except people.TakenError as error:
            raise forms.ValidationError(self.describe(error)) from None
        return value

    def describe(self, taken):
        """Return the message about a `TakenError`."""
        return taken.message


class NamedForm(forms.ModelForm):
    """A person with one field for the whole name; accounts of earlier releases have two."""

    name = LineFormField(
        label=gettext_lazy("Name"),
        max_length=MAX_NAME_LENGTH,
        error_messages={"required": gettext_lazy("Enter the name that colleagues should see.")},
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    # The name that the form has asked about: who sends it again means it.
    confirmed_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["name"] = self.instance.get_full_name()[:MAX_NAME_LENGTH]

    def clean(self):
        super().clean()
        name = self.cleaned_data.get("name")
        asked = (None, self.initial["name"], self.cleaned_data.get("confirmed_name"))
        if name not in asked and (others := people.namesakes(name, but=self.instance.pk)):
            self.data = self.data.copy()
            self.data[self.add_prefix("confirmed_name")] = name
            self.add_error("name", _about_namesakes(others))

    def save(self, commit=True):
        self.instance.first_name, self.instance.last_name = self.cleaned_data["name"], ""
        return super().save(commit)


class PersonForm(OnePersonMixin, NamedForm):
    """What a person is called and does here. Whether they are staff follows from it."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Role"),
        choices=[(key, role.title) for key, role in people.ROLES.items()],
        widget=RoleCards,
        help_text=gettext_lazy("Someone can have several."),
        error_messages={"required": gettext_lazy("Choose at least one role.")},
    )

    class Meta:
        model = User
        fields = ["email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.widget.attrs["autocomplete"] = "off"
        name.help_text = _("As colleagues write it, for example Ann Meyer or 李梅.")

    def describe(self, taken):
        return format_html(
            '{} <a href="{}">{}</a>', taken.message, _address_of(taken.other), _("Open it")
        )

    def save(self, commit=True):
        user = self.instance
        user.is_superuser = "administrator" in self.cleaned_data["roles"]
        user.is_staff = bool(self.cleaned_data["roles"] or self.other_rights())
        return super().save(commit)

    def other_rights(self):
        """Return what someone may do besides their roles."""
        return []

    def _save_m2m(self):
        super()._save_m2m()
        groups = people.groups_of(self.cleaned_data["roles"])
        self.instance.groups.set([*groups, *self.cleaned_data.get("other_groups", ())])


class AddPersonForm(PersonForm):
    """A new person without a password, who chooses one through a link."""

    language = forms.ChoiceField(
        choices=languages.choices,
        label=gettext_lazy("Language"),
        required=False,
        widget=LanguageSelect,
        help_text=gettext_lazy(
            "For the invitation, and for this system until they choose another."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["language"] = get_language()
        email = self.fields["email"]
        email.required = True
        email.error_messages["required"] = _("Enter the person's email address.")
        email.help_text = _("They log in with it. Their username is made from it.")

    def save(self, commit=True):
        self.instance.username = people.free_username(self.cleaned_data["email"])
        self.instance.set_unusable_password()
        return super().save(commit)

    def _save_m2m(self):
        super()._save_m2m()
        Preferences.objects.create(user=self.instance, language=self.cleaned_data["language"])


class ChangePersonForm(PersonForm):
    other_groups = forms.ModelMultipleChoiceField(
        Group.objects.exclude(name__in=people.ROLE_GROUPS),
        label=gettext_lazy("Other groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Groups that you created under Groups."),
    )

    class Meta:
        model = User
        fields = ["email", "username", "user_permissions"]
        field_classes = {"username": UsernameField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.instance
        self.fields["username"].help_text = _("Works at log-in too. Letters, digits and . + - _")
        self.fields["roles"].required = False
        self.initial["roles"] = people.roles_of(user)
        self.initial["other_groups"] = user.groups.exclude(name__in=people.ROLE_GROUPS)
        permissions = self.fields["user_permissions"]
        permissions.label = _("Single permissions")
        permissions.help_text = _("For exceptions, on top of the roles.")
        usable = permissions.queryset.exclude(content_type__app_label__in=WITHOUT_PERMISSIONS)
        # Each is shown with what it is about.
        permissions.queryset = usable.select_related("content_type")

    def clean_roles(self):
        roles = self.cleaned_data["roles"]
        if "administrator" not in roles and people.is_last_administrator(self.instance):
            raise forms.ValidationError(people.LAST_ADMINISTRATOR)
        return roles

    def other_rights(self):
        return [*self.cleaned_data["other_groups"], *self.cleaned_data["user_permissions"]]


class DeactivationForm(forms.Form):
    """Who takes over what someone has in work."""

    receiver = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Hand over to"),
        required=False,
        empty_label=gettext_lazy("No one: leave drafts where they are"),
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        receiver = self.fields["receiver"]
        receiver.queryset = User.objects.filter(pk__in=[each.pk for each in colleagues])
        names = [(each.pk, name_of(each)) for each in colleagues]
        receiver.choices = [("", receiver.empty_label), *names]


class ReasonForm(forms.Form):
    reason = LineFormField(
        label=gettext_lazy("Why"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("For example: Lost her phone. I called her to be sure."),
    )


def _about_namesakes(others):
    people_there = "; ".join(_describe(each) for each in others[:MAX_NAMESAKES])
    return (
        _("There's already someone of this name: %s. If this is another person, submit again.")
        % people_there
    )


def _describe(user):
    roles = [str(people.ROLES[key].title) for key in people.roles_of(user)]
    state = [] if user.is_active else [str(people.State.DEACTIVATED.label)]
    return languages.listed([user.email or user.get_username(), *roles, *state])


def _address_of(user):
    return reverse("admin:auth_user_change", args=[user.pk])
