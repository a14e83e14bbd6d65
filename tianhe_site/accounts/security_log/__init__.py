"""The security log: who logged in, from where, and what else happened to factors and sessions."""

from datetime import timedelta

from allauth.core import context
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tianhe_site import languages
from tianhe_site.monitoring import counts
from tianhe_site.publishing import actor, clock
from tianhe_site.publishing.people import name_of
from tianhe_site.throttle.addresses import client_address

from ..models import SecurityEvent
from . import mails

Kind = SecurityEvent.Kind
LOG_INS = (Kind.LOG_IN, Kind.NEW_DEVICE)
# What anyone can cause without knowing anything, as often as they like.
FAILURES = (
    Kind.LOG_IN_FAILED,
    Kind.LOG_IN_BLOCKED,
    Kind.FACTOR_FAILED,
    Kind.CONFIRM_FAILED,
    Kind.LINK_REFUSED,
)
COUNTED = {*LOG_INS, *FAILURES}
# Per person, and for all that names nobody. From many addresses, no throttle limits them.
MAX_FAILURES_PER_HOUR = 200
HOUR = timedelta(hours=1)
# Each entry removes more than one old one, so the log shrinks to its period without a cron job.
MAX_PRUNED = 20
_KNOWS_PASSWORD = gettext_lazy("They know the password.")


def note(kind, *, request=None, user=None, name="", note=""):
    """Write one entry, and tell `user` by email where it concerns them. Without `request`, the
    current one counts; outside of any, the entry has no address.

    `name` is what was typed where nobody has that name. `note` are words, or a function that
    returns them: the log is in one language, whoever acts. Never hand over a secret: not a
    password, not a code, not a link.
    """
    if kind in COUNTED:
        counts.add("log_ins", str(kind))
    request = request or context.request
    at = clock.now()
    with languages.for_records():
        note = note() if callable(note) else str(note)
    if kind in FAILURES:
        before = _recent_failures(user, at)
        if before >= MAX_FAILURES_PER_HOUR:
            return
        if before == MAX_FAILURES_PER_HOUR - 1:
            with languages.for_records():
                note = _("%s More within an hour aren't recorded.") % note
    event = SecurityEvent.objects.create(
        at=at,
        kind=kind,
        user=user,
        name=name_of(user)[:301] if user else _name_of_nobody(name),
        address=request and client_address(request),
        device=request.headers.get("User-Agent", "")[:200] if request else "",
        note=note.strip()[:300],
    )
    _prune(at)
    mails.tell(event)
    if user and kind in FAILURES:
        _warn_of_burst(user, at, request)


def by_whom(user):
    """Return "By X." if someone else than `user` is doing what is noted, else ""."""
    by = actor.current()
    is_own = by.pk in (user.pk, None) and by is not actor.COMMAND_LINE
    return "" if is_own else _("By %s.") % name_of(by)


def kept():
    """Return the entries that the log keeps."""
    return SecurityEvent.objects.filter(at__gt=_oldest(clock.now()))


def outdated(at):
    """Return a queryset of the entries that are older than the log's period."""
    return SecurityEvent.objects.filter(at__lte=_oldest(at))


def _name_of_nobody(name):
    """Return what the log says for a typed name that nobody has.

    Not the name: people type passwords there, and secrets aren't logged. With four figures of a
    keyed hash, tries of the same name can be told from others, and nothing can be guessed from
    them: one name of 65,536 has the same.
    """
    digest = salted_hmac("security log", name).hexdigest()[:4]
    with languages.for_records():
        return _("Nobody (%s)") % digest if name else ""


def _recent_failures(user, at):
    events = SecurityEvent.objects.filter(kind__in=FAILURES, user=user, at__gt=at - HOUR)
    return events[:MAX_FAILURES_PER_HOUR].count()


def _warn_of_burst(user, at, request):
    """Tell someone about many failures at their account, once a day."""
    recent = SecurityEvent.objects.filter(user=user, at__gt=at - timedelta(days=1))
    failures = recent.filter(kind__in=FAILURES, at__gt=at - HOUR)
    if failures[: mails.BURST].count() < mails.BURST:
        return
    if not recent.filter(kind=Kind.WARNED).exists():
        knows_password = failures.filter(kind=Kind.FACTOR_FAILED).exists()
        note_of = _KNOWS_PASSWORD if knows_password else ""
        note(Kind.WARNED, request=request, user=user, note=note_of)


def _prune(at):
    old = outdated(at).order_by("at")
    SecurityEvent.objects.filter(
        pk__in=list(old.values_list("pk", flat=True)[:MAX_PRUNED])
    ).delete()


def _oldest(at):
    return at - timedelta(days=settings.SECURITY_LOG_DAYS)
