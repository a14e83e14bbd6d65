"""People and groups in the admin, for administrators only, whatever permissions others have.

Anyone who can change accounts could make any account, even their own, an administrator.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.base_admin import PEOPLE, MenuPlace
from tianhe_site.editorial.admin import AuditedAdmin
from tianhe_site.editorial.admin.identity import confirm_identity
from tianhe_site.publishing.people import name_of
from tianhe_site.refusals import read_only

from .models import SecurityEvent
from .people import links
from .people.forms import AddPersonForm, ChangePersonForm
from .people.listing import PeopleListMixin
from .people.pages import PersonPagesMixin
from .recording import has_acted, why_kept
from .security_log import mails
from .security_log.admin import SecurityEventAdmin
from .sessions.pages import SessionPagesMixin


class AdministratorsOnlyMixin:
    """Nobody else reaches these pages, and anyone who changes rights shows again who they are."""

    def has_module_permission(self, request):
        return _is_administrator(request)

    def has_view_permission(self, request, obj=None):
        return _is_administrator(request)

    def has_add_permission(self, request):
        return _is_administrator(request)

    def has_change_permission(self, request, obj=None):
        return _is_administrator(request)

    def has_delete_permission(self, request, obj=None):
        return _is_administrator(request)

    def changeform_view(self, request, *args, **kwargs):
        _confirm_administrator(request)
        return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        _confirm_administrator(request)
        return super().delete_view(request, *args, **kwargs)


def _confirm_administrator(request):
    if _is_administrator(request):
        confirm_identity(request)


def _is_administrator(request):
    return request.user.is_active and request.user.is_superuser


# Nobody edits another's factors or sessions as rows; a factor's row holds its secret.
admin.site.unregister([User, Group, EmailAddress, Authenticator, UserSession])
# A link lets someone in, and the provider comes from the settings.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])


@admin.register(User)
class UserAdmin(
    AdministratorsOnlyMixin,
    PersonPagesMixin,
    SessionPagesMixin,
    PeopleListMixin,
    AuditedAdmin,
):
    menu = MenuPlace(PEOPLE, 10, "people")
    add_title = gettext_lazy("Add a person")
    form = ChangePersonForm
    fieldsets = [
        (None, {"fields": ["name", "email", "roles", "state"]}),
        (
            gettext_lazy("Advanced"),
            {"classes": ["collapse"], "fields": ["username", "other_groups", "user_permissions"]},
        ),
    ]
    readonly_fields = ["state"]
    filter_horizontal = ["user_permissions"]
    change_form_template = "admin/accounts/change_form.html"
    add_form_template = "admin/accounts/add_form.html"
    # Bulk deletion couldn't say which accounts must stay.
    actions = None

    def get_fieldsets(self, request, obj=None):
        if obj:
            return self.fieldsets
        language = ["language"] if languages.has_several() else []
        return [(None, {"fields": ["name", "email", *language, "roles"]})]

    def get_form(self, request, obj=None, **kwargs):
        form = {} if obj else {"form": AddPersonForm}
        return super().get_form(request, obj, **form, **kwargs)

    def add_view(self, request, form_url="", extra_context=None):
        context = {"has_mail": settings.HAS_MAIL}
        response = super().add_view(request, form_url, {**context, **(extra_context or {})})
        # The lock is free again: nobody waits for the mail server.
        link = getattr(request, "new_link", None)
        return self.hand_out(request, link) if link else response

    def response_add(self, request, obj, post_url_continue=None):
        """Go back to the list, unless `add_view` has a link to show."""
        return HttpResponseRedirect(reverse("admin:auth_user_changelist"))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            _tell_of_new_address(obj, form.initial["email"], request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            request.new_link = links.create(form.instance, links.Kind.INVITATION, by=request.user)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or not has_acted(obj))

    def delete_view(self, request, object_id, extra_context=None):
        """Explain why an account stays, rather than deny permission."""
        user = self.get_object(request, object_id)
        if user is None or not _is_administrator(request) or not has_acted(user):
            return super().delete_view(request, object_id, extra_context)
        self.message_user(request, why_kept(user), messages.ERROR)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))


def _tell_of_new_address(user, former, by):
    """Tell someone at the address they had: anyone who changes it gets what is sent from now on."""
    names = {"name": name_of(by), "email": user.email or "–"}
    text = gettext_lazy("%(name)s changed the email address of your account to: %(email)s")
    mails.tell_of_new_address(user, text, names, to=former)


@admin.register(Group)
class GroupAdmin(AdministratorsOnlyMixin, AuditedAdmin, DjangoGroupAdmin):
    menu = MenuPlace(PEOPLE, 20, "person")
    actions = None

    @read_only
    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, extra_context)


admin.site.register(SecurityEvent, SecurityEventAdmin)
