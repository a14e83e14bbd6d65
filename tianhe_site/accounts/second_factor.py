"""The second factor: who needs one, and where they set it up."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

# Recovery codes alone are no factor: they are for the day when one is lost.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
STAFF_PATHS = ("/admin/", "/preview/")
# Where someone without a factor may still go.
WITHOUT_FACTOR = ("/admin/account/", "/admin/login/", "/admin/logout/", "/admin/jsi18n/")


def has_second_factor(user):
    return is_mfa_enabled(user, FACTORS)


def is_missing(user):
    """Return whether someone has to set up a factor before they can work here."""
    is_required = settings.SECOND_FACTOR == "required"
    return is_required and user.is_authenticated and not has_second_factor(user)


def require_second_factor(get_response):
    """Middleware: send staff without the factor they need to where they set it up."""

    def middleware(request):
        path = request.path_info
        is_for_staff = path.startswith(STAFF_PATHS) and not path.startswith(WITHOUT_FACTOR)
        if is_for_staff and is_missing(request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        return get_response(request)

    return middleware
