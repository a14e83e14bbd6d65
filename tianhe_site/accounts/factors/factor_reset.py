"""Removing someone's second factors, because they lost them.

Anyone who can remove another's factors and send them a link could act as that person, and approve
their own texts. So a second administrator agrees, where there is one. Otherwise the first could
keep out all others, or make an account of their own the second; so changes among administrators
have to be some days old.
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.publishing import clock, workflow
from tianhe_site.publishing.errors import PublishingError
from tianhe_site.publishing.models import HistoryEntry
from tianhe_site.publishing.people import name_of

from .. import people, security_log
from ..models import SecurityEvent
from ..security_log.hooks import STEPS

# Nobody is given it: only administrators have all permissions.
ADMINISTER = "accounts.administer"
# How long ago an administrator must have got the account, and the last other one left.
SETTLED_AFTER = timedelta(days=14)
# Who changes these of an account can act as its owner, or makes it an administrator.
_GIVING_CONTROL = {"email", "is_active", "is_superuser"}
Verb = HistoryEntry.Verb


def remove_all(user, *, by, note):
    """Remove the second factors of `user`, which ends their sessions, and tell them. `note` says
    why. Single sign-on links the account again, perhaps to a new account at the provider."""
    with workflow.publishing_lock():
        links, _by_model = SocialAccount.objects.filter(user=user).delete()
        factors, _by_model = Authenticator.objects.filter(user=user).delete()
        if not links and not factors:
            return
        workflow.record_change(user, by=by, verb=Verb.RESET_FACTORS, note=note)
        kind = SecurityEvent.Kind.FACTORS_RESET
        security_log.note(kind, user=user, note=lambda: _("By %s.") % name_of(by))


def needs_second_administrator(user, by):
    """Whether a second administrator must agree before `by` resets the factors of `user`.

    Raises `PublishingError` if the server is the only way.
    """
    _check_is_settled(by, user)
    others = people.administrators().exclude(pk=by.pk)
    seconds = others.exclude(pk=user.pk)
    if seconds.exclude(pk__in=_changed_lately()).exists():
        return True
    if seconds.exists():
        message = _(
            "Another administrator has to approve this. All others were added or changed in the "
            "last %(days)s days. On the server, run: manage.py recover %(username)s"
        )
        raise _only_on_the_server(message, user)
    if others.exists():
        message = _(
            "Another administrator has to approve this, and %(name)s is the only one. On the "
            "server, run: manage.py recover %(username)s"
        )
        raise _only_on_the_server(message, user)
    if _has_someone_left_lately():
        message = _(
            "Another administrator left or lost the role in the last %(days)s days, so you can't "
            "do this alone. On the server, run: manage.py recover %(username)s"
        )
        raise _only_on_the_server(message, user)
    return False


def reset(user, *, by, reason):
    """Remove the factors of `user`, or ask a second administrator to agree to it. Return whether
    they are removed now."""
    if not reason.strip():
        raise PublishingError(
            _("Explain why. Your reason is recorded, and another administrator sees it.")
        )
    with workflow.publishing_lock():
        if needs_second_administrator(user, by):
            with languages.for_records():
                changes = {str(_("Second factor")): [_labels(user), []]}
            workflow.ask(RESET, user, by=by, reason=reason, changes=changes)
            return False
        remove_all(user, by=by, note=reason.strip())
        return True


def _carry_out(request, *, by):
    user = workflow.row_of(request.kind, request.touched["subject"])
    _check_is_settled(by, user)
    workflow.stop_if_dry_run()
    remove_all(user, by=by, note=request.note)


def _check_is_settled(administrator, user):
    """Raise `PublishingError` if someone else could have made this administrator to get at `user`,
    or got hold of their account."""
    if administrator.pk in _changed_lately():
        message = _(
            "Someone else added or changed your account in the last %(days)s days, so you can't "
            "do this yet. Ask another administrator, or on the server, run: manage.py recover "
            "%(username)s"
        )
        raise _only_on_the_server(message, user)


def _changed_lately():
    """Return the ids of accounts that someone else than their owner (or the server's operator)
    made, changed, or sent a link to."""
    return {
        entry.touched["subject"]
        for entry in _lately()
        if entry.actor_id not in (None, entry.touched["subject"])
        and (entry.verb == Verb.INVITE or _GIVING_CONTROL & _changes_of(entry).keys())
    }


def _has_someone_left_lately():
    changes = [(entry.touched["subject"], _changes_of(entry)) for entry in _lately()]
    if any(each.get("is_superuser", [False])[0] for _subject, each in changes):
        return True
    deactivated = [pk for pk, each in changes if each.get("is_active", [False])[0]]
    return User.objects.filter(pk__in=deactivated, is_superuser=True, is_active=False).exists()


def _lately():
    """Return the entries about accounts of the last days."""
    since = clock.now() - SETTLED_AFTER
    return HistoryEntry.objects.filter(kind=User._meta.label_lower, at__gt=since)


def _changes_of(entry):
    return entry.touched.get("changes", {})


def _only_on_the_server(message, user):
    names = {"name": name_of(user), "username": user.get_username()}
    return PublishingError(message % {**names, "days": SETTLED_AFTER.days})


def _labels(user):
    factors = Authenticator.objects.filter(user=user)
    return sorted({str(STEPS[factor.type]) for factor in factors})


RESET = workflow.register(
    workflow.Kind(
        name="reset-factors",
        title=gettext_lazy("Reset second factor"),
        to_ask=lambda label: ADMINISTER,
        to_agree=lambda label: [ADMINISTER],
        carry_out=_carry_out,
    )
)
