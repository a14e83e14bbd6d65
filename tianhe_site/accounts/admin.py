"""Accounts and groups in the admin, for administrators only, whatever permissions others have.

Anyone who can change accounts could make any account, even their own, an administrator.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from tianhe_site.editorial.admin import AuditedAdmin
from tianhe_site.publishing import workflow

from . import people
from .forms import AddAccountForm, ChangeAccountForm
from .models import SecurityEvent
from .recording import has_acted, why_kept
from .security_log_admin import SecurityEventAdmin
from .session_pages import SessionPagesMixin


class AdministratorsOnlyMixin:
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


def _is_administrator(request):
    return request.user.is_active and request.user.is_superuser


# Nobody edits another's factors or sessions as rows; a factor's row holds its secret.
admin.site.unregister([User, Group, EmailAddress, Authenticator, UserSession])


@admin.register(User)
class UserAdmin(AdministratorsOnlyMixin, SessionPagesMixin, AuditedAdmin, DjangoUserAdmin):
    list_display = ["username", "email", "first_name", "last_name", "is_active", "is_superuser"]
    list_filter = ["is_active", "is_superuser", "groups"]
    form = ChangeAccountForm
    add_form = AddAccountForm
    change_form_template = "admin/accounts/change_form.html"
    add_form_template = "admin/accounts/add_form.html"
    add_fieldsets = [(None, {"fields": AddAccountForm.Meta.fields})]
    # Bulk deletion couldn't say which accounts must stay.
    actions = None

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

    def get_urls(self):
        view = self.admin_site.admin_view(self.invite_view)
        return [path("<id>/invite/", view, name="auth_user_invite"), *super().get_urls()]

    def invite_view(self, request, id):
        """Create a link under which the person sets a password; show it once."""
        user = self.get_object(request, id)
        if not _is_administrator(request):
            raise PermissionDenied
        if user is None or not user.is_active:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": user,
            "title": _("Password link: %s") % user,
            "days": people.link_lasts_days(),
            "link": people.invite(user, by=request.user) if request.method == "POST" else "",
            "back": reverse("admin:auth_user_change", args=[user.pk]),
        }
        return render(request, "admin/accounts/invite.html", context)

    def user_change_password(self, request, id, form_url=""):
        with workflow.publishing_lock():
            return super().user_change_password(request, id, form_url)


@admin.register(Group)
class GroupAdmin(AdministratorsOnlyMixin, AuditedAdmin, DjangoGroupAdmin):
    actions = None


admin.site.register(SecurityEvent, SecurityEventAdmin)
