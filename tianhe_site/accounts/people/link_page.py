"""The page that a one-time link leads to: choose a password, and come in.

Only a POST uses the link up: mail scanners open what they find. The person then goes through
allauth's log-in with its second factor, so a link alone never does more than a password does.
"""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import admin
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from tianhe_site import busy
from tianhe_site.publishing import clock
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.people import name_of
from tianhe_site.throttle import answers, readers

from .. import security_log
from ..models import SecurityEvent
from ..passwords.forms import FirstPasswordForm
from . import links


@method_decorator([never_cache, sensitive_post_parameters("password1")], name="dispatch")
class OneTimeLinkView(View):
    def dispatch(self, request, secret):
        self.link = links.find(secret)
        try:
            links.check(self.link, clock.now())
        except links.LinkRefusedError as error:
            wait = 0 if self.link else readers.WRONG_LINKS.seconds_to_wait(request, at=clock.now())
            return answers.too_many_requests(request, wait) if wait else self._refuse(error)
        if request.user.is_authenticated and request.user != self.link.user:
            return self._ask_to_log_out()
        response = super().dispatch(request)
        # The address is the secret, which logs of this site would have as well. Its own pages check
        # which site forms come from.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request):
        return self._show(FirstPasswordForm(user=self.link.user))

    def post(self, request):
        form = FirstPasswordForm(user=self.link.user, data=request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            links.use(self.link, form.cleaned_data["password1"])
        except links.LinkRefusedError as error:
            return self._refuse(error)
        except PublishingError as error:
            form.add_error(None, error.for_form())
            return self._show(form)
        return self._log_in()

    def _log_in(self):
        # The one with the new password, whose hash the session keeps.
        user = self.link.user
        record_authentication(self.request, user, method="password")
        return perform_login(self.request, Login(user))

    def _show(self, form):
        user = self.link.user
        context = self._context(
            _("Welcome, %s") % name_of(user),
            form=form,
            login=user.email or user.get_username(),
            is_invitation=self.link.kind == links.Kind.INVITATION,
            is_recovery=self.link.kind == links.Kind.RECOVERY,
        )
        return busy.render_form(self.request, "account/one_time_link.html", context, form)

    def _refuse(self, error):
        if self.link and self.request.method == "POST":
            kind = SecurityEvent.Kind.LINK_REFUSED
            security_log.note(kind, request=self.request, user=self.link.user)
        return refused(self.request, str(error), status=410 if self.link else 404)

    def _ask_to_log_out(self):
        context = self._context(_("You're logged in as someone else"), whose=self.link.user)
        return render(self.request, "account/link_of_another.html", context, status=403)

    def _context(self, title, **values):
        return {**admin.site.each_context(self.request), "title": title, **values}


def old_link(request, **kwargs):
    """Answer a link of a release before 0.7."""
    message = _(
        "This link is from before the site was updated. Ask an administrator for a new one."
    )
    return refused(request, message, status=410)


def refused(request, message, *, status):
    """Return the page that says why a link doesn't work."""
    context = {
        **admin.site.each_context(request),
        "title": _("This link doesn't work"),
        "message": message,
    }
    return render(request, "account/link_refused.html", context, status=status)
