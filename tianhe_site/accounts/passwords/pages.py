"""The pages for a forgotten or a new password, and the rating of a new one while it is typed."""

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import JsonResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from tianhe_site.publishing import clock
from tianhe_site.throttle import answers, readers

from ..log_in import devices
from . import rules
from .forms import PERSON_SALT

# A page that has been open for longer is loaded again.
SECONDS_RATED = 12 * 3600


class ForgotView(account.PasswordResetView):
    """Asks for an email address. Whether an account has it shows neither in the answer nor in its
    time."""

    def post(self, request, *args, **kwargs):
        # The page says whom to ask instead.
        if not settings.HAS_MAIL:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "has_mail": settings.HAS_MAIL}


@method_decorator(sensitive_post_parameters("password1"), name="dispatch")
class ResetView(account.PasswordResetFromKeyView):
    # Which says that the password is changed.
    success_url = reverse_lazy("account_login")

    def render_to_response(self, context, **kwargs):
        if not context.get("token_fail"):
            return super().render_to_response(context, **kwargs)
        wait = readers.WRONG_LINKS.seconds_to_wait(self.request, at=clock.now())
        if wait:
            return answers.too_many_requests(self.request, wait)
        context["title"] = _("This link doesn't work any more")
        return super().render_to_response(context, status=404, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        # Anyone who reads the person's mail isn't a stranger, whose tries could keep them out.
        devices.remember(response, self.request, self.reset_user)
        return response


class ChangeView(account.PasswordChangeView):
    def form_valid(self, form):
        response = super().form_valid(form)
        # Other browsers have to be shown again, but not this one.
        devices.remember(response, self.request, self.request.user)
        return response


@never_cache
@sensitive_post_parameters("password")
@sensitive_variables("password")
@require_POST
def rate_password(request):
    """Return how strong a new password is, as JSON: `word`, `advice`, `strong`. The form that asks
    names the person by a signed value."""
    try:
        person = signing.loads(
            request.POST.get("person", ""), salt=PERSON_SALT, max_age=SECONDS_RATED
        )
    except signing.BadSignature:
        message = _("This page has been open for too long. Load it again.")
        return JsonResponse({"error": message}, status=403)
    wait = readers.PASSWORD_RATINGS.seconds_to_wait(request, at=clock.now())
    if wait:
        return answers.too_many_requests(request, wait)
    password = request.POST.get("password", "")
    rating = rules.rate(password, User.objects.filter(pk=person).first())
    return JsonResponse({"word": rating.word, "advice": rating.advice, "strong": rating.is_strong})
