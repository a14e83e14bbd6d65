"""What happens to sessions: one begins, its owner is active, it ends."""

import time
from datetime import timedelta

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import Error
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tianhe_site.admin_pages import STAFF_PATHS
from tianhe_site.database import no_wait
from tianhe_site.publishing import signals
from tianhe_site.throttle.addresses import client_address

from .. import security_log
from ..factors.second_factor import FACTORS, is_last
from ..models import SecurityEvent
from .store import BEGAN, IDLE, SEEN, TOO_LONG

# Activity is noted at most this often, and more often where the limit is short.
SECONDS_BETWEEN_NOTES = 300
# Requests that scripts send by themselves, by the ends of their addresses' names.
BY_SCRIPTS = ("account_session", "jsi18n", "_sizes")
# An open form sends one every minute, and says whether anybody typed since the last.
HEARTBEAT = "_open"
# What decides what a person may do.
RIGHTS = {"is_active", "is_staff", "is_superuser", "groups", "user_permissions"}
# For a client without an address, which came through a socket of this machine.
NO_ADDRESS = "0.0.0.0"

WHY_OVER = {IDLE: _("No activity for too long"), TOO_LONG: _("Logged in for too long")}
DEACTIVATED = _("Account deactivated")
RIGHTS_CHANGED = _("Rights changed")
PASSWORD_CHANGED = _("Password changed")
FACTOR_REMOVED = _("Second factor removed")
FIRST_FACTOR_ADDED = _("Second factor added")


def sessions_of(user):
    """Return the rows of someone's sessions that are still good, the latest first."""
    now = timezone.now()
    kept = Session.objects.filter(expire_date__gt=now).values("session_key")
    return UserSession.objects.filter(
        user=user,
        session_key__in=kept,
        created_at__gt=now - timedelta(hours=settings.SESSION_HOURS),
        last_seen_at__gt=now - timedelta(minutes=settings.SESSION_IDLE_MINUTES),
    ).order_by("-last_seen_at", "-pk")


def current_key():
    """Return the key of the session of the current request, None outside of one."""
    request = context.request
    return request.session.session_key if request else None


def end_others(user, *, why):
    """End all sessions of a person but the one that this is done from, and note `why`."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=current_key())
    end(rows, of=user, why=why)


def end(rows, *, of, why):
    """End the sessions of these rows, which belong to the person `of`, and note `why`. Return how
    many there were."""
    count = _delete(list(rows.values_list("session_key", flat=True)))
    if count:
        _note(context.request, of, lambda: _why_by(why, security_log.by_whom(of)))
    return count


def _delete(keys):
    """Delete the sessions with these keys; return how many there were."""
    UserSession.objects.filter(session_key__in=keys).delete()
    count, _by_model = Session.objects.filter(session_key__in=keys).delete()
    return count


def _note(request, user, why):
    kind = SecurityEvent.Kind.SESSION_ENDED
    security_log.note(kind, request=request, user=user, note=why)


def _why_by(why, by):
    return f"{why}. {by}" if by else str(why)


class SessionsMiddleware:
    """Notes activity, and removes sessions that are over.

    Neither makes a page wait for a lock or fail on a full disk: what can't be written at once is
    left to the next request.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        outlived = request.session.outlived
        if outlived:
            _remove(request, outlived)
            _say_why(response, outlived.why)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.path_info.startswith(STAFF_PATHS) and _is_activity(request):
            _note_activity(request)


def _is_activity(request):
    name = request.resolver_match.view_name
    if name.endswith(HEARTBEAT):
        return "typed" in request.POST
    return not name.endswith(BY_SCRIPTS)


def _note_activity(request):
    session, now = request.session, time.time()
    interval = min(SECONDS_BETWEEN_NOTES, settings.SESSION_IDLE_MINUTES * 60 / 4)
    if SESSION_KEY not in session or now - session.get(SEEN, 0) < interval:
        return
    was_modified = session.modified
    session.setdefault(BEGAN, now)
    session[SEEN] = now
    try:
        with no_wait():
            session.save()
            _write_row(session, _client_of(request))
    except (Error, UpdateError):
        pass
    # Otherwise the response would wait until it can be saved.
    session.modified = was_modified


def _write_row(session, client):
    key, values = session.session_key, {**client, "last_seen_at": timezone.now()}
    if not UserSession.objects.filter(session_key=key).update(**values):
        UserSession.objects.create(session_key=key, user_id=session[SESSION_KEY], **values)


def _client_of(request):
    length = UserSession._meta.get_field("user_agent").max_length
    device = request.headers.get("User-Agent", "")[:length]
    return {"ip": client_address(request) or NO_ADDRESS, "user_agent": device}


def _remove(request, outlived):
    try:
        with no_wait():
            user = User.objects.filter(pk=outlived.user_id).first()
            if _delete([outlived.key]) and user:
                _note(request, user, WHY_OVER[outlived.why])
    except Error:
        # Nobody gets in with it meanwhile.
        pass


def _say_why(response, why):
    """Let the log-in that a page leads to say why it is needed."""
    address = response.headers.get("Location", "")
    # Also for a page of readers, which has no addresses of staff.
    log_in = reverse("account_login", urlconf=settings.ROOT_URLCONF)
    if address.startswith(f"{log_in}?"):
        response.headers["Location"] = f"{address}&ended={why}"


def _begin(sender, request, user, **kwargs):
    """Give a new session its times and its row; delete what is left of old ones."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
    if not request.session.session_key:
        # Somebody else was logged in here before.
        request.session.create()
    times = dict.fromkeys(("created_at", "last_seen_at"), timezone.now())
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user_id": user.pk, **_client_of(request), **times},
    )
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _end_after_change(sender, subject, changes, **kwargs):
    changed = RIGHTS & set(changes)
    if changed:
        end_others(subject, why=DEACTIVATED if "is_active" in changed else RIGHTS_CHANGED)


def _end_after_change_of_group(sender, subject, changes, **kwargs):
    if "permissions" in changes:
        for user in User.objects.filter(groups=subject.pk):
            end_others(user, why=RIGHTS_CHANGED)


def _end_after_removal(sender, instance, origin, **kwargs):
    # Not where the account itself is deleted.
    is_removed = getattr(origin, "model", type(origin)) is Authenticator
    if is_removed and instance.type in FACTORS:
        end_others(instance.user, why=FACTOR_REMOVED)


def _end_after_first_factor(sender, instance, created, **kwargs):
    # Those sessions never showed one: anyone who had only the password would be in with it.
    if created and instance.type in FACTORS and is_last(instance):
        end_others(instance.user, why=FIRST_FACTOR_ADDED)


def connect():
    """Connect the signals by which sessions begin and end."""
    user_logged_in.connect(_begin)
    signals.subject_changed.connect(_end_after_change, sender=User)
    signals.subject_changed.connect(_end_after_change_of_group, sender=Group)
    post_save.connect(_end_after_first_factor, sender=Authenticator)
    post_delete.connect(_end_after_removal, sender=Authenticator)
