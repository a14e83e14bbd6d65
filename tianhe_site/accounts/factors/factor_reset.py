"""Removing someone's second factors, because they lost them.

Whoever can remove another's factors and send them a link could act as that person, and approve
their own texts. So a second administrator agrees, where there is one.
"""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site.publishing import workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.people import name_of

from .. import people, security_log
from ..models import SecurityEvent
from ..security_log.hooks import STEPS

# Nobody is given it: only administrators have all permissions.
ADMINISTER = "accounts.administer"


def remove_all(user, *, by, note):
    """Remove the second factors of `user`, which ends their sessions, and tell them. `note` says
    why."""
    with workflow.publishing_lock():
        before, _by_model = Authenticator.objects.filter(user=user).delete()
        if not before:
            return
        workflow.record_change(user, by=by, verb=HistoryEntry.Verb.RESET_FACTORS, note=note)
        said = _("By %s.") % name_of(by)
        security_log.note(SecurityEvent.Kind.FACTORS_RESET, user=user, note=said)


def needs_second_administrator(user, by):
    """Whether a second administrator must agree before `by` resets the factors of `user`.

    Raises `PublishingError` if the only one who could is that person.
    """
    others = people.administrators().exclude(pk=by.pk)
    if others.exclude(pk=user.pk).exists():
        return True
    if others.exists():
        raise PublishingError(
            _(
                "Another administrator would have to agree, and %(name)s is the only one. On the "
                "server, run: manage.py recover %(username)s"
            )
            % {"name": name_of(user), "username": user.get_username()}
        )
    return False


def reset(user, *, by, reason):
    """Remove the factors of `user`, or ask a second administrator to agree to it. Return whether
    they are removed now."""
    if not reason.strip():
        raise PublishingError(_("Explain why. It is recorded, and another administrator sees it."))
    with workflow.publishing_lock():
        if needs_second_administrator(user, by):
            changes = {str(_("Second factor")): [_labels(user), []]}
            workflow.ask(RESET, user, by=by, reason=reason, changes=changes)
            return False
        remove_all(user, by=by, note=reason.strip())
        return True


def _carry_out(request, *, by):
    user = workflow.row_of(request.kind, request.touched["subject"])
    workflow.stop_if_dry_run()
    remove_all(user, by=by, note=request.note)


def _labels(user):
    factors = Authenticator.objects.filter(user=user)
    return sorted({str(STEPS[factor.type]) for factor in factors})


RESET = workflow.register(
    workflow.Kind(
        name="reset-factors",
        title=gettext_lazy("Remove the second factors"),
        to_ask=lambda label: ADMINISTER,
        to_agree=lambda label: [ADMINISTER],
        carry_out=_carry_out,
    )
)
