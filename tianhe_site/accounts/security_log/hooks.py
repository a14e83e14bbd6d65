"""What Django and allauth report, in the security log."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed, user_logged_in
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import security_log
from ..log_in import devices
from ..log_in.authentication import account_named
from . import Kind

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES
# By the `method` of allauth's records, or the `type` of a factor.
STEPS = {
    "password": gettext_lazy("Password"),
    "password_reset": gettext_lazy("Password link"),
    "socialaccount": gettext_lazy("Single sign-on"),
    Authenticator.Type.TOTP: gettext_lazy("Authenticator app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("Passkey"),
    RECOVERY_CODES: gettext_lazy("Recovery code"),
}
_DEACTIVATED = gettext_lazy("Password. The account is deactivated.")


def connect():
    """Connect the signals."""
    user_logged_in.connect(_logged_in)
    user_login_failed.connect(_failed)
    user_logged_out.connect(_logged_out)
    authentication_step_completed.connect(_confirmed)
    factors.authenticator_added.connect(_factor_added)
    factors.authenticator_removed.connect(_factor_removed)
    factors.authenticator_reset.connect(_codes_created)
    factors.authenticator_used.connect(_code_used)
    factors.authentication_failed.connect(_factor_failed)
    post_save.connect(_password_changed, sender=User)


def step_of(record):
    """Return in words what one of allauth's records of an authentication says."""
    step = record.get("type") or record["method"]
    return str(STEPS.get(step, step))


def _logged_in(sender, request, response, user, **kwargs):
    records = get_authentication_records(request, user)
    steps = [each for each in records if not each.get("reauthenticated")]
    is_first = not security_log.kept().filter(user=user, kind__in=security_log.LOG_INS).exists()
    is_new = not is_first and not devices.is_known(request, user)
    kind = Kind.NEW_DEVICE if is_new else Kind.LOG_IN
    devices.remember(response, request, user)
    security_log.note(
        kind,
        request=request,
        user=user,
        note=lambda: " + ".join(dict.fromkeys(map(step_of, steps))),
    )


def _failed(sender, credentials, request, **kwargs):
    if request and request.user.is_authenticated:
        note = STEPS["password"]
        security_log.note(Kind.CONFIRM_FAILED, request=request, user=request.user, note=note)
        return
    typed = credentials.get("username") or credentials.get("email") or ""
    user = account_named(typed)
    is_deactivated = user and not user.is_active
    note = _DEACTIVATED if is_deactivated else STEPS["password"]
    security_log.note(Kind.LOG_IN_FAILED, request=request, user=user, name=typed, note=note)


def _logged_out(sender, request, user, **kwargs):
    if user:
        security_log.note(Kind.LOG_OUT, request=request, user=user)


def _confirmed(sender, request, user, **kwargs):
    if kwargs.get("reauthenticated"):
        security_log.note(Kind.CONFIRMED, request=request, user=user, note=lambda: step_of(kwargs))


def _factor_added(sender, request, user, authenticator, **kwargs):
    if authenticator.type == RECOVERY_CODES:
        _codes_created(sender, request, user)
    else:
        note = STEPS[authenticator.type]
        security_log.note(Kind.FACTOR_ADDED, request=request, user=user, note=note)


def _factor_removed(sender, request, user, authenticator, **kwargs):
    note = STEPS[authenticator.type]
    security_log.note(Kind.FACTOR_REMOVED, request=request, user=user, note=note)


def _codes_created(sender, request, user, **kwargs):
    security_log.note(Kind.RECOVERY_CODES, request=request, user=user)


def _code_used(sender, request, user, authenticator, **kwargs):
    if authenticator.type == RECOVERY_CODES:
        # The one given still has the code: allauth took it off another instance.
        codes = Authenticator.objects.get(pk=authenticator.pk).wrap()
        left = len(codes.get_unused_codes())
        security_log.note(
            Kind.RECOVERY_CODE_USED,
            request=request,
            user=user,
            note=lambda: _("Codes left: %s.") % left,
        )


def _factor_failed(sender, request, user, authenticator, reauthentication=False, **kwargs):
    kind = Kind.CONFIRM_FAILED if reauthentication else Kind.FACTOR_FAILED
    security_log.note(kind, request=request, user=user, note=STEPS[authenticator.type])


def _password_changed(sender, instance, created, **kwargs):
    """`recording` compares the password with the one before, whatever code path set it."""
    if created or not instance._has_new_password:
        return
    kind = Kind.PASSWORD_CHOSEN if instance._has_first_password else Kind.PASSWORD_CHANGED
    security_log.note(kind, user=instance, note=lambda: _about_password(instance))


def _about_password(user):
    note = security_log.by_whom(user)
    has_one = is_password_usable(user.password)
    return note if has_one else _("%s The account has no password now.") % note
