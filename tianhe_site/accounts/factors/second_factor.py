"""The second factor: who needs one, and where they set it up."""

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from tianhe_site.admin_pages import STAFF_PATHS

# Recovery codes alone are no factor: they are for the day when one is lost.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Where someone without a factor may still go.
WITHOUT_FACTOR = ("/admin/account/", "/admin/login/", "/admin/logout/", "/admin/jsi18n/")
# Where someone wanted to go who had to set up a factor first.
TARGET = "second_factor_target"
BEGUN_WITH = "log_in_begun_with"


def is_required():
    return settings.SECOND_FACTOR == "required"


def has_second_factor(user):
    return is_mfa_enabled(user, FACTORS)


def is_missing(user):
    """Return whether someone has to set up a factor before they can work here.

    It takes a query for each request of staff. To keep the answer in the session would let in
    anyone who holds one after an administrator has reset the factors.
    """
    return is_required() and user.is_staff and not has_second_factor(user)


def is_last(factor):
    """Return whether a person would have none without this one."""
    others = Authenticator.objects.filter(user_id=factor.user_id, type__in=FACTORS)
    return not others.exclude(pk=factor.pk).exists()


def codes_left(recovery_codes):
    """Return how many of someone's recovery codes weren't used yet."""
    return app_settings.RECOVERY_CODE_COUNT - recovery_codes.data["used_mask"].bit_count()


def note_log_in(request, user):
    """Note with which password somebody began to log in."""
    request.session[BEGUN_WITH] = user.get_session_auth_hash()


def is_outdated(request, user):
    """Return whether the password was changed since somebody began to log in as `user`."""
    begun_with = request.session.get(BEGUN_WITH, "")
    return not constant_time_compare(begun_with, user.get_session_auth_hash())


def require_second_factor(get_response):
    """Middleware: send staff without the factor they need to where they set it up."""

    def middleware(request):
        path = request.path_info
        if path.startswith(STAFF_PATHS) and not path.startswith(WITHOUT_FACTOR):
            if is_missing(request.user):
                return _to_set_up(request)
            request.session.pop(TARGET, None)
        return get_response(request)

    return middleware


def _to_set_up(request):
    if request.method == "GET":
        request.session[TARGET] = request.get_full_path()
    # What was sent wasn't saved: the browser keeps it.
    request.is_not_taken = True
    return HttpResponseRedirect(reverse("mfa_index"))
