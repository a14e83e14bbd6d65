"""One's own profile: name, email address, which email one gets, and what happened lately."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tianhe_site import languages
from tianhe_site.editorial.admin.identity import confirm_identity
from tianhe_site.plain_text import count_characters
from tianhe_site.publishing import clock, workflow

from . import security_log
from .log_in import devices
from .models import Preferences
from .people.forms import LanguageSelect, NamedForm, OnePersonMixin
from .security_log import mails

MAX_EVENTS = 10


class NameForm(NamedForm):
    class Meta:
        model = User
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["name"].help_text = _("Colleagues see this name.")
        # The first administrator begins without one, and may choose the language first.
        self.fields["name"].required = bool(self.initial["name"])


class PreferencesForm(forms.ModelForm):
    language = forms.ChoiceField(
        choices=languages.choices,
        label=gettext_lazy("Language of this system"),
        help_text=gettext_lazy("Email to you is in this language too."),
        widget=LanguageSelect,
    )

    class Meta:
        model = Preferences
        fields = ["language", "email_reviews", "email_publishing", "email_live", "email_requests"]
        labels = {
            "email_reviews": gettext_lazy("Reviews: texts for me to review, and responses to mine"),
            "email_publishing": gettext_lazy("Publishing: approved texts for me to publish"),
            "email_live": gettext_lazy("Live: when readers can see what I wrote"),
            "email_requests": gettext_lazy("Requests: for me to approve, and responses to mine"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["language"] = languages.known(self.instance.language)
        if not languages.has_several():
            del self.fields["language"]

    def notifications(self):
        """Return the fields that say which email someone gets."""
        return [field for field in self if field.name != "language"]


class EmailForm(OnePersonMixin, forms.ModelForm):
    class Meta:
        model = User
        fields = ["email"]
        labels = {"email": gettext_lazy("New email address")}
        widgets = {"email": forms.EmailInput({"autocomplete": "email"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        count_characters(self.fields["email"])


@login_required
def profile(request):
    data = request.POST or None
    choices = Preferences.objects.filter(user=request.user).first() or Preferences(
        user=request.user
    )
    name_form = NameForm(data, instance=_stored(request.user))
    preferences = PreferencesForm(data, instance=choices)
    if data and name_form.is_valid() and preferences.is_valid():
        with workflow.publishing_lock():
            name_form.save()
            preferences.save()
        # The next page is in it.
        with override(languages.known(choices.language)):
            messages.success(request, _("Your profile is saved."))
        return HttpResponseRedirect(request.path)
    events = security_log.kept().filter(user=request.user)[:MAX_EVENTS]
    return TemplateResponse(
        request,
        "account/profile.html",
        {
            "form": name_form,
            "preferences": preferences,
            "events": [(each, _circumstances(each)) for each in events],
        },
    )


def email(request):
    confirm_identity(request)
    user = _stored(request.user)
    former = user.email
    form = EmailForm(request.POST or None, instance=user, initial={"email": ""})
    if request.POST:
        with workflow.publishing_lock():
            is_saved = form.is_valid() and form.save()
        if is_saved:
            _tell_of_new_address(user, former)
            messages.success(request, _("Your email address is changed. We sent a message to it."))
            return HttpResponseRedirect(reverse("account_profile"))
    return TemplateResponse(request, "account/email.html", {"form": form, "former": former})


def _stored(user):
    """Return a copy of the row: the page names the user, whatever an unsaved form has."""
    return User.objects.get(pk=user.pk)


def _circumstances(event):
    """Return when, from where and with what something happened."""
    device = devices.describe(event.device) if event.device else ""
    facts = [clock.describe(event.at), event.address, device]
    return languages.facts_listed(filter(None, facts))


def _tell_of_new_address(user, former):
    changed = gettext_lazy("The email address of your account was changed to %(email)s.")
    names = {"email": user.email}
    mails.tell_of_new_address(user, changed, names, to=former)
    if user.email.casefold() != former.casefold():
        mails.tell_of_new_address(user, changed, names, to=user.email)
