"""What an administrator can do with one person: let them in, keep them out, reset their factors."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from tianhe_site import busy
from tianhe_site.editorial.admin.identity import confirm_identity
from tianhe_site.publishing import clock, history, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.people import name_of

from .. import people
from ..factors import factor_reset
from ..factors.second_factor import has_second_factor
from . import deactivation, invitations, links
from .forms import DeactivationForm, ReasonForm


class PersonPagesMixin:
    def get_urls(self):
        pages = {
            "invite": self.invite_view,
            "deactivate": self.deactivate_view,
            "reactivate": self.reactivate_view,
            "reset-factors": self.reset_factors_view,
        }
        own = [
            path(
                f"<id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"auth_user_{name.replace('-', '_')}",
            )
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def invite_view(self, request, id):
        """Create a link under which the person sets a password; send it, or show it once."""
        user = self._person(request, id, is_active=True)
        if request.method == "POST":
            return self.hand_out(request, links.create(user, links.kind_for(user), by=request.user))
        is_invitation = links.kind_for(user) == links.Kind.INVITATION
        can_send = settings.HAS_MAIL and user.email
        return self._page(
            request,
            user,
            title=_("Invitation: %s") if is_invitation else _("Password link: %s"),
            button=_("Send link") if can_send else _("Create link"),
            facts=[
                self._where_it_goes(user),
                _("They can choose a new password without the old one."),
                _("The link works once, for 7 days. Earlier links stop working."),
            ],
        )

    def hand_out(self, request, link):
        """Send a new link to its person; where that isn't possible, show it to the
        administrator."""
        name = name_of(link.user)
        can_send = settings.HAS_MAIL and link.user.email
        if can_send and invitations.send(link):
            messages.success(
                request,
                _("Sent to %(name)s at %(email)s. The link works until %(day)s.")
                % {"name": name, "email": link.user.email, "day": people.day_of(link.expires_at)},
            )
            return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
        if can_send:
            messages.error(request, _("The email couldn't be sent. Pass the link on yourself."))
        context = {"link": link, "day": people.day_of(link.expires_at)}
        return self._page(request, link.user, title=_("Link for %s"), **context)

    def deactivate_view(self, request, id):
        """Keep someone out, and hand over what they have in work."""
        user = self._person(request, id, is_active=True)
        if message := deactivation.why_not(user, request.user):
            messages.error(request, message)
            return HttpResponseRedirect(_address_of(user))
        work = workflow.work_of(user, clock.now())
        colleagues = deactivation.colleagues_for(work.items, but=user)
        form = DeactivationForm(_sent(request), colleagues=colleagues)
        if not work.items:
            del form.fields["receiver"]
        return self._form_page(
            request,
            user,
            form,
            action=lambda data: deactivation.deactivate(user, by=request.user, **data),
            success=lambda items: _("%s is deactivated.") % name_of(user),
            template="admin/accounts/deactivate.html",
            title=_("Deactivate %s"),
            button=_("Deactivate"),
            work=work,
            requests=[(entry, history.describe_request(entry)) for entry in work.requests],
        )

    def reactivate_view(self, request, id):
        user = self._person(request, id, is_active=False)
        return self._form_page(
            request,
            user,
            forms.Form(_sent(request)),
            action=lambda data: deactivation.reactivate(user, by=request.user),
            success=lambda done: _("%s can log in again.") % name_of(user),
            title=_("Reactivate %s"),
            button=_("Reactivate"),
            facts=[
                _("They can log in again with the same roles and password."),
                _("Closed preview links and requests stay closed."),
            ],
        )

    def reset_factors_view(self, request, id):
        """Remove someone's second factors, or ask a second administrator to agree."""
        user = self._person(request, id, is_active=True)
        message = self._why_no_reset(request, user)
        if message:
            messages.error(request, message)
            return HttpResponseRedirect(_address_of(user))
        needs_second = factor_reset.needs_second_administrator(user, request.user)
        return self._form_page(
            request,
            user,
            ReasonForm(_sent(request)),
            action=lambda data: factor_reset.reset(user, by=request.user, **data),
            success=lambda is_done: (
                _("Second factors removed. %s sets up a new one at the next log-in.")
                % name_of(user)
                if is_done
                else _("Approval requested. Another administrator sees it on the dashboard.")
            ),
            title=_("Reset second factor: %s"),
            button=_("Request reset") if needs_second else _("Remove second factors"),
            facts=[
                _("Make sure %s is really the one asking: call a number you know.") % name_of(user),
                _("Passkeys, app and recovery codes stop working, and sessions end."),
                _("Another administrator has to approve this.")
                if needs_second
                else _("You're the only administrator, so this happens immediately."),
                _("This is recorded, and the person gets an email."),
            ],
        )

    def _why_no_reset(self, request, user):
        if user == request.user:
            return _("Change your own second factor under Your account.")
        if not has_second_factor(user):
            return _("%s has no second factor.") % name_of(user)
        try:
            factor_reset.needs_second_administrator(user, request.user)
        except PublishingError as error:
            return str(error)
        return ""

    def _person(self, request, id, *, is_active):
        if not self.has_change_permission(request):
            raise PermissionDenied
        confirm_identity(request)
        user = self.get_object(request, id)
        if user is None or user.is_active != is_active:
            raise Http404
        return user

    def _form_page(self, request, user, form, *, action, success, **context):
        """Show a page with a form; when it is submitted, do `action` with its data, and go back
        with the message that `success` makes of the result."""
        if form.is_valid():
            try:
                result = action(form.cleaned_data)
            except PublishingError as error:
                form.add_error(None, error.for_form())
            else:
                messages.success(request, success(result))
                return HttpResponseRedirect(_address_of(user))
        return self._page(request, user, form=form, **context)

    def _page(self, request, user, *, title, template="admin/accounts/person.html", **context):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": user,
            "title": title % name_of(user),
            "back": _address_of(user),
            "form": None,
            **context,
        }
        form = context["form"]
        if form is None:
            return render(request, template, context)
        return busy.render_form(request, template, context, form)

    def _where_it_goes(self, user):
        if not user.email:
            return _("This account has no email address. You get the link to pass on.")
        if not settings.HAS_MAIL:
            return _("This site can't send email (EMAIL_URL). You get the link to pass on.")
        return _("The link goes to %s.") % user.email


def _sent(request):
    return request.POST if request.method == "POST" else None


def _address_of(user):
    return reverse("admin:auth_user_change", args=[user.pk])
